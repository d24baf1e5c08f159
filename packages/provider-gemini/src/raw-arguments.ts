import { endOfString, isSpace } from "./json-text.ts";

/**
 * The arguments of calls as an answer's text has them, where parsing would lose something: digits of large numbers,
 * `1.0`, the order of names that are numbers. The text is looked at when the first call asks.
 */
export class RawArguments {
  readonly #text: string;
  #found: ReadonlyMap<string, string> | undefined;

  /** @param text of an answer, or of a frame, that was parsed: it is JSON. */
  constructor(text: string) {
    this.#text = text;
  }

  /** Those of a part, by its place and that of its candidate; `undefined` where it has none. */
  of(candidate: number, part: number): string | undefined {
    this.#found ??= new ArgumentScanner(this.#text).scan();
    return this.#found.get(`${candidate}.${part}`);
  }
}

/** One pass over JSON that is known to be sound; what is not on the way to arguments is skipped. */
class ArgumentScanner {
  readonly #text: string;
  readonly #found = new Map<string, string>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): ReadonlyMap<string, string> {
    // A server may wrap the answer into a list of one.
    if (this.#peek() === "[") this.#items(() => this.#answer());
    else this.#answer();
    return this.#found;
  }

  #answer(): void {
    this.#member("candidates", () => {
      this.#items((candidate) => this.#candidate(candidate));
    });
  }

  #candidate(candidate: number): void {
    this.#member("content", () => {
      this.#member("parts", () => {
        this.#items((part) => {
          this.#member("functionCall", () => {
            this.#member("args", () => {
              const start = this.#at;
              this.#skip();
              const args = this.#text.slice(start, this.#at);
              this.#found.set(`${candidate}.${part}`, withoutSpaces(args));
            });
          });
        });
      });
    });
  }

  /** Goes through an object, and into one of its members; the last of a name counts, as in `JSON.parse`. */
  #member(name: string, enter: () => void): void {
    if (this.#peek() !== "{") {
      this.#skip();
      return;
    }
    this.#at++;
    while (this.#peek() !== "}") {
      const start = this.#at;
      this.#skip();
      const isIt = JSON.parse(this.#text.slice(start, this.#at)) === name;
      // The colon.
      this.#peek();
      this.#at++;
      this.#peek();
      if (isIt) enter();
      else this.#skip();
      if (this.#peek() === ",") this.#at++;
    }
    this.#at++;
  }

  #items(enter: (index: number) => void): void {
    if (this.#peek() !== "[") {
      this.#skip();
      return;
    }
    this.#at++;
    for (let index = 0; this.#peek() !== "]"; index++) {
      enter(index);
      if (this.#peek() === ",") this.#at++;
    }
    this.#at++;
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
      if (character === '"') this.#at = endOfString(text, this.#at);
      else {
        if (character === "{" || character === "[") depth++;
        else if (character === "}" || character === "]") depth--;
        else if (depth === 0) {
          this.#at = endOfWord(text, this.#at);
          return;
        }
        this.#at++;
      }
    } while (depth > 0);
  }
}

/** A number, `true`, `false` or `null`. */
function endOfWord(text: string, start: number): number {
  const word = /[^\s,\]}]+/y;
  word.lastIndex = start;
  return start + (word.exec(text)?.[0].length ?? 1);
}

/** As `JSON.stringify` would write it, but for numbers and the order of names, which stay. */
function withoutSpaces(json: string): string {
  let written = "";
  for (let at = 0; at < json.length; ) {
    if (json.charAt(at) === '"') {
      const end = endOfString(json, at);
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
