/** A piece of text or thinking, read without parsing the event around it. */
export interface PlainDelta {
  readonly index: number;
  readonly thinking: boolean;
  readonly text: string;
}

const HEAD = '{"type":"content_block_delta","index":';
const TEXT = ',"delta":{"type":"text_delta","text":"';
const THINKING = ',"delta":{"type":"thinking_delta","thinking":"';
const END = '"}}';
const NINE = 57;
const ZERO = 48;
const SPACE = 32;

/** Escapes, and what a JSON string must escape. */
const ESCAPES = /[\\\p{Cc}]/u;

/**
 * Most events of a stream are of this one form, character by character, and parsing their JSON would be half of
 * what a chunk costs. Anything else (another order of fields, an escape, something that follows) is `undefined`
 * and left to the parser: what is read here is what it would have read.
 */
export function readPlainDelta(data: string): PlainDelta | undefined {
  // On V8 a slice is compared in a third of the time that `startsWith` takes.
  if (data.slice(0, HEAD.length) !== HEAD) return undefined;
  let at = HEAD.length;
  let index = 0;
  for (let code = data.charCodeAt(at); code >= ZERO && code <= NINE; code = data.charCodeAt(++at)) {
    index = index * 10 + code - ZERO;
  }
  const digits = at - HEAD.length;
  if (digits === 0 || digits > 5 || (digits > 1 && data.charCodeAt(HEAD.length) === ZERO)) {
    return undefined;
  }
  const thinking = data.slice(at, at + TEXT.length) !== TEXT;
  if (thinking && data.slice(at, at + THINKING.length) !== THINKING) return undefined;
  const start = at + (thinking ? THINKING.length : TEXT.length);
  const end = data.indexOf('"', start);
  if (end < 0 || data.slice(end, end + END.length) !== END) return undefined;
  // The API pads events with spaces.
  for (let rest = end + END.length; rest < data.length; rest++) {
    if (data.charCodeAt(rest) !== SPACE) return undefined;
  }
  const text = data.slice(start, end);
  return ESCAPES.test(text) ? undefined : { index, thinking, text };
}
