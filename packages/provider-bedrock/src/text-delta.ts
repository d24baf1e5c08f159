/** A piece of text, read without parsing the event around it. */
export interface PlainDelta {
  readonly index: number;
  readonly text: string;
}

const HEAD = '{"contentBlockIndex":';
const TEXT = ',"delta":{"text":"';
const PADDED = '"},"p":"';
const END = '"}';
const NINE = 57;
const ZERO = 48;

/** Escapes, and what a JSON string must escape. */
const ESCAPES = /[\\\p{Cc}]/u;
const LETTERS = /^[A-Za-z0-9]*$/;

/**
 * Most events of a stream are of this one form, character by character, and parsing their JSON would be a good part of
 * what a chunk costs. Anything else (another order of fields, an escape, a field more) is `undefined` and left to the
 * parser: what is read here is what it would have read.
 */
export function readPlainDelta(data: string): PlainDelta | undefined {
  if (!data.startsWith(HEAD)) return undefined;
  let at = HEAD.length;
  let index = 0;
  for (let code = data.charCodeAt(at); code >= ZERO && code <= NINE; code = data.charCodeAt(++at)) {
    index = index * 10 + code - ZERO;
  }
  const digits = at - HEAD.length;
  // A zero in front is no JSON; a place beyond all is for the parser to refuse.
  if (digits === 0 || digits > 4 || (digits > 1 && data.charCodeAt(HEAD.length) === ZERO)) {
    return undefined;
  }
  if (!data.startsWith(TEXT, at)) return undefined;
  const start = at + TEXT.length;
  const end = data.indexOf('"', start);
  if (end < 0 || !data.startsWith(PADDED, end)) return undefined;
  const padding = end + PADDED.length;
  const close = data.length - END.length;
  if (close < padding || !data.endsWith(END)) return undefined;
  if (!LETTERS.test(data.slice(padding, close))) return undefined;
  const text = data.slice(start, end);
  return ESCAPES.test(text) ? undefined : { index, text };
}
