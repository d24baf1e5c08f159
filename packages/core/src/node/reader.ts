import type { Readable } from "node:stream";

export type Bytes = Uint8Array<ArrayBuffer>;
type Result = Awaited<ReturnType<ReadableStreamDefaultReader<Bytes>["read"]>>;

interface Waiting {
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** What happens to a source that a read may wait for. */
const CHANGES = ["readable", "end", "close"] as const;

/** Reads a Node stream when it is asked, all that is there at once; until then the sender is held back. */
export class NodeReader implements ReadableStreamDefaultReader<Bytes> {
  readonly #source: Readable;
  readonly #waiting: Waiting[] = [];
  readonly #onChange = () => this.#serve();
  #released = false;
  #closed: Promise<undefined> | undefined;
  #settleClosed: (() => void) | undefined;

  constructor(source: Readable) {
    this.#source = source;
    for (const change of CHANGES) source.on(change, this.#onChange);
  }

  get released(): boolean {
    return this.#released;
  }

  read(): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#serve();
    });
  }

  /** Everything was read, or will never be. */
  get closed(): Promise<undefined> {
    if (this.#closed === undefined) {
      this.#closed = new Promise((resolve, reject) => {
        this.#settleClosed = () => {
          const { errored } = this.#source;
          if (this.#released) reject(released());
          else if (errored) reject(errored);
          else if (isOver(this.#source)) resolve(undefined);
        };
      });
      // Nobody listening is no crash.
      this.#closed.catch(() => undefined);
      this.#settleClosed?.();
    }
    return this.#closed;
  }

  async cancel(): Promise<void> {
    if (this.#released) throw released();
    leave(this.#source);
  }

  releaseLock(): void {
    if (this.#released) return;
    this.#released = true;
    for (const change of CHANGES) this.#source.off(change, this.#onChange);
    this.#serve();
  }

  #serve(): void {
    const source = this.#source;
    this.#settleClosed?.();
    while (this.#waiting.length > 0) {
      const [{ resolve, reject }] = this.#waiting as [Waiting];
      if (this.#released) reject(released());
      else {
        const value = source.read() as Bytes | null;
        // A copy: whoever gets it may transfer it, and zlib goes on writing to the memory that it gave a view of.
        if (value !== null) resolve({ done: false, value: new Uint8Array(value) });
        else if (source.errored) reject(source.errored);
        else if (isOver(source)) resolve({ done: true, value: undefined });
        else return;
      }
      this.#waiting.shift();
    }
  }
}

/** What had come is nobody's any more. */
export function leave(source: Readable): void {
  source.destroy();
  source.read();
}

function isOver(source: Readable): boolean {
  return source.readableEnded || source.destroyed;
}

function released(): TypeError {
  return new TypeError("The reader was released");
}
