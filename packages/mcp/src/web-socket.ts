import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";

/** What is used of a WebSocket: that of the WHATWG, and what `ws` has of it. */
export interface WebSocketLike {
  send(data: string): void;
  close(): void;
  addEventListener(
    type: "open" | "message" | "error" | "close",
    listener: (event: object) => void,
  ): void;
}

/** Opens a WebSocket: `(url, { protocols, headers }) => new WebSocket(url, protocols, { headers })` with `ws`. */
export type WebSocketFactory = (
  url: string,
  init: { readonly protocols: string[]; readonly headers: { readonly [header: string]: string } },
) => WebSocketLike;

/** The subprotocol that servers look for: that of WebSocketClientTransport in @modelcontextprotocol/sdk 1.32. */
const SUBPROTOCOL = "mcp";

/** The runtime's own WebSocket. `undefined` where there is none. */
export function runtimeWebSocket(): WebSocketFactory | undefined {
  const { WebSocket } = globalThis as {
    readonly WebSocket?: new (url: string, init: unknown) => WebSocketLike;
  };
  if (WebSocket === undefined) return undefined;
  // Headers go in where Node lets them; other runtimes take the protocols alone.
  return (url, { protocols, headers }) =>
    new WebSocket(url, Object.keys(headers).length === 0 ? protocols : { protocols, headers });
}

/** MCP over a WebSocket: a message of at most so many characters in each frame. */
export function webSocketTransport(
  open: WebSocketFactory,
  url: string,
  headers: { readonly [header: string]: string },
  maxChars: number,
): Transport {
  let socket: WebSocketLike | undefined;
  const transport: Transport = {
    start: () =>
      new Promise((resolve, reject) => {
        socket = open(url, { protocols: [SUBPROTOCOL], headers });
        socket.addEventListener("open", () => resolve());
        socket.addEventListener("error", () => {
          // The event says where it was going to, so it stays here.
          const error = new Error("The WebSocket failed");
          reject(error);
          transport.onerror?.(error);
        });
        socket.addEventListener("close", () => {
          reject(new Error("The WebSocket was closed"));
          transport.onclose?.();
        });
        socket.addEventListener("message", (event) =>
          receive(event as { readonly data?: unknown }),
        );
      }),
    send: async (message) => {
      if (socket === undefined) throw new Error("Not connected");
      socket.send(JSON.stringify(message));
    },
    close: async () => socket?.close(),
  };

  function receive({ data }: { readonly data?: unknown }): void {
    const text = String(data);
    if (text.length > maxChars) {
      socket?.close();
      return;
    }
    try {
      transport.onmessage?.(JSON.parse(text) as JSONRPCMessage);
    } catch {
      transport.onerror?.(new Error("A frame is no message"));
    }
  }
  return transport;
}
