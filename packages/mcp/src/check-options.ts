import { invalid } from "./errors.ts";
import type { McpLimits, McpOptions, McpTimeouts } from "./options.ts";

const KNOWN: { readonly [option in keyof McpOptions]-?: true } = {
  servers: true,
  required: true,
  prefix: true,
  pin: true,
  timeouts: true,
  limits: true,
  authProviders: true,
  onElicit: true,
  onElicitUrl: true,
  sampling: true,
  roots: true,
  onServerError: true,
  onToolsChanged: true,
  onLog: true,
  onStderr: true,
  fetch: true,
  webSocket: true,
  versionNegotiation: true,
  clientInfo: true,
  signal: true,
};

const TIMEOUTS: { readonly [name in keyof McpTimeouts]-?: true } = {
  connectMs: true,
  callMs: true,
  runMs: true,
};

const LIMITS: { readonly [name in keyof McpLimits]-?: true } = {
  items: true,
  pages: true,
  definitionChars: true,
  messageBytes: true,
  requests: true,
};

/**
 * Refuses options that there are not, or that cannot be meant: one that is misspelt would protect nobody.
 * @throws {LLMError} `invalid_request` with the option as `param`.
 */
export function checkOptions(options: McpOptions): void {
  checkKeys(options, KNOWN, "");
  checkNumbers(options.timeouts ?? {}, TIMEOUTS, "timeouts.");
  checkNumbers(options.limits ?? {}, LIMITS, "limits.");
  const { pin, prefix = "auto" } = options;
  if (pin !== undefined && pin !== "first" && typeof pin !== "object") {
    throw invalid("pin", 'must be "first" or an object of fingerprints');
  }
  if (!["auto", "always", "never"].includes(prefix)) {
    throw invalid("prefix", "must be auto, always or never");
  }
}

function checkKeys(given: object, known: { readonly [key: string]: true }, where: string): void {
  const stray = Object.keys(given).find((key) => !Object.hasOwn(known, key));
  if (stray === undefined) return;
  throw invalid(`${where}${stray}`, `is not known; known are ${Object.keys(known).join(", ")}`);
}

function checkNumbers(given: object, known: { readonly [key: string]: true }, where: string): void {
  checkKeys(given, known, where);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || (typeof value === "number" && value >= 0)) continue;
    throw invalid(`${where}${key}`, "must be a number from 0");
  }
}

/** A name that means no server is a mistake that would else protect or authorize nobody. */
export function checkNames(options: McpOptions, names: ReadonlySet<string>): void {
  const { pin, authProviders, required } = options;
  const given = {
    pin: typeof pin === "object" ? Object.keys(pin) : [],
    authProviders: Object.keys(authProviders ?? {}),
    required: typeof required === "object" ? required : [],
  };
  for (const [option, keys] of Object.entries(given)) {
    const stray = keys.find((key) => !names.has(key));
    if (stray === undefined) continue;
    const known = [...names].join(", ") || "none";
    throw invalid(
      option,
      `names ${JSON.stringify(stray)}, which is not among the servers: ${known}`,
    );
  }
}
