import { mcpError } from "./errors.ts";
import {
  describeDifference,
  differenceOf,
  fingerprintOf,
  type McpToolDefinition,
} from "./fingerprint.ts";
import type { McpOptions, McpToolsChange } from "./options.ts";
import type { ListedTools, SkippedTool } from "./tool-list.ts";

/** What is offered of a server's tools, so long as it is what was pinned. */
export class OfferedTools {
  readonly #server: string;
  readonly #holdsToFirst: boolean;
  #pinned: string | undefined;
  #definitions: readonly McpToolDefinition[] | undefined;
  #fingerprint: string | undefined;
  #skipped: readonly SkippedTool[] = [];

  constructor(server: string, pin: McpOptions["pin"]) {
    this.#server = server;
    this.#holdsToFirst = pin === "first";
    if (typeof pin === "object" && Object.hasOwn(pin, server)) this.#pinned = pin[server];
  }

  get definitions(): readonly McpToolDefinition[] {
    return this.#definitions ?? [];
  }

  get fingerprint(): string | undefined {
    return this.#fingerprint;
  }

  get skipped(): readonly SkippedTool[] {
    return this.#skipped;
  }

  /**
   * Offers these tools from now on, and gives what is different; `first` where there were none before.
   * @throws {LLMError} `mcp` for tools that are not what was pinned. None is offered then.
   */
  async accept({ definitions, skipped }: ListedTools): Promise<McpToolsChange | "first" | "same"> {
    const fingerprint = await fingerprintOf(definitions);
    const before = this.#definitions;
    const difference = before && differenceOf(before, definitions);
    if (this.#holdsToFirst) this.#pinned ??= fingerprint;
    if (this.#pinned !== undefined && this.#pinned !== fingerprint) {
      this.#definitions = [];
      const what = difference === undefined ? "" : ` (${describeDifference(difference)})`;
      throw mcpError(
        this.#server,
        `has other tools than were pinned${what}: the fingerprint is ${fingerprint} instead of ${this.#pinned}. Look at them, and pin the new one where they are right`,
        { code: "tools_changed" },
      );
    }
    this.#definitions = definitions;
    this.#fingerprint = fingerprint;
    this.#skipped = skipped;
    if (before === undefined) return "first";
    return difference === undefined ? "same" : { server: this.#server, fingerprint, ...difference };
  }
}
