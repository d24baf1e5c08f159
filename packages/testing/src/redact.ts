import { crc32 } from "node:zlib";
import { frameEnds } from "./frames.ts";
import { decoded } from "./pick.ts";
import type { Transcript, TranscriptRequest, TranscriptResponse } from "./transcript.ts";

/** Headers whose value says nothing about who asks. All others keep their name and lose their value. */
const HARMLESS =
  /^(accept(-encoding|-language)?|cache-control|content-(type|length|language|encoding)|date|retry-after(-ms)?|server-timing|user-agent|vary|x-should-retry|x-stainless-[\w-]+|anthropic-(version|beta)|openai-(version|beta|model|processing-ms)|(anthropic|x)-ratelimit-(?!key$)[\w-]+|x-amzn-errortype)$/;

/** Query parameters that say which API is meant, not who asks. */
const HARMLESS_PARAMETERS: ReadonlySet<string> = new Set([
  "alt",
  "api-version",
  "beta",
  "pageSize",
]);

/** Headers and query parameters whose value is looked for everywhere else, too. */
const SECRET =
  /auth|key|token|secret|cookie|credential|session|signature|password|organization|project|account|tenant|subscription/i;

/** Fields of JSON that hold a secret when they hold text, in tools and data sources for instance. */
const SECRET_FIELD =
  /^((proxy-)?authorization|(set-)?cookie|(x-|xi-)?(goog-)?api[-_]?key|(access|auth|bearer|refresh)[-_]?token|client[-_]?secret)$/i;

/**
 * Keys, tokens and account ids by their looks. What follows the group in front of it is hidden. A digit tells most
 * of them from words: prompts are to stay as they are.
 */
const BY_LOOKS: readonly RegExp[] = [
  /()\b(?:sk|pk|rk|gsk|xai|pplx|sess|r8|csk|nvapi|fw|gh[pousr]|github_pat|glpat|xox[a-z])[-_](?=[\w-]*\d)(?=[\w-]*[A-Za-z0-9]{12})[\w-]{16,}/g,
  /()\bhf_[A-Za-z0-9]{30,}/g,
  // As OpenAI shows a wrong key: its beginning and its end.
  /()\b(?:sk|pk|rk)-[\w-]*\*{3,}[\w*-]*/g,
  /()\b(?:AIza[\w-]{30,}|(?:AKIA|ASIA)[A-Z0-9]{16}\b|ya29\.[\w.-]{20,}|ABSK[A-Za-z0-9+/=]{20,})/g,
  /()\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /(\bBearer )(?=[^\s"'\\]*\d)[^\s"'\\]{8,}/gi,
  /(\borg-|\bproj_|\bacct_|\buser-)(?=[A-Za-z]*\d)[A-Za-z0-9]{12,}/g,
  // AWS account ids stand in ARNs; projects of Google and resources of Azure in paths and hosts.
  /(\barn(?:(?::|%3A)[\w-]*){3}(?::|%3A))\d{12}/gi,
  /(\bprojects\/)[^/\s"'\\]+(?=\/locations\/)/g,
  /(\bhttps:\/\/)[\w-]+(?=\.(?:openai|services\.ai|cognitiveservices|search)\.(?:azure|windows)\.)/g,
];

/**
 * Hides what says who asked: values of headers that are not known to be harmless, those of them that look like
 * secrets wherever else they stand, keys and account ids by their looks, and the resource in an Azure host. Bytes of
 * a body are masked one for one, so that lengths and chunks stay as they were. A key that the model itself spells
 * over several frames is not found.
 */
export function redact(transcript: Transcript): Transcript {
  const secrets = secretsOf(transcript);
  const hide = (text: string) => hiddenIn(text, secrets);
  const { model, request, response, expected } = transcript;
  return {
    ...transcript,
    ...(model === undefined ? {} : { model: hide(model) }),
    ...(request === undefined ? {} : { request: redactRequest(request, hide) }),
    ...(response === undefined ? {} : { response: redactHead(response, hide) }),
    body: redactBody(transcript, hide),
    ...(expected === undefined ? {} : { expected: redactValue(expected, hide) }),
  };
}

function redactRequest(request: TranscriptRequest, hide: Hide): TranscriptRequest {
  return {
    method: request.method,
    url: redactURL(request.url, hide),
    ...(request.headers === undefined ? {} : { headers: redactHeaders(request.headers, hide) }),
    ...(request.body === undefined ? {} : { body: redactValue(request.body, hide) }),
  };
}

function redactHead(response: TranscriptResponse, hide: Hide): TranscriptResponse {
  return { ...response, headers: redactHeaders(response.headers, hide) };
}

type Hide = (text: string) => string;

const MASK = "*";
const GONE = "***";

function hiddenIn(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, MASK.repeat(secret.length));
  for (const pattern of BY_LOOKS) {
    clean = clean.replace(pattern, (match: string, kept: string) =>
      kept.concat(MASK.repeat(match.length - kept.length)),
    );
  }
  return clean;
}

/** What must not show anywhere, longest first; as it is, in a URL, and as some servers write JSON. */
function secretsOf({ request }: Transcript): string[] {
  if (request === undefined) return [];
  const { headers = {}, url } = request;
  const found = [...Object.entries(headers), ...queryOf(url)]
    .filter(([name, value]) => SECRET.test(name) || looksRandom(value))
    .filter(([name]) => !HARMLESS.test(name) && !HARMLESS_PARAMETERS.has(name))
    .flatMap(([name, value]) => (name === "cookie" ? cookiesOf(value) : [value]))
    .map((value) => value.replace(/^(Bearer|Basic|Token)\s+/i, ""));
  const passwords = URL.canParse(url) ? [decoded(new URL(url).password)] : [];
  return (
    [...found, ...passwords]
      // Shorter ones are words, not secrets.
      .filter((value) => value.length >= 8)
      .flatMap((value) => [value, encodeURIComponent(value), value.replaceAll("/", "\\/")])
      .sort((first, second) => second.length - first.length)
  );
}

function looksRandom(value: string): boolean {
  return /^(?=.*\d)(?=.*[a-z])\S{16,}$/i.test(value);
}

function cookiesOf(header: string): string[] {
  return header.split(";").map((cookie) => cookie.replace(/^[^=]*=/, "").trim());
}

function redactHeaders(
  headers: { readonly [name: string]: string },
  hide: Hide,
): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      HARMLESS.test(name) ? hide(value) : GONE,
    ]),
  );
}

