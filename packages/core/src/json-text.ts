/**
 * Values of a JSON text as it writes them, where parsing would lose something: digits of large numbers, `1.0`, the
 * order of names that are numbers. For the arguments of calls in answers whose wire has them as objects. The text is
 * looked at once, when the first value is asked for.
 */
export class RawValues {
  readonly #text: string;
  readonly #path: readonly string[];
  #found: Found;
  #read = false;

  /**
   * @param text that `JSON.parse` took.
   * @param path to the values: names of members, and `*` for every item of a list:
   *   `["content", "*", "input"]`. Of a name that is there twice the last counts, as in `JSON.parse`.
   */
  constructor(text: string, path: readonly string[]) {
    this.#text = text;
    this.#path = path;
  }

  /**
   * One of them, by its places in the lists of the path, as {@link compactJSON} writes it; `undefined` where the text
   * has none.
   */
  at(...places: readonly number[]): string | undefined {
    if (!this.#read) {
      this.#found = new Scanner(this.#text, this.#path).value(0);
      this.#read = true;
    }
    let found = this.#found;
    for (const place of places) found = typeof found === "object" ? found[place] : undefined;
    return typeof found === "string" ? compactJSON(found) : undefined;
  }
}

/** The text of a value, or what was found in the items of a list. */
type Found = string | readonly Found[] | undefined;

/** One pass over JSON; what is not on the path is skipped. */
class Scanner {
  readonly #text: string;
  readonly #path: readonly string[];
  #at = 0;

  constructor(text: string, path: readonly string[]) {
    this.#text = text;
    this.#path = path;
  }

  /** What is on the rest of the path in the value that is next, behind which it goes. */
  value(depth: number): Found {
    const step = this.#path[depth];
    const first = this.#peek();
    if (step === "*" && first === "[") return this.#items(depth);
    if (step !== undefined && step !== "*" && first === "{") return this.#member(step, depth);
    const start = this.#at;
    this.#skip();
    return step === undefined ? this.#text.slice(start, this.#at) : undefined;
  }

  #member(name: string, depth: number): Found {
    let found: Found;
    this.#at++;
    while (!this.#ends("}")) {
      const start = this.#at;
      this.#skip();
      const isIt = JSON.parse(this.#text.slice(start, this.#at)) === name;
      // The colon.
      this.#peek();
      this.#at++;
      if (isIt) found = this.value(depth + 1);
      else this.#skip();
      if (this.#peek() === ",") this.#at++;
    }
    return found;
  }

  #items(depth: number): Found {
    const items: Found[] = [];
    this.#at++;
    while (!this.#ends("]")) {
      items.push(this.value(depth + 1));
      if (this.#peek() === ",") this.#at++;
    }
    return items;
  }

  /** Whether an object or a list is over, and goes behind its end. A text that is cut is over, too. */
  #ends(bracket: "}" | "]"): boolean {
    const next = this.#peek();
    if (next !== bracket) return next === "";
    this.#at++;
    return true;
  }

  /** The next character that says something. */
  #peek(): string {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#text.charAt(this.#at);
  }

  /** Over one value. */
  #skip(): void {
    const text = this.#text;
    let depth = 0;
    this.#peek();
    do {
      const character = text.charAt(this.#at);
      if (character === '"') this.#at = endOfJSONString(text, this.#at);
      else {
        if (character === "{" || character === "[") depth++;
        else if (character === "}" || character === "]") depth--;
        else if (depth === 0) {
          this.#at = endOfWord(text, this.#at);
          return;
        }
        this.#at++;
      }
    } while (depth > 0 && this.#at < text.length);
  }
}

/** A number, `true`, `false` or `null`. */
function endOfWord(text: string, start: number): number {
  const word = /[^\s,\]}]+/y;
  word.lastIndex = start;
  return start + (word.exec(text)?.[0].length ?? 1);
}

/**
 * JSON as `JSON.stringify` would write it once it is parsed, but for numbers, the order of names, and names that are
 * there twice: these stay. To a text for which it gives something else than `JSON.stringify`, parsing does harm.
 * @param json that `JSON.parse` took.
 */
export function compactJSON(json: string): string {
  let written = "";
  for (let at = 0; at < json.length; ) {
    if (json.charAt(at) === '"') {
      const end = endOfJSONString(json, at);
      const string = json.slice(at, end);
      written += string.includes("\\") ? JSON.stringify(JSON.parse(string)) : string;
      at = end;
    } else {
      if (!isSpace(json.charCodeAt(at))) written += json.charAt(at);
      at++;
    }
  }
  return written;
}

/**
 * Where a string of JSON ends, behind its quote; the end of the text where it has none.
 * @param start of the quote that begins it.
 */
export function endOfJSONString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    if (quote < 0) return text.length;
    let before = quote;
    while (text.charAt(before - 1) === "\\") before--;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
}

/** Whether a character means nothing between the tokens of JSON. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
