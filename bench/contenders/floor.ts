import type { Client, Contender, OnText, Usage } from "../wire.ts";

/** What the floor must know of a wire. */
export interface FloorWire {
  request(stream: boolean, tool: boolean): { readonly path: string; readonly body: object };
  readonly headers: { readonly [name: string]: string };
  /** How events are cut out of the bytes. Default: server-sent events. */
  readonly readEvents?: ReadEvents;
  /** The text, or the fragment of arguments, of one event; the rest goes to `seen`. */
  read(event: never, seen: Seen): string | undefined;
  whole(body: never): { readonly text: string | null; readonly usage: Usage | undefined };
}

/** What is not text. */
export interface Seen {
  usage?: Usage;
  tool?: string;
}

/** Reads a stream to its end. */
export type ReadEvents = (
  response: Response,
  wire: Pick<FloorWire, "read">,
  seen: Seen,
  onText: OnText,
) => Promise<void>;

/** L1, the least that a client can do: `fetch`, the smallest split of events, and `JSON.parse` for each of them. */
export function floor(wire: FloorWire): Contender {
  return {
    name: "L1",
    imports: [],
    connect: (baseURL) => Promise.resolve(floorClient(baseURL, wire)),
  };
}

function floorClient(baseURL: string, wire: FloorWire): Client {
  const { readEvents = readSSE } = wire;
  const send = (stream: boolean, tool = false) => {
    const { path, body } = wire.request(stream, tool);
    const headers = { "content-type": "application/json", ...wire.headers };
    return fetch(baseURL + path, { method: "POST", headers, body: JSON.stringify(body) });
  };
  return {
    async stream(onText) {
      const seen: Seen = {};
      await readEvents(await send(true), wire, seen, onText);
      return seen.usage;
    },
    async tool(onFragment) {
      const seen: Seen = {};
      await readEvents(await send(true, true), wire, seen, onFragment);
      return seen.tool;
    },
    async whole() {
      const response = await send(false);
      return wire.whole((await response.json()) as never);
    },
  };
}

const readSSE: ReadEvents = async (response, wire, seen, onText) => {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let buffer = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      buffer += decoder.decode(value, { stream: true });
      let start = 0;
      for (let end = buffer.indexOf("\n"); end >= 0; end = buffer.indexOf("\n", start)) {
        // "d" of "data: "; other lines say nothing.
        const data = buffer.charCodeAt(start) === 100 ? buffer.slice(start + 6, end) : "[DONE]";
        start = end + 1;
        if (data === "[DONE]") continue;
        const text = wire.read(JSON.parse(data) as never, seen);
        if (text === undefined || text === "") continue;
        const wait = onText(text);
        if (wait !== undefined) await wait;
      }
      buffer = buffer.slice(start);
    }
  } catch (error) {
    reader.cancel().catch(() => undefined);
    throw error;
  }
};
