import {
  CHAT_PARAMETERS,
  type ChatCodec,
  EMBEDDING_PARAMETERS,
  type ParameterSupport,
  type ParameterTable,
  type ProviderDefinition,
} from "./contract.ts";
import { LLMError, ProviderContractError } from "./errors.ts";

/** The contract that this copy of core speaks. */
export const CONTRACT = 1;

const ID = /^[a-z0-9][a-z0-9._-]*$/;

/**
 * Checks a provider definition and freezes it.
 * @throws {ProviderContractError} naming what is missing or misshapen, with the command that mends a version skew.
 */
export function defineProvider(definition: ProviderDefinition): ProviderDefinition {
  checkDefinition(definition);
  return Object.freeze({ ...definition });
}

/** A table that says the same of every field which is not named: by default, that the provider has none such. */
export function parameterTable(
  named: Partial<ParameterTable>,
  others: ParameterSupport = "unsupported",
): ParameterTable {
  const table = CHAT_PARAMETERS.map((name) => [name, others] as const);
  // Every name is in the list.
  return { ...Object.fromEntries(table), ...named } as ParameterTable;
}

/** What {@link defineProvider} checks, for definitions that were made by another copy of core. */
export function checkDefinition(definition: ProviderDefinition): void {
  const source = definition?.package;
  if (typeof source?.name !== "string" || typeof source.version !== "string") {
    throw new LLMError("contract", "A provider definition must say its package: { name, version }");
  }
  const fail = (problem: string): never => {
    throw new ProviderContractError(source, problem);
  };
  if (definition.contract !== CONTRACT) {
    const mend =
      Number(definition.contract) > CONTRACT
        ? "npm install @vllora/core@latest"
        : `npm install ${source.name}@latest`;
    fail(`it speaks contract ${definition.contract}, core speaks ${CONTRACT}. Run: ${mend}`);
  }
  if (typeof definition.id !== "string" || !ID.test(definition.id)) {
    fail(`id must match ${ID}, got ${JSON.stringify(definition.id)}`);
  }
  if (typeof definition.authorize !== "function") fail("authorize must be a function");
  if (!Array.isArray(definition.credentials?.env)) fail("credentials.env must list names");
  for (const api of ["chat", "tokens", "modelList", "embeddings"] as const) {
    // Plain JavaScript can leave out anything.
    const codec = definition[api] as Partial<ChatCodec> | undefined;
    if (codec === undefined) continue;
    for (const method of ["encode", "decode", "createDecoder", "decodeError"] as const) {
      if (method === "createDecoder" && api !== "chat") continue;
      if (typeof codec[method] !== "function") fail(`${api}.${method} must be a function`);
    }
  }
  const embedding = definition.embeddings;
  const unsaid = EMBEDDING_PARAMETERS.filter(
    (name) => embedding !== undefined && embedding.parameters?.[name] === undefined,
  );
  if (unsaid.length > 0) fail(`embeddings.parameters does not account for ${unsaid.join(", ")}`);
  if (definition.chat === undefined && definition.tokens === undefined) return;
  const missing = CHAT_PARAMETERS.filter((name) => definition.parameters?.[name] === undefined);
  if (missing.length > 0) fail(`parameters does not account for ${missing.join(", ")}`);
}
