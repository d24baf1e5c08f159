import type { Readable } from "node:stream";
import { type Bytes, leave, NodeReader } from "./reader.ts";

type Web = ReadableStream<Bytes>;

/** A body whose reader gets the bytes as they come: the web's stream is built only for who pipes, splits or iterates. */
export class NodeBody {
  readonly #source: Readable;
  #reader: NodeReader | undefined;
  #web: Web | undefined;

  constructor(source: Readable) {
    this.#source = source;
    // Whoever reads hears of it; nobody reading is no crash.
    source.on("error", () => undefined);
  }

  get locked(): boolean {
    return this.#web?.locked ?? this.#reader?.released === false;
  }

  /** @param options asks for a reader of another kind, which is the web stream's. */
  getReader(options?: { readonly mode: "byob" }): ReadableStreamDefaultReader<Bytes> {
    if (this.#web !== undefined || options !== undefined) {
      return this.asWeb().getReader(options as never) as ReadableStreamDefaultReader<Bytes>;
    }
    this.#checkFree();
    this.#reader = new NodeReader(this.#source);
    return this.#reader;
  }

  async cancel(reason?: unknown): Promise<void> {
    if (this.#web !== undefined) return await this.#web.cancel(reason);
    this.#checkFree();
    leave(this.#source);
  }

  pipeThrough<T>(...given: Parameters<Web["pipeThrough"]>): ReadableStream<T> {
    return this.asWeb().pipeThrough(...given) as ReadableStream<T>;
  }

  pipeTo(...given: Parameters<Web["pipeTo"]>): Promise<void> {
    return this.asWeb().pipeTo(...given);
  }

  tee(): [Web, Web] {
    return this.asWeb().tee();
  }

  values(...given: Parameters<Web["values"]>): ReturnType<Web["values"]> {
    return this.asWeb().values(...given);
  }

  [Symbol.asyncIterator](): ReturnType<Web["values"]> {
    return this.values();
  }

  /** The same as the platform's own stream. */
  asWeb(): Web {
    if (this.#web === undefined) {
      this.#checkFree();
      const reader = new NodeReader(this.#source);
      this.#web = new ReadableStream({
        type: "bytes",
        async pull(controller) {
          const { value } = await reader.read();
          if (value !== undefined) return controller.enqueue(value);
          controller.close();
          controller.byobRequest?.respond(0);
        },
        cancel: () => reader.cancel(),
      }) as Web;
    }
    return this.#web;
  }

  #checkFree(): void {
    if (this.locked) throw new TypeError("The body is being read already");
  }
}
