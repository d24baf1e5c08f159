import type { IncomingMessage } from "node:http";
import { pipeline, type Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** What the server may pack an answer in. */
export const ACCEPT_ENCODING = "gzip, deflate, br";

const UNPACKERS: ReadonlyMap<string, () => Transform> = new Map([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress],
]);

/**
 * The body as it was before it was packed; in an encoding that is not known, as it came. One that is cut is an error,
 * and who destroys it ends the message.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.content-encoding
 */
export function unpacked(message: IncomingMessage): Readable {
  const encoding = message.headers["content-encoding"]?.trim().toLowerCase();
  const unpacker = encoding === undefined ? undefined : UNPACKERS.get(encoding)?.();
  if (unpacker === undefined || message.statusCode === 204) return message;
  // Its errors come out of what it gives back.
  return pipeline(message, unpacker, () => undefined);
}
