import type { McpDefinition } from "@vllora/types";
import { basicOf, decoded } from "./address.ts";

/** Shorter ones are words such as `true` and `-y`, which would be taken out of sentences. */
const SHORTEST = 4;

/** What a definition keeps to itself: header and environment values, the command line, and the parts of a URL beside its host. */
export function secretsOf(definition: McpDefinition): readonly string[] {
  const secrets = Object.values(definition.env ?? {});
  switch (definition.type) {
    case "stdio":
      secrets.push(definition.command, ...(definition.args ?? []), definition.cwd ?? "");
      break;
    case "http":
    case "sse":
    case "ws":
      secrets.push(...Object.values(definition.headers ?? {}), ...partsOf(definition.server_url));
      break;
    case "in-memory":
    case "memory":
      break;
  }
  // A value such as "Bearer x" is one, and so is its x; an argument may be "--token=x".
  const words = secrets.flatMap((secret) => secret.split(/[\s=]+/));
  return [...new Set([...secrets, ...words])]
    .filter(({ length }) => length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
}

function partsOf(text: string): string[] {
  if (!URL.canParse(text)) return [text];
  const url = new URL(text);
  const { href, username, password, pathname, search, hash } = url;
  const encoded = [username, password, pathname, ...pathname.split("/"), search, hash];
  const basic = basicOf(url) ?? "";
  return [text, href, basic, ...encoded, ...encoded.map(decoded), ...url.searchParams.values()];
}

/** A header that a server repeats; its token may be one that a provider of tokens has given. Words are shorter. */
const TOKEN = /\b(Basic|Bearer|DPoP)\s+[\w.~+/=-]{16,}/gi;

/** Takes secrets out of a text; the longest first, so that none is left in part. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  return (text) =>
    secrets
      .reduce((clean, secret) => clean.replaceAll(secret, "***"), text)
      .replace(TOKEN, "$1 ***");
}
