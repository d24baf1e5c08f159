import type {
  GetPromptResult,
  Implementation,
  Prompt,
  ReadResourceResult,
  Resource,
  ResourceTemplateType,
  ServerCapabilities,
} from "@modelcontextprotocol/client";
import type { LLMError, ToolContext, ToolProgress } from "@vllora/core";
import type { McpDefinition } from "@vllora/types";
import type { McpCallResult } from "./content.ts";
import type { NamedServer } from "./definitions.ts";
import type { McpToolDefinition } from "./fingerprint.ts";
import { KeptLink, type ServerListener } from "./kept-link.ts";
import { metaOf } from "./meta.ts";
import { limitsOf, type McpOptions } from "./options.ts";
import { allPages } from "./pages.ts";
import { AS_IT_CAME, type SkippedTool } from "./tool-list.ts";
import { openTransport } from "./transport.ts";

/** Every request takes a signal. */
export interface McpRequestOptions {
  readonly signal?: AbortSignal | undefined;
}

/** How a tool is called outside of a run. */
export interface McpCallOptions extends McpRequestOptions {
  readonly onProgress?: ((progress: ToolProgress) => void) | undefined;
  /** Goes into `_meta`: `traceparent` and whatever else the server looks for. */
  readonly meta?: ToolContext["meta"] | undefined;
  /** Goes into `_meta.tags`. */
  readonly tags?: ToolContext["tags"] | undefined;
}

/**
 * The connection to one server: opened once, kept, and opened again by the next call where it was lost. A call that
 * was under way then is an error and is not made again, since it may have been carried out.
 */
export class McpConnection {
  /** What the definition calls it. */
  readonly name: string;
  readonly type: McpDefinition["type"];
  readonly #server: NamedServer;
  readonly #options: McpOptions;
  readonly #link: KeptLink;

  /** @internal Made by `mcpTools`. */
  constructor(server: NamedServer, options: McpOptions, listener: ServerListener) {
    this.name = server.name;
    this.type = server.definition.type;
    this.#server = server;
    this.#options = options;
    this.#link = new KeptLink(server, options, listener);
  }

  /** Whether there is a connection now. */
  get connected(): boolean {
    return this.#link.current !== undefined;
  }

  /** The last failure to connect or to list tools. Absent while all is well. */
  get failure(): LLMError | undefined {
    return this.#link.failure;
  }

  /** The tools that are offered, as the server describes them. */
  get definitions(): readonly McpToolDefinition[] {
    return this.#link.tools.definitions;
  }

  /** What the model is told of a tool: what the filter says, else what the server says. */
  descriptionOf({ name, description }: McpToolDefinition): string | undefined {
    return this.#server.filter.verdict(name)?.description ?? description;
  }

  /** Of the tools that are offered, for the option `pin`. Absent before they were listed. */
  get fingerprint(): string | undefined {
    return this.#link.tools.fingerprint;
  }

  /** What the server lists or the filter names and is not offered, and why. What the filter leaves out is not here. */
  get skipped(): readonly SkippedTool[] {
    return this.#link.tools.skipped;
  }

  /** Name and version that the server gives itself. */
  get serverInfo(): Implementation | undefined {
    return this.#link.current?.client.getServerVersion();
  }

  /** What the server says of its use, for a system prompt. It deserves as much trust as the server. */
  get instructions(): string | undefined {
    return this.#link.current?.client.getInstructions();
  }

  /** What the server can do. */
  get capabilities(): ServerCapabilities | undefined {
    return this.#link.current?.client.getServerCapabilities();
  }

  /** The version of MCP that is spoken. */
  get protocolVersion(): string | undefined {
    return this.#link.current?.client.getNegotiatedProtocolVersion();
  }

  /** Of streamable HTTP, where the server keeps sessions. */
  get sessionId(): string | undefined {
    return this.#link.current?.transport.sessionId;
  }

  /**
   * Connects, where there is no connection.
   * @throws {LLMError} `mcp` saying why not, `aborted` when the signal fires.
   */
  async connect(options: McpRequestOptions = {}): Promise<void> {
    await this.#link.ask("connect", options.signal, async () => undefined);
  }

