/**
 * Reads JSON that has not come to its end: what is there of it so far. Text values show as far as they came; numbers,
 * words and keys when they are whole. Own code, since libraries set `__proto__` as a prototype, and read all of the text
 * anew each time.
 */
export class PartialJSON {
  #text = "";
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

  push(text: string): void {
    this.#text += text;
  }

  /** The value so far; `undefined` before it begins, and for what is no JSON. */
  get value(): unknown {
    this.#scan();
    const isValue = this.#inText && !this.#inKey;
    const end = this.#escape >= 0 ? this.#escape : this.#text.length;
    const whole = isValue
      ? `${this.#text.slice(0, end)}"${this.#closers}`
      : this.#text.slice(0, this.#safeEnd) + this.#safeClosers;
    if (whole === "") return undefined;
    try {
      return JSON.parse(whole);
    } catch {
      return undefined;
    }
  }

  #scan(): void {
    const text = this.#text;
    for (let at = this.#scanned; at < text.length; at++) {
      if (this.#inText) this.#scanText(at);
      else this.#scanStructure(text[at] as string, at);
    }
    this.#scanned = text.length;
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
