import type { RequestOptions } from "@modelcontextprotocol/client";
import type { LLMError } from "@vllora/core";
import { offAbort, onAbort, untilAborted } from "@vllora/core/provider";
import type { NamedServer } from "./definitions.ts";
import { isSessionGone, mcpError, toMcpError } from "./errors.ts";
import { type Link, openLink } from "./link.ts";
import { OfferedTools } from "./offered-tools.ts";
import { limitsOf, type McpOptions, type McpToolsChange, timeoutsOf } from "./options.ts";
import { listTools } from "./tool-list.ts";

/** How often in a row tools are listed that change while they are on the way. A server for which they always do would else be listened to for ever. */
const MOST_LISTS = 8;

/** What the owner hears of a server. */
export interface ServerListener {
  /** Other tools are offered than before. `change` is absent for the first ones, and where they are refused. */
  changed(change: McpToolsChange | undefined): void;
  failed(error: LLMError): void;
}

/** The link to a server: opened once, kept, and opened again by the next request where it was lost; with its tools. */
export class KeptLink {
  readonly tools: OfferedTools;
  readonly #server: NamedServer;
  readonly #options: McpOptions;
  readonly #listener: ServerListener;
  readonly #closed = new AbortController();
  /** All that have not ended yet: the one in use, and those that were let go of. */
  readonly #links = new Set<Link>();
  #link: Link | undefined;
  #opening: Promise<Link> | undefined;
  #closing: Promise<void> | undefined;
  #relisting: Promise<void> | undefined;
  #listIsOld = false;
  #underWay = 0;
  #failure: LLMError | undefined;

  constructor(server: NamedServer, options: McpOptions, listener: ServerListener) {
    this.#server = server;
    this.#options = options;
    this.#listener = listener;
    this.tools = new OfferedTools(server.name, options.pin);
  }

  /** The link that there is now. */
  get current(): Link | undefined {
    return this.#link;
  }

  get failure(): LLMError | undefined {
    return this.#failure;
  }

