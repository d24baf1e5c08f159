import { Readable } from "node:stream";
import { NodeBody } from "./body.ts";
import { NodeHeaders } from "./headers.ts";
import type { Bytes } from "./reader.ts";

/** What is known of an answer when its head is there. */
export interface Head {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: { readonly [name: string]: readonly string[] | undefined };
}

/** @see https://fetch.spec.whatwg.org/#null-body-status */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** What `fetch` would give: all but the status, `headers.get` and the body's reader is built when it is asked for. */
export class NodeResponse implements Response {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly redirected = false;
  readonly type = "basic";
  readonly #source: Readable;
  readonly #body: NodeBody | null;
  #whole: Response | undefined;

  constructor({ url, status, statusText, headers }: Head, source: Readable) {
    this.url = url;
    this.status = status;
    this.statusText = statusText;
    this.headers = new NodeHeaders(headers);
    this.#source = source;
    this.#body = WITHOUT_BODY.has(status) ? null : new NodeBody(source);
    // Its connection is free at once.
    if (this.#body === null) source.resume();
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get body(): ReadableStream<Bytes> | null {
    return this.#whole?.body ?? (this.#body as ReadableStream<Bytes> | null);
  }

  get bodyUsed(): boolean {
    return this.#whole?.bodyUsed ?? (this.#body !== null && Readable.isDisturbed(this.#source));
  }

  text(): Promise<string> {
    return this.#built().text();
  }

  json(): Promise<unknown> {
    return this.#built().json();
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#built().arrayBuffer();
  }

  async bytes(): Promise<Bytes> {
    return new Uint8Array(await this.arrayBuffer());
  }

  blob(): ReturnType<Response["blob"]> {
    return this.#built().blob();
  }

  formData(): ReturnType<Response["formData"]> {
    return this.#built().formData();
  }

  clone(): Response {
    return this.#built().clone();
  }

  #built(): Response {
    const { status, statusText, headers } = this;
    this.#whole ??= new Response(this.#body?.asWeb() ?? null, {
      status,
      statusText,
      headers: [...headers],
    });
    return this.#whole;
  }
}
