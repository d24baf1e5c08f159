import type { ReadEvents } from "./floor.ts";

/** Lengths of the message and its headers, and a checksum of them; another checksum ends the message. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;

/** The smallest split of an AWS event stream: lengths only, neither checksums nor headers. */
export const readMessages: ReadEvents = async (response, wire, seen, onText) => {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let buffer: Buffer = Buffer.alloc(0);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      buffer = buffer.length === 0 ? bytes : Buffer.concat([buffer, bytes]);
      let start = 0;
      while (buffer.length - start >= PRELUDE_BYTES) {
        const end = start + buffer.readUInt32BE(start);
        if (end > buffer.length) break;
        const payload = start + PRELUDE_BYTES + buffer.readUInt32BE(start + 4);
        const data = buffer.toString("utf8", payload, end - CHECKSUM_BYTES);
        start = end;
        const text = wire.read(JSON.parse(data) as never, seen);
        if (text === undefined || text === "") continue;
        const wait = onText(text);
        if (wait !== undefined) await wait;
      }
      buffer = buffer.subarray(start);
    }
  } catch (error) {
    reader.cancel().catch(() => undefined);
    throw error;
  }
};
