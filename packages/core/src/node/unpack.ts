import type { IncomingMessage } from "node:http";
import { pipeline, type Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip } from "node:zlib";

/** What the server may pack an answer in. */
export const ACCEPT_ENCODING = "gzip, br";

const UNPACKERS: ReadonlyMap<string, () => Transform> = new Map([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["br", createBrotliDecompress],
]);

/** More than one is rare; many are an attack. */
const MOST_LAYERS = 5;

/**
 * The body as it was before it was packed; in an encoding that is not known, as it came. One that is cut is an error,
 * and who destroys it ends the message.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.content-encoding
 */
export function unpacked(message: IncomingMessage): Readable {
  const { "content-encoding": encodings = "", "content-length": length } = message.headers;
  const names = encodings
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  const known = names.length <= MOST_LAYERS && names.every((name) => UNPACKERS.has(name));
  if (names.length === 0 || !known || length === "0") return message;
  const unpackers = names.toReversed().flatMap((name) => UNPACKERS.get(name)?.() ?? []);
  // Its errors come out of the last one.
  pipeline([message, ...unpackers], () => undefined);
  return unpackers.at(-1) ?? message;
}
