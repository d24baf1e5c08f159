import { MalformedFrameError } from "./contract.ts";

const BYTES = 4;

/** @param text little-endian 32-bit floats as base64. @throws {MalformedFrameError} for what is none. */
export function toNumbers(text: string): number[] {
  let bytes: string;
  try {
    bytes = atob(text);
  } catch {
    throw new MalformedFrameError("expected vectors as numbers or base64");
  }
  if (bytes.length === 0 || bytes.length % BYTES !== 0) {
    throw new MalformedFrameError("expected vectors of 32-bit floats");
  }
  const view = new DataView(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)).buffer);
  return Array.from({ length: bytes.length / BYTES }, (_, index) =>
    view.getFloat32(index * BYTES, true),
  );
}

/** Little-endian 32-bit floats as base64. */
export function toBase64(vector: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(vector.length * BYTES));
  for (const [index, value] of vector.entries()) view.setFloat32(index * BYTES, value, true);
  let bytes = "";
  for (let at = 0; at < view.byteLength; at++) bytes += String.fromCharCode(view.getUint8(at));
  return btoa(bytes);
}