  /**
   * Asks for the tools again; connects first, where there is no connection. Lists that servers announce as changed
   * are asked for without it.
   * @throws {LLMError} see {@link McpConnection.connect}.
   */
  async refresh(options: McpRequestOptions = {}): Promise<void> {
    const before = this.#link.current;
    await this.connect(options);
    if (before === undefined || before !== this.#link.current) return;
    this.#link.relist(before);
    await this.#link.relisted(options.signal);
    if (this.failure !== undefined) throw this.failure;
  }

  /**
   * Calls a tool by the server's name for it.
   * @throws {LLMError} `mcp` for a server that fails, `aborted` when the signal fires. A tool that fails is a result
   *   with `isError`.
   */
  async callTool(
    tool: string,
    args: { readonly [name: string]: unknown } | undefined,
    options: McpCallOptions = {},
  ): Promise<McpCallResult> {
    const { signal, onProgress, meta = {}, tags = {} } = options;
    const { definition } = this.#server;
    // The environment of a process is the process's; of others it goes along with each call.
    const env = definition.type === "stdio" ? undefined : definition.env;
    const _meta = metaOf(env, { meta, tags });
    const params = {
      name: tool,
      ...(args === undefined ? {} : { arguments: { ...args } }),
      ...(_meta === undefined ? {} : { _meta }),
    };
    const onprogress = (progress: ToolProgress) => onProgress?.(progress);
    const result = await this.#link.ask("tools/call", signal, ({ client }, request) => {
      const options = { ...request, onprogress };
      const known = this.definitions.find(({ name }) => name === tool);
      if (client.getProtocolEra() !== "modern" || known === undefined) {
        return client.request({ method: "tools/call", params }, AS_IT_CAME, options);
      }
      // Since 2026-07-28 a schema may ask for arguments in headers, which the SDK does in callTool alone. It is not
      // given the schema of results: the server's word stands, and what it wrote is not compiled.
      const inputSchema = known.inputSchema as { type: "object" };
      return client.callTool(params, { ...options, toolDefinition: { name: tool, inputSchema } });
    });
    // A tool that changes the tools says so before it ends, and the next step is to see those that are there then.
    await this.#link.relisted(signal);
    return result as McpCallResult;
  }

  /** Every resource of the server. Empty where it offers none. */
  listResources(options: McpRequestOptions = {}): Promise<Resource[]> {
    return this.#list("resources/list", "resources", "resources", options.signal);
  }

  /** Every template of resources. Empty where the server offers none. */
  listResourceTemplates(options: McpRequestOptions = {}): Promise<ResourceTemplateType[]> {
    return this.#list("resources/templates/list", "resources", "resourceTemplates", options.signal);
  }

  /** Every prompt of the server. Empty where it offers none. */
  listPrompts(options: McpRequestOptions = {}): Promise<Prompt[]> {
    return this.#list("prompts/list", "prompts", "prompts", options.signal);
  }

  /**
   * Reads a resource.
   * @throws {LLMError} `mcp` where there is none of this URI.
   */
  readResource(uri: string, options: McpRequestOptions = {}): Promise<ReadResourceResult> {
    return this.#link.ask("resources/read", options.signal, ({ client }, request) =>
      client.request({ method: "resources/read", params: { uri } }, request),
    );
  }

  /**
   * A prompt with its arguments filled in.
   * @throws {LLMError} `mcp` where there is none of this name.
   */
  getPrompt(
    name: string,
    args: { readonly [name: string]: string } = {},
    options: McpRequestOptions = {},
  ): Promise<GetPromptResult> {
    return this.#link.ask("prompts/get", options.signal, ({ client }, request) =>
      client.request({ method: "prompts/get", params: { name, arguments: { ...args } } }, request),
    );
  }

  /**
   * Ends the login that an OAuth client of `authProviders` began, and connects.
   * @param callback the query of the URL that the user was sent back to, or the code of it alone.
   */
  async finishAuth(callback: string | URLSearchParams): Promise<void> {
    const transport = await openTransport(this.#server, this.#options);
    try {
      if (!("finishAuth" in transport)) throw new Error(`nobody logs in at type ${this.type}`);
      const login = transport as { finishAuth(callback: string | URLSearchParams): Promise<void> };
      await login.finishAuth(callback);
    } catch (error) {
      throw this.#link.errorOf(error, "authorization");
    } finally {
      await transport.close().catch(() => undefined);
    }
    await this.connect();
  }

  /** Ends the connection, and the process where there is one. What is under way fails. More than once is the same. */
  close(): Promise<void> {
    return this.#link.close();
  }

  async #list<Item>(
    method: "resources/list" | "resources/templates/list" | "prompts/list",
    capability: "resources" | "prompts",
    field: string,
    signal: AbortSignal | undefined,
  ): Promise<Item[]> {
    const place = { server: this.name, doing: method };
    return this.#link.ask(method, signal, async ({ client }, request) => {
      if (client.getServerCapabilities()?.[capability] === undefined) return [];
      const fetchPage = async (cursor: string | undefined) => {
        const params = cursor === undefined ? {} : { cursor };
        const page: { readonly [field: string]: unknown } = await client.request(
          { method, params },
          request,
        );
        // The SDK has checked the list against its schema.
        return { items: page[field] as Item[], nextCursor: page["nextCursor"] as string };
      };
      return allPages(fetchPage, limitsOf(this.#options), place);
    });
  }
}
