import type { DecodeContext } from "@vllora/core/provider";
import { createDecoder } from "./stream.ts";

const CONTEXT: DecodeContext = {
  provider: "",
  model: "",
  request: { model: "", messages: [] },
  created: 0,
};

/** Two frames of a stream of text as each API writes them, without their content. */
const FRAMES: readonly string[] = [
  '{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"index":0}],"usageMetadata":{},"modelVersion":"","responseId":""}',
  '{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{},"modelVersion":"","responseId":""}',
  '{"candidates":[{"content":{"role":"model","parts":[{"text":""}]}}],"usageMetadata":{},"modelVersion":"","createTime":"","responseId":""}',
  '{"candidates":[{"content":{"role":"model","parts":[{"text":""}]},"finishReason":"STOP"}],"usageMetadata":{},"modelVersion":"","createTime":"","responseId":""}',
];

/**
 * V8 throws optimised code away when a major collection finds no object of the shapes that the code was made for;
 * between two streams there is none, and the next one would start slow. A codec keeps one of each for that: names and
 * order of fields make a shape. Core does the same for chunks that are parsed; ours are written by hand.
 */
export function makeSpecimen(): unknown {
  return FRAMES.map((data) => {
    const decoder = createDecoder(CONTEXT);
    return [JSON.parse(data), decoder, decoder.push({ data })];
  });
}
