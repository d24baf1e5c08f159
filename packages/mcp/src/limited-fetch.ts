/** A `fetch` whose bodies end with an error at a message of more than `maxBytes`; of a stream of events, each event is one. */
export function limitedFetch(fetch: typeof globalThis.fetch, maxBytes: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.body === null) return response;
    const type = response.headers.get("content-type") ?? "";
    const body = response.body.pipeThrough(limit(maxBytes, type.includes("text/event-stream")));
    const limited = new Response(body, response);
    // A made response has none, and the SDK resolves redirects against it.
    Object.defineProperty(limited, "url", { value: response.url });
    return limited;
  };
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

function limit(maxBytes: number, isEventStream: boolean): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  let longest = 0;
  let lineIsEmpty = false;
  let previous = 0;
  return new TransformStream({
    transform(chunk, controller) {
      if (!isEventStream) bytes += chunk.length;
      for (const byte of isEventStream ? chunk : []) {
        bytes += 1;
        if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN) lineIsEmpty = false;
        else if (byte !== LINE_FEED || previous !== CARRIAGE_RETURN) {
          if (lineIsEmpty) {
            // An empty line ends an event.
            longest = Math.max(longest, bytes);
            bytes = 0;
          }
          lineIsEmpty = true;
        }
        previous = byte;
      }
      longest = Math.max(longest, bytes);
      if (longest > maxBytes) {
        controller.error(new Error(`A message is longer than ${maxBytes} bytes; see limits`));
      } else controller.enqueue(chunk);
    },
  });
}
