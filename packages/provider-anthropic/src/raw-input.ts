import { RawJSON } from "@vllora/core/provider";
import type { WireBlock } from "./wire.ts";

/**
 * A block of which the message has no fields, with its input as it was written where parsing changed that: a number
 * beyond 2^53, `1.0`. It goes back as it is.
 * @param json of the input, without spaces.
 */
export function withInputJSON(block: WireBlock, json: string | undefined): WireBlock {
  if (json === undefined || json === JSON.stringify(block["input"])) return block;
  return { ...block, input_json: json };
}

/** The same block on its way back. A text that is no longer that of the input is not sent. */
export function withRawInput(block: WireBlock): WireBlock {
  const { input_json: json, ...rest } = block;
  if (typeof json !== "string") return block;
  const input = rawOf(json);
  return input !== undefined && JSON.stringify(input) === JSON.stringify(block["input"])
    ? { ...rest, input }
    : rest;
}

function rawOf(json: string): RawJSON | undefined {
  try {
    return new RawJSON(json);
  } catch {
    return undefined;
  }
}
