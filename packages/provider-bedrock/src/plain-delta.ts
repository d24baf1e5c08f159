/** A piece of text, or of the input of a call, read without parsing the event around it. */
export interface PlainDelta {
  readonly index: number;
  readonly text: string;
  readonly isInput: boolean;
}

/** How an event of one kind is written around its piece. */
interface Form {
  /** Behind the place of the block. */
  readonly before: string;
  readonly after: string;
  /** From the end of the piece to the end of the event. */
  readonly tail: RegExp;
}

const HEAD = '{"contentBlockIndex":';
const TEXT: Form = {
  before: ',"delta":{"text":"',
  after: '"},"p":"',
  tail: /"\},"p":"[A-Za-z0-9]*"\}$/y,
};
const INPUT: Form = {
  before: ',"delta":{"toolUse":{"input":"',
  after: '"}},"p":"',
  tail: /"\}\},"p":"[A-Za-z0-9]*"\}$/y,
};
const NINE = 57;
const ZERO = 48;
/** Escapes, and what a JSON string must escape. */
const ESCAPES = /["\\\p{Cc}]/u;

/**
 * Reads pieces without parsing the event around them: nearly all events of a stream are of these two forms, character by
 * character, and parsing their JSON would be a good part of what a chunk costs. Anything else (another order of fields,
 * a field more) is `undefined` and left to the parser: what is read here is what it would have read.
 */
export function readPlainDelta(data: string): PlainDelta | undefined {
  // On V8 a slice is compared sooner than `startsWith` is called.
  if (data.slice(0, HEAD.length) !== HEAD) return undefined;
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
  const isInput = data.slice(at, at + TEXT.before.length) !== TEXT.before;
  const { before, after, tail } = isInput ? INPUT : TEXT;
  if (isInput && data.slice(at, at + before.length) !== before) return undefined;
  const start = at + before.length;
  const end = data.lastIndexOf(after);
  tail.lastIndex = end;
  if (end < start || !tail.test(data)) return undefined;
  const raw = data.slice(start, end);
  const text = ESCAPES.test(raw) ? unescaped(raw) : raw;
  return text === undefined ? undefined : { index, text, isInput };
}

/** `undefined` for what is no text of JSON. */
function unescaped(raw: string): string | undefined {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return undefined;
  }
}
