import { type Frame, MalformedFrameError } from "@vllora/core/provider";
import { isObject } from "./blocks.ts";
import type { WireEvent } from "./wire.ts";

/**
 * The payload of an event.
 * @throws {MalformedFrameError} for what is no JSON object.
 */
export function parseEvent({ data }: Frame): WireEvent {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    // The parser's message quotes the text.
    throw malformed("JSON");
  }
  if (!isObject(value)) throw malformed("an object");
  return value;
}

/** More blocks than any answer has; the wire could else make us allocate without end. */
const LARGEST_INDEX = 65_536;

/** The place of a block. @throws {MalformedFrameError} where it is none. */
export function indexOf({ contentBlockIndex: index }: WireEvent): number {
  if (Number.isInteger(index) && (index as number) >= 0 && (index as number) < LARGEST_INDEX) {
    return index as number;
  }
  throw malformed("the index of a block");
}

/** The error for an event that says something else than was expected. */
export function malformed(expected: string): MalformedFrameError {
  return new MalformedFrameError(`expected ${expected} in an event of ConverseStream`);
}