  /** Does something with the link, and says in our words what went wrong. */
  async ask<Result>(
    doing: string,
    signal: AbortSignal | undefined,
    send: (link: Link, request: RequestOptions) => Promise<Result>,
  ): Promise<Result> {
    const timeout = timeoutsOf(this.#options).callMs;
    const cancel = new AbortController();
    // The server is told a reason, and the caller's own may be anything.
    const giveUp = () => cancel.abort("cancelled by the caller");
    if (signal?.aborted) giveUp();
    else onAbort(signal, giveUp);
    const request = { signal: cancel.signal, timeout, resetTimeoutOnProgress: true };
    if (this.#underWay === 0) this.#dropDeaf();
    this.#underWay += 1;
    try {
      const link = await this.#ready(cancel.signal);
      try {
        return await send(link, request);
      } catch (error) {
        if (!isSessionGone(error) || link.transport.sessionId === undefined) throw error;
        // The server does not know the session, so it has carried nothing out: the one case for asking twice.
        this.#drop(link);
        return await send(await this.#ready(cancel.signal), request);
      }
    } catch (error) {
      throw this.errorOf(error, doing, signal);
    } finally {
      this.#underWay -= 1;
      offAbort(signal, giveUp);
    }
  }

  /** Lists the tools again, once for however many times the server said so meanwhile. */
  relist(link: Link): void {
    this.#listIsOld = true;
    const { callMs } = timeoutsOf(this.#options);
    const late = () => this.#late("list its tools", callMs);
    this.#relisting ??= this.#within(callMs, late, (signal) => this.#relist(link, signal))
      .catch((error: unknown) => {
        if (!this.#closed.signal.aborted) this.#failed(this.errorOf(error, "tools/list"));
      })
      .finally(() => {
        this.#relisting = undefined;
      });
  }

  /** Waits for a list that is being asked for. What is wrong with it is told by {@link failure}. */
  async relisted(signal: AbortSignal | undefined): Promise<void> {
    if (this.#relisting === undefined) return;
    await untilAborted(this.#relisting, signal).catch(() => undefined);
  }

  errorOf(error: unknown, doing: string, signal?: AbortSignal): LLMError {
    const { name: server, redact, definition } = this.#server;
    const { type } = definition;
    const timeoutMs = timeoutsOf(this.#options).callMs;
    const isClosed = this.#closed.signal.aborted;
    return toMcpError(error, { server, type, doing, redact, timeoutMs, signal, isClosed });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#closed.abort(mcpError(this.#server.name, "was closed", { code: "closed" }));
    await this.#opening?.catch(() => undefined);
    await Promise.all([...this.#links].map((link) => link.end()));
  }

  /** The link; where there is none, the one that is being opened for all who wait. */
  #ready(signal: AbortSignal): Promise<Link> {
    if (this.#closed.signal.aborted) return Promise.reject(this.#closed.signal.reason);
    if (this.#link !== undefined) return Promise.resolve(this.#link);
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return untilAborted(this.#opening, signal);
  }

  async #open(): Promise<Link> {
    const { connectMs } = timeoutsOf(this.#options);
    const late = () => this.#late("connect", connectMs);
    let link: Link | undefined;
    try {
      return await this.#within(connectMs, late, async (signal) => {
        const request = { signal, timeout: connectMs };
        const opened = await openLink(this.#server, this.#options, request, {
          lost: () => link && this.#lost(link),
          toolsChanged: () => {
            if (link !== undefined && link === this.#link) this.relist(link);
            else this.#listIsOld = true;
          },
        });
        link = opened;
        this.#links.add(link);
        this.#listIsOld = false;
        await untilAborted(this.#takeTools(link, request), signal);
        signal.throwIfAborted();
        if (link.isOver) {
          throw mcpError(this.#server.name, "ended the connection", { code: "connection_closed" });
        }
        this.#link = link;
        // What the server said while its list was on the way.
        await this.#relist(link, signal);
        return link;
      });
    } catch (thrown) {
      await link?.end();
      if (link !== undefined) this.#lost(link);
      const error = this.errorOf(thrown, "connect");
      this.#failed(error);
      throw error;
    }
  }

  /** Does something that ends with the connection, and when its time is over. */
  async #within<Result>(
    ms: number,
    late: () => LLMError,
    run: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const stop = new AbortController();
    const closed = this.#closed.signal;
    const close = () => stop.abort(closed.reason);
    if (closed.aborted) close();
    else onAbort(closed, close);
    const timer = setTimeout(() => stop.abort(late()), ms);
    try {
      return await run(stop.signal);
    } catch (error) {
      throw stop.signal.aborted ? stop.signal.reason : error;
    } finally {
      clearTimeout(timer);
      offAbort(closed, close);
    }
  }

  #late(what: string, ms: number): LLMError {
    return mcpError(this.#server.name, `did not ${what} within ${ms} ms`, { code: "timeout" });
  }

  #lost(link: Link): void {
    this.#links.delete(link);
    if (this.#link === link) this.#link = undefined;
  }

  #drop(link: Link): void {
    if (this.#link === link) this.#link = undefined;
    void link.end();
  }

  /** A link on which changes of tools are not heard any more is opened anew as soon as nothing is under way. */
  #dropDeaf(): void {
    if (this.#link?.isDeaf) this.#drop(this.#link);
  }

  async #relist(link: Link, signal: AbortSignal): Promise<void> {
    const { callMs } = timeoutsOf(this.#options);
    for (let lists = 0; lists < MOST_LISTS; lists += 1) {
      if (!this.#listIsOld || this.#link !== link) return;
      this.#listIsOld = false;
      await this.#takeTools(link, { timeout: callMs, signal });
    }
  }

  async #takeTools(link: Link, request: RequestOptions): Promise<void> {
    const limits = limitsOf(this.#options);
    const listed = await listTools(link.client, this.#server, limits, request);
    try {
      const change = await this.tools.accept(listed);
      this.#failure = undefined;
      if (change !== "same") this.#listener.changed(change === "first" ? undefined : change);
    } catch (error) {
      // Nothing of it may be called: the next link is judged anew.
      this.#drop(link);
      this.#listener.changed(undefined);
      throw error;
    }
  }

  #failed(error: LLMError): void {
    this.#failure = error;
    if (!this.#closed.signal.aborted) this.#listener.failed(error);
  }
}
