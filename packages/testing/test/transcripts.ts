import type { Transcript } from "../src/index.ts";

export const FRAMES = ["data: one\n\n", "data: two\r\n\r\n", "data: [DONE]\n\n"];
export const EVENTS = FRAMES.join("");

/** A whole answer; its header tells which. */
export function whole(name: string, rest: Partial<Transcript> = {}): Transcript {
  return {
    name,
    stream: false,
    response: { status: 200, headers: { "content-type": "application/json", "x-case": name } },
    body: Buffer.from(JSON.stringify({ name })),
    end: "eof",
    ...rest,
  };
}

/** A streamed answer of three frames. */
export function stream(name: string, rest: Partial<Transcript> = {}): Transcript {
  return {
    name,
    stream: true,
    response: { status: 200, headers: { "content-type": "text/event-stream", "x-case": name } },
    body: Buffer.from(EVENTS),
    end: "eof",
    ...rest,
  };
}

/** A message of an AWS event stream, apart from its checksums. */
export function message(payload: string): Buffer {
  const bytes = Buffer.alloc(16 + Buffer.byteLength(payload));
  bytes.writeUInt32BE(bytes.length);
  bytes.write(payload, 12);
  return bytes;
}

/** The reads of a body, as text, and what broke it. */
export async function readsOf(
  response: Response,
): Promise<{ readonly pieces: string[]; readonly error?: unknown }> {
  const pieces: string[] = [];
  try {
    for await (const piece of response.body ?? []) pieces.push(Buffer.from(piece).toString());
    return { pieces };
  } catch (error) {
    return { pieces, error };
  }
}
