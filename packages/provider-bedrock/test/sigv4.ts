import { createHash, createHmac } from "node:crypto";

/** What a signature is made of. */
export interface Signed {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/**
 * The signature of a request, by AWS's description of version 4 and by Node's hashes alone.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureOf(
  { method, url, headers, body }: Signed,
  names: readonly string[],
  secret: string,
  scope: string,
): string {
  const { pathname, host } = new URL(url);
  const values: { readonly [name: string]: string } = { ...headers, host };
  // Each segment of the path is encoded once more than it is sent.
  const path = pathname.split("/").map(uriEncode).join("/");
  const canonical = [
    method,
    path,
    "",
    ...names.map((name) => `${name}:${(values[name] ?? "").trim().replace(/\s+/g, " ")}`),
    "",
    names.join(";"),
    sha256(body),
  ].join("\n");
  const [date = "", region = "", service = ""] = scope.split("/");
  const time = values["x-amz-date"] ?? "";
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const key = [date, region, service, "aws4_request"].reduce<Buffer | string>(
    hmac,
    `AWS4${secret}`,
  );
  return hmac(key, text).toString("hex");
}

/** The parts of an `authorization` header. */
export function partsOf(authorization: string): {
  readonly key: string;
  readonly scope: string;
  readonly names: readonly string[];
  readonly signature: string;
} {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\S+), SignedHeaders=(\S+), Signature=(\w+)$/.exec(
      authorization,
    );
  const [, key = "", scope = "", names = "", signature = ""] = parts ?? [];
  return { key, scope, names: names.split(";"), signature };
}

function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
