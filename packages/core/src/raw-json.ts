import { LLMError } from "./errors.ts";

/** What a body that is being written has found so far; shared by all copies of this package. */
interface Writing {
  /** Nobody can know it, so that no text of the body is taken for one of ours. Made when it is needed. */
  mark: string | undefined;
  readonly texts: string[];
}

const KEY = Symbol.for("vllora.raw-json.v1");
const shared = globalThis as { [KEY]?: Writing | undefined };

/**
 * JSON that stands in a request's body exactly as it is written: parsed, and written again, large numbers would lose
 * digits. For the arguments of tool calls, on wires that have them as objects.
 */
export class RawJSON {
  readonly text: string;

  /** @throws {SyntaxError} for text that is not JSON. */
  constructor(text: string) {
    JSON.parse(text);
    this.text = text;
  }

  /** For `JSON.stringify`: within a body a mark, elsewhere the parsed value. */
  toJSON(): unknown {
    const writing = shared[KEY];
    if (writing === undefined) return JSON.parse(this.text);
    writing.mark ??= `raw-${crypto.randomUUID()}-`;
    return `${writing.mark}${writing.texts.push(this.text) - 1}`;
  }
}

/** `JSON.stringify` that leaves {@link RawJSON} as it is. */
export function writeJSON(value: object): string {
  const writing: Writing = { mark: undefined, texts: [] };
  const outer = shared[KEY];
  shared[KEY] = writing;
  let json: string;
  try {
    json = JSON.stringify(value);
  } finally {
    shared[KEY] = outer;
  }
  if (writing.mark === undefined) return json;
  const marks = new RegExp(`"${writing.mark}(\\d+)"`, "g");
  return json.replace(marks, (_, index: string) => writing.texts[Number(index)] as string);
}

/**
 * The arguments of a call for a wire that has them as an object: as their text writes them. Those of an empty text
 * are `{}`.
 * @param field of the request that the text stands in, for the error.
 * @throws {LLMError} `invalid_request` where the text is no JSON object.
 */
export function toArgumentsObject(text: string, field: string, provider: string): object {
  if (text.trim() === "") return {};
  try {
    const raw = new RawJSON(text);
    if (text.trimStart().startsWith("{")) return raw;
  } catch {
    // The parser's message quotes the text.
  }
  throw new LLMError(
    "invalid_request",
    `${field} must be the text of a JSON object: ${provider} takes the arguments of a call as an object`,
    { provider, param: field },
  );
}
