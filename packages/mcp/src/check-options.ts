import { invalid } from "./errors.ts";
import type { McpOptions } from "./options.ts";

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

/**
 * Refuses options that there are not: one that is misspelt would protect nobody.
 * @throws {LLMError} `invalid_request` with the option as `param`.
 */
export function checkOptions(options: McpOptions): void {
  const stray = Object.keys(options).find((option) => !Object.hasOwn(KNOWN, option));
  if (stray === undefined) return;
  throw invalid(stray, `is not known; known are ${Object.keys(KNOWN).join(", ")}`);
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
