import { ErrorFrame, type Frame, MalformedFrameError } from "@vllora/core/provider";
import type { WireEvent } from "./wire.ts";

/**
 * The event of a frame.
 * @throws {ErrorFrame} for one that is called an error, whatever is in it.
 * @throws {MalformedFrameError} for what is no event.
 */
export function parseEvent({ event, data }: Frame): WireEvent {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    // A proxy's words. What begins like JSON was cut, and so is the answer.
    if (event === "error" && /^\s*[^{\s]/.test(data)) throw new ErrorFrame(data);
    // The parser's message quotes the text.
    throw malformed("JSON");
  }
  if (typeof value !== "object" || value === null) throw malformed("an object");
  if (event === "error") throw new ErrorFrame(value);
  return value as WireEvent;
}

/** More blocks than any answer has; the wire could else make us allocate without end. */
const LARGEST_INDEX = 65_536;

/** Whether it is the place of a block. */
export function isIndex(index: unknown): index is number {
  return Number.isInteger(index) && (index as number) >= 0 && (index as number) < LARGEST_INDEX;
}

/** The error for an event that says something else than was expected. */
export function malformed(expected: string): MalformedFrameError {
  return new MalformedFrameError(`expected ${expected} in an event of a message stream`);
}
