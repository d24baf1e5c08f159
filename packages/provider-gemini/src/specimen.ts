import type { Frame } from "@vllora/core/provider";

const COUNTS =
  '"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2},"modelVersion":""';
const PARTS = '"parts":[{"text":"-"}]';

/** Streams of text as each of the two APIs writes them: what is parsed, what is like the frame before, and the end. */
export const SPECIMEN: readonly Frame[] = [
  ...stream(`"content":{${PARTS},"role":"model"}`, ',"index":0', `${COUNTS},"responseId":""`),
  ...stream(`"content":{"role":"model",${PARTS}}`, "", `${COUNTS},"createTime":"","responseId":""`),
];

function stream(content: string, index: string, rest: string): readonly Frame[] {
  const more = { data: `{"candidates":[{${content}${index}}],${rest}}` };
  const end = { data: `{"candidates":[{${content},"finishReason":"STOP"${index}}],${rest}}` };
  return [more, more, end];
}
