import type { Readable } from "node:stream";
import { NodeBody } from "./body.ts";
import { NodeHeaders } from "./headers.ts";
import type { Bytes } from "./reader.ts";

/** What is known of an answer when its head is there. */
export interface Head {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  /** Names and values by turns. */
  readonly rawHeaders: readonly string[];
}

/** What `fetch` would give: all but the status, `headers.get` and the body's reader is built when it is asked for. */
export class NodeResponse implements Response {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly redirected = false;
  readonly type = "basic";
  readonly #source: Readable | undefined;
  readonly #body: NodeBody | null;
  #built: Response | undefined;

  /** @param source what the body is read from; none for an answer that has no body. */
  constructor({ url, status, statusText, rawHeaders }: Head, source: Readable | undefined) {
    this.url = url;
    this.status = status;
    this.statusText = statusText;
    this.headers = new NodeHeaders(rawHeaders);
    this.#source = source;
    this.#body = source === undefined ? null : new NodeBody(source);
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get body(): ReadableStream<Bytes> | null {
    return this.#built?.body ?? (this.#body as ReadableStream<Bytes> | null);
  }

  get bodyUsed(): boolean {
    if (this.#built !== undefined) return this.#built.bodyUsed;
    const source = this.#source;
    // One that broke by itself was not used: who reads it hears why.
    return (
      source !== undefined && (source.readableDidRead || (source.destroyed && !source.errored))
    );
  }

  async text(): Promise<string> {
    return await this.#build().text();
  }

  async json(): Promise<unknown> {
    return await this.#build().json();
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return await this.#build().arrayBuffer();
  }

  async bytes(): Promise<Bytes> {
    return new Uint8Array(await this.arrayBuffer());
  }

  async blob(): Promise<Awaited<ReturnType<Response["blob"]>>> {
    return await this.#build().blob();
  }

  async formData(): Promise<Awaited<ReturnType<Response["formData"]>>> {
    return await this.#build().formData();
  }

  clone(): Response {
    const { status, statusText, headers } = this;
    return new Response(this.#build().clone().body, { status, statusText, headers: [...headers] });
  }

  /** Of the platform; with the headers alone, for it refuses statuses that servers send. */
  #build(): Response {
    if (this.#built === undefined) {
      if (this.bodyUsed) throw new TypeError("The body was read already");
      this.#built = new Response(this.#body?.asWeb() ?? null, { headers: [...this.headers] });
    }
    return this.#built;
  }
}
