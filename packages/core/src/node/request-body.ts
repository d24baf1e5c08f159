/** A body as it goes out. */
export interface RequestBody {
  readonly bytes?: string | Uint8Array;
  /** What it is, where the caller does not say. */
  readonly type?: string | null;
}

/** Texts and bytes as they are; forms, blobs and streams as the platform writes them. */
export function toRequestBody(body: RequestInit["body"]): RequestBody | Promise<RequestBody> {
  if (body == null) return {};
  if (typeof body === "string") return { bytes: body, type: "text/plain;charset=UTF-8" };
  return body instanceof Uint8Array ? { bytes: body } : written(body);
}

async function written(body: NonNullable<RequestInit["body"]>): Promise<RequestBody> {
  const whole = new Response(body);
  return {
    bytes: new Uint8Array(await whole.arrayBuffer()),
    type: whole.headers.get("content-type"),
  };
}
