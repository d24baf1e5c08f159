import { parseSafely } from "../safe-json.ts";

/**
 * Reads JSON that has not come to its end: what is there of it so far. Text values show as far as they came; numbers,
 * words and keys when they are whole. A code fence around it is no part of it. Own code, since libraries set `__proto__`
 * as a prototype, and look at each character of the text anew each time.
 */
export class PartialJSON {
  #text = "";
  /** Where the JSON begins. */
  #start: number | undefined;
  /** Up to here it has been looked at. */
  #scanned = 0;
  /** What closes all that is open. */
  #closers = "";
  /** The longest beginning that is whole once `#safeClosers` stands behind it. */
  #safeEnd = 0;
  #safeClosers = "";
  /** A key comes next, not a value. */
  #beforeKey = false;
  #inText = false;
  #inKey = false;
  /** Where a backslash began, until what it stands for is whole. */
  #escape = -1;
  #inWord = false;
  /** The last value, and how much text there was for it. */
  #known: { readonly value: unknown; readonly length: number } | undefined;

  push(text: string): void {
    this.#text += text;
  }

  /**
   * The value so far; `undefined` before it begins, and for what is no JSON. What has come is parsed anew when there is
   * more of it, so that no value changes later.
   */
  get value(): unknown {
    const { length } = this.#text;
    if (this.#known?.length !== length) this.#known = { value: this.#read(), length };
    return this.#known.value;
  }

  #read(): unknown {
    this.#scan();
    const isValue = this.#inText && !this.#inKey;
    const end = this.#escape >= 0 ? this.#escape : this.#text.length;
    const whole = isValue
      ? `${this.#text.slice(this.#start, end)}"${this.#closers}`
      : this.#text.slice(this.#start, this.#safeEnd) + this.#safeClosers;
    if (whole === "") return undefined;
    try {
      return parseSafely(whole);
    } catch {
      return undefined;
    }
  }

  #scan(): void {
    const text = this.#text;
    if (this.#start === undefined) {
      const fence = /^\s*```(?:json)?\s*\n/.exec(text)?.[0];
      // Of a fence that is not whole, nothing is read yet.
      if (fence === undefined && /^\s*(?:`|$)/.test(text)) return;
      this.#start = fence?.length ?? 0;
      this.#scanned = this.#start;
    }
    for (let at = this.#scanned; at < text.length && !this.#isWhole; at++) {
      if (this.#inText) this.#scanText(at);
      else this.#scanStructure(text[at] as string, at);
    }
    this.#scanned = text.length;
  }

  /** All that was open is closed: what follows is no part of it. */
  get #isWhole(): boolean {
    return this.#safeEnd > 0 && this.#closers === "" && !this.#inText;
  }

  #scanText(at: number): void {
    const character = this.#text[at];
    if (this.#escape >= 0) {
      const length = this.#text[this.#escape + 1] === "u" ? 6 : 2;
      if (at - this.#escape + 1 >= length) this.#escape = -1;
    } else if (character === "\\") {
      this.#escape = at;
    } else if (character === '"') {
      this.#inText = false;
      if (!this.#inKey) this.#markSafe(at + 1);
    }
  }

  #scanStructure(character: string, at: number): void {
    switch (character) {
      case "{":
      case "[":
        this.#closers = (character === "{" ? "}" : "]") + this.#closers;
        this.#beforeKey = character === "{";
        this.#markSafe(at + 1);
        break;
      case "}":
      case "]":
        this.#endWord(at);
        this.#closers = this.#closers.slice(1);
        this.#beforeKey = false;
        this.#markSafe(at + 1);
        break;
      case ",":
        this.#endWord(at);
        this.#beforeKey = this.#closers[0] === "}";
        break;
      case ":":
        this.#beforeKey = false;
        break;
      case '"':
        this.#inText = true;
        this.#inKey = this.#beforeKey;
        break;
      case " ":
      case "\n":
      case "\r":
      case "\t":
        this.#endWord(at);
        break;
      default:
        this.#inWord = true;
    }
  }

  /** A number or a word is whole when something else follows. */
  #endWord(at: number): void {
    if (this.#inWord) this.#markSafe(at);
  }

  #markSafe(end: number): void {
    this.#inWord = false;
    this.#safeEnd = end;
    this.#safeClosers = this.#closers;
  }
}