function queryOf(url: string): Iterable<[string, string]> {
  return URL.canParse(url) ? new URL(url).searchParams : [];
}

function redactURL(text: string, hide: Hide): string {
  const hidden = hide(text);
  if (!URL.canParse(hidden)) return hidden;
  const url = new URL(hidden);
  const query = new URLSearchParams();
  for (const [name, value] of url.searchParams) {
    query.append(name, HARMLESS_PARAMETERS.has(name) ? value : GONE);
  }
  url.search = query.toString();
  url.username = "";
  url.password = "";
  url.hostname = url.hostname.replace(/^[^.]+(?=\..*\bazure(-api)?\.\w+$)/, "resource");
  // Cloudflare's account ids.
  url.pathname = url.pathname.replace(/(?<=\/)[0-9a-f]{32}(?=\/)/g, MASK.repeat(32));
  return url.href;
}

/** Every text of a value, names of fields included. */
function redactValue(value: unknown, hide: Hide): unknown {
  if (typeof value === "string") return hide(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, hide));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      hide(key),
      typeof item === "string" && SECRET_FIELD.test(key) ? GONE : redactValue(item, hide),
    ]),
  );
}

function redactBody(transcript: Transcript, hide: Hide): Uint8Array {
  const { body, response } = transcript;
  // One character a byte, so that a mask is as long as what it hides.
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
  const clean = hide(text);
  if (clean === text) return body;
  const masked = Buffer.from(clean, "latin1");
  const isBinary = response?.headers["content-type"]?.includes("vnd.amazon.eventstream") === true;
  if (isBinary) signMessages(masked, frameEnds({ ...transcript, body: masked }));
  return masked;
}

const CHECKSUM_BYTES = 4;

/** The last bytes of a message of an AWS event stream are the checksum of those before. */
function signMessages(body: Buffer, ends: readonly number[]): void {
  let start = 0;
  for (const end of ends) {
    const isWhole = end - start > CHECKSUM_BYTES && body.readUInt32BE(start) === end - start;
    const signed = end - CHECKSUM_BYTES;
    if (isWhole) body.writeUInt32BE(crc32(body.subarray(start, signed)), signed);
    start = end;
  }
}
