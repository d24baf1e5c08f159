/** Written by Node, whatever the caller says. */
const OWN: ReadonlySet<string> = new Set(["content-length", "host"]);
/** Would make another message of the one that is sent. */
const REFUSED: ReadonlySet<string> = new Set([
  "expect",
  "keep-alive",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Headers as they go out: what comes twice is joined. @throws {TypeError} for those that are not the caller's to write. */
export function toRequestHeaders(given: RequestInit["headers"]): { [name: string]: string } {
  const headers: { [name: string]: string } = Object.create(null);
  for (const [name, value] of entriesOf(given)) {
    const key = name.toLowerCase();
    if (OWN.has(key)) continue;
    const text = String(value).trim();
    if (REFUSED.has(key) || (key === "connection" && !/^(close|keep-alive)$/i.test(text))) {
      throw new TypeError(`The header "${key}" is written by the transport alone`);
    }
    headers[key] = headers[key] === undefined ? text : `${headers[key]}, ${text}`;
  }
  return headers;
}

function entriesOf(given: RequestInit["headers"]): Iterable<readonly [string, string]> {
  if (given == null) return [];
  // A plain object needs not become Headers, which cost a cold start to load.
  const isPlain = [Object.prototype, null].includes(Object.getPrototypeOf(given));
  return isPlain ? Object.entries(given as { [name: string]: string }) : new Headers(given);
}
