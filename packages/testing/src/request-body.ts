/** The text of a request's body; `undefined` for one that is none, such as a form with files. */
export function textOf(body: unknown): string | undefined {
  if (typeof body === "string") return body;
  if (body instanceof URLSearchParams) return body.toString();
  if (!(body instanceof ArrayBuffer || ArrayBuffer.isView(body))) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body as Uint8Array<ArrayBuffer>);
  } catch {
    return undefined;
  }
}

/** The value of JSON text; other text as it is. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
