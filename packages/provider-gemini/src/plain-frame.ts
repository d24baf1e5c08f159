import { endOfJSONString } from "@vllora/core/provider";

const TEXT =
  /^\{\s*"candidates":\s*\[\s*\{\s*"content":\s*\{\s*(?:"role":\s*"\w+",\s*)?"parts":\s*\[\s*\{\s*"text":\s*(?=")/;
/** What may stand between the text and the counts of a frame that brings nothing else. */
const COUNTS =
  /^\s*\}\s*\](?:,\s*"role":\s*"\w+")?\s*\}(?:,\s*"index":\s*\d+)?\s*\}\s*\](?:,\s*"usageMetadata":\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})?/;
/** The counts themselves, which grow from frame to frame. */
const COUNT = /(?<="\w*okenCount":\s*)\d+/;
const ZERO = 48;
const NINE = 57;

/**
 * Most frames of a stream are the one before with another text and other counts, and parsing their JSON would be most
 * of what a chunk costs. From a frame that was parsed this learns what stands around the text; whatever differs from
 * it in anything but the counts is left to the parser: what is read here is what it would have read.
 */
export class PlainFrame {
  readonly #head: string;
  /** Between the counts. */
  readonly #tail: readonly string[];

  private constructor(head: string, tail: readonly string[]) {
    this.#head = head;
    this.#tail = tail;
  }

  /** @param data of a frame with one candidate, of which it has nothing but one part that is text. */
  static like(data: string): PlainFrame | undefined {
    const head = TEXT.exec(data)?.[0];
    if (head === undefined) return undefined;
    const rest = data.slice(endOfJSONString(data, head.length));
    const counts = COUNTS.exec(rest)?.[0];
    if (counts === undefined) return undefined;
    const others = rest.slice(counts.length);
    // The last of a name counts.
    if (others.includes('"candidates"')) return undefined;
    const tail = counts.split(COUNT);
    tail.push(`${tail.pop() ?? ""}${others}`);
    return new PlainFrame(head, tail);
  }

  /** The text of a frame that is like this one; `undefined` for others. */
  textOf(data: string): string | undefined {
    const start = this.#head.length;
    // Compared by `===`: V8's `startsWith` takes seven times as long.
    if (data.slice(0, start) !== this.#head) return undefined;
    const end = endOfJSONString(data, start);
    if (!this.#endsLike(data, end)) return undefined;
    try {
      // Also a copy: a slice would keep all of what was read alive.
      return JSON.parse(data.slice(start, end)) as string;
    } catch {
      return undefined;
    }
  }

  #endsLike(data: string, end: number): boolean {
    let at = end;
    for (let index = 0; index < this.#tail.length; index++) {
      if (index > 0) {
        const first = at;
        for (let code = data.charCodeAt(at); code >= ZERO && code <= NINE; ) {
          code = data.charCodeAt(++at);
        }
        // A number without digits, or with a zero before them, is none.
        if (at === first || (at > first + 1 && data.charCodeAt(first) === ZERO)) return false;
      }
      const piece = this.#tail[index] as string;
      const before = at;
      at += piece.length;
      if (data.slice(before, at) !== piece) return false;
    }
    return at === data.length;
  }
}
