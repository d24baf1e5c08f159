/** A piece of text, read without parsing the event around it. */
export interface PlainDelta {
  readonly index: number;
  readonly text: string;
}

/** What stands before the text, with the place of the block between. */
const HEAD = '{"contentBlockIndex":';
const TEXT = ',"delta":{"text":"';
const NINE = 57;
const ZERO = 48;
const PADDED = '"},"p":"';
/** From the end of the text to the end of the event. */
const TAIL = /"\},"p":"[A-Za-z0-9]*"\}$/y;
/** Escapes, and what a JSON string must escape. */
const ESCAPES = /["\\\p{Cc}]/u;

/**
 * Reads pieces of text without parsing the event around them: most events of a stream are of this one form, character
 * by character, and parsing their JSON would be a good part of what a chunk costs. Anything else (another order of
 * fields, a field more) is `undefined` and left to the parser: what is read here is what it would have read.
 */
export function readTextDelta(data: string): PlainDelta | undefined {
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
  const end = data.lastIndexOf(PADDED);
  TAIL.lastIndex = end;
  if (end < start || !TAIL.test(data)) return undefined;
  const raw = data.slice(start, end);
  const text = ESCAPES.test(raw) ? unescaped(raw) : raw;
  return text === undefined ? undefined : { index, text };
}

/** `undefined` for what is no text of JSON. */
function unescaped(raw: string): string | undefined {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return undefined;
  }
}
