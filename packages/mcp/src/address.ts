/** Where a server is, without user and password, and the headers that go there. */
export interface Address {
  readonly url: URL;
  readonly headers: { readonly [header: string]: string };
}

/** `fetch` refuses URLs with a user and password, and repeats them, so they become the header that they stand for. */
export function addressOf(definition: {
  readonly server_url: string;
  readonly headers?: { readonly [header: string]: string };
}): Address {
  const url = new URL(definition.server_url);
  const headers = { ...definition.headers };
  const authorization = basicOf(url);
  url.username = "";
  url.password = "";
  const given = Object.keys(headers).some((header) => header.toLowerCase() === "authorization");
  if (authorization !== undefined && !given) headers["authorization"] = authorization;
  return { url, headers };
}

/** The header that user and password of a URL stand for. `undefined` where it has none. */
export function basicOf({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  const text = `${decoded(username)}:${decoded(password)}`;
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}`;
}

/** A part of a URL without its escapes; as it is where they are none. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * A `fetch` that sends the headers of a server to its host alone: where a login is needed, the server says which hosts
 * are asked for it. What a request has already stays.
 */
export function fetchWithHeaders(fetch: typeof globalThis.fetch, address: Address): typeof fetch {
  return (input, init) => {
    const target = new URL(input instanceof Request ? input.url : input);
    if (!isSameHost(target, address.url)) return fetch(input, init);
    const given = init?.headers ?? (input instanceof Request ? input.headers : undefined);
    const headers = new Headers(given);
    for (const [name, value] of Object.entries(address.headers)) {
      if (!headers.has(name)) headers.set(name, value);
    }
    return fetch(input, { ...init, headers });
  };
}

/** The SDK follows a redirect from http to https. */
function isSameHost(target: URL, own: URL): boolean {
  const isSafe = target.protocol === own.protocol || target.protocol === "https:";
  return target.host === own.host && isSafe;
}
