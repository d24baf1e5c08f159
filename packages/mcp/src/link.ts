import type { Client, Transport } from "@modelcontextprotocol/client";
import { untilAborted } from "@vllora/core/provider";
import type { NamedServer } from "./definitions.ts";
import { answerServer, capabilitiesOf } from "./hooks.ts";
import type { McpOptions } from "./options.ts";
import { PACKAGE } from "./package.ts";
import { openTransport } from "./transport.ts";

/** One connection of the SDK, from its handshake to its end. */
export interface Link {
  readonly client: Client;
  readonly transport: Transport;
  /** Nothing can be sent any more. */
  readonly isOver: boolean;
  /** The SDK gave up the stream on which the server speaks by itself; calls still work. */
  readonly isDeaf: boolean;
  /** Ends it, and the process where there is one. More than once is the same. */
  end(): Promise<void>;
}

/** What is heard of a link. */
export interface LinkListener {
  /** It has come to its end, by us or by the server. */
  lost(): void;
  /** The server says that it has other tools now. */
  toolsChanged(): void;
}

/** How long a server is given to hear that its session ends. */
const GOODBYE_MS = 1_000;
/** The SDK kills a process that does not end by itself after 4 s. */
const ENDING_MS = 5_000;

/** How the SDK begins to say so; it has no code for it. */
const GAVE_UP = "Maximum reconnection attempts";

/** Opens a link and shakes hands. Whatever goes wrong, nothing of it is left. */
export async function openLink(
  server: NamedServer,
  options: McpOptions,
  request: { readonly signal: AbortSignal; readonly timeout: number },
  listener: LinkListener,
): Promise<Link> {
  const opened = openTransport(server, options);
  const transport = await untilAborted(opened, request.signal).catch((error: unknown) => {
    // It may be there later, when nobody waits for it.
    opened.then((late) => late.close()).catch(() => undefined);
    throw error;
  });
  const { Client } = await import("@modelcontextprotocol/client");
  const { versionNegotiation: mode } = options;
  const client = new Client(options.clientInfo ?? PACKAGE, {
    capabilities: capabilitiesOf(options),
    listChanged: {
      tools: { autoRefresh: false, debounceMs: 0, onChanged: () => listener.toolsChanged() },
    },
    ...(mode === undefined ? {} : { versionNegotiation: { mode } }),
  });
  answerServer(client, server.name, options);

  const gone = new Promise<void>((resolve) => {
    transport.onclose = resolve;
  });
  let isOver = false;
  client.onclose = () => {
    isOver = true;
    listener.lost();
  };
  let ending: Promise<void> | undefined;
  const end = () => {
    ending ??= endLink(client, transport, server.definition.type === "stdio" ? gone : undefined);
    return ending;
  };
  let isOpen = false;
  let isDeaf = false;
  client.onerror = (error) => {
    if (error.message.startsWith(GAVE_UP)) isDeaf = true;
    // A stream of events that breaks is opened again by itself, as another session, where nobody has shaken hands.
    if (isOpen && error.constructor.name === "SseError") void end();
  };
  try {
    await untilAborted(client.connect(transport, request), request.signal);
  } catch (error) {
    await end();
    throw error;
  }
  isOpen = true;
  deliverProgressFirst(transport);
  return {
    client,
    transport,
    get isOver() {
      return isOver;
    },
    get isDeaf() {
      return isDeaf;
    },
    end,
  };
}

/**
 * The SDK acts on a notification a moment after it has come and on an answer at once, so that the progress said right
 * before an answer would be lost. Such an answer is held back until then.
 */
function deliverProgressFirst(transport: Transport): void {
  const deliver = transport.onmessage;
  let underWay = 0;
  transport.onmessage = (message, extra) => {
    if (underWay > 0 && !("method" in message)) {
      queueMicrotask(() => deliver?.(message, extra));
      return;
    }
    deliver?.(message, extra);
    if (!("method" in message) || message.method !== "notifications/progress") return;
    underWay += 1;
    queueMicrotask(() => {
      underWay -= 1;
    });
  };
}

async function endLink(
  client: Client,
  transport: Transport & { terminateSession?(): Promise<void> },
  processGone: Promise<void> | undefined,
): Promise<void> {
  if (transport.sessionId !== undefined && transport.terminateSession !== undefined) {
    await atMost(transport.terminateSession(), GOODBYE_MS);
  }
  await client.close().catch(() => undefined);
  // Where shaking hands failed, the SDK has let go of it without waiting.
  await transport.close().catch(() => undefined);
  if (processGone !== undefined) await atMost(processGone, ENDING_MS);
}

/** Waits, but not for longer. */
async function atMost(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise.catch(() => undefined), over]);
  clearTimeout(timer);
}
