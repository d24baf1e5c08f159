import type { ChatCompletionRequest, EmbeddingRequest } from "@vllora/types";
import {
  CHAT_PARAMETERS,
  type ChatParameter,
  EMBEDDING_PARAMETERS,
  type EmbeddingParameter,
  type EmbeddingParameterTable,
  type LedgerEntry,
  type ParameterSupport,
  type ProviderDefinition,
} from "./contract.ts";
import { LLMError, type UnsupportedField, UnsupportedParameterError } from "./errors.ts";
import { suggestion } from "./text.ts";

/**
 * What happens to a field that the provider cannot honour: `error` refuses the call, `warn` sends it without
 * the field and says so. Default: `error` for what changes the meaning of the answer, `warn` for the rest.
 */
export type UnsupportedPolicy =
  | "error"
  | "warn"
  | { readonly [field: string]: "error" | "warn" | undefined };

/** Without these the answer would be another one; leaving them out in silence is never right. */
const MEANINGFUL: ReadonlySet<string> = new Set<ChatParameter | EmbeddingParameter>([
  "audio",
  "dimensions",
  "function_call",
  "functions",
  "logprobs",
  "modalities",
  "n",
  "prediction",
  "reasoning_effort",
  "response_format",
  "stop",
  "thinking",
  "tool_choice",
  "tools",
  "top_logprobs",
  "web_search_options",
]);

/** A request whose fields are accounted for. */
export type AccountedRequest = ChatCompletionRequest | EmbeddingRequest;

/** The fields of one kind of request: those that core serves itself, and those that a provider accounts for. */
interface Fields {
  readonly core: ReadonlySet<string>;
  readonly parameters: ReadonlySet<string>;
}

const SERVED = ["model", "provider_options", "extra_body", "extra_headers"];

const CHAT_FIELDS: Fields = {
  core: new Set([...SERVED, "messages", "stream", "provider_specific"]),
  parameters: new Set(CHAT_PARAMETERS),
};

const EMBEDDING_FIELDS: Fields = {
  core: new Set([...SERVED, "input"]),
  parameters: new Set(EMBEDDING_PARAMETERS),
};

/** The account of one request: what became of each field that the caller set. */
export interface Ledger<Request extends AccountedRequest = ChatCompletionRequest> {
  /** The request without what cannot be honoured. */
  readonly request: Request;
  /** What the codec says of a field; it replaces what the table says. */
  report(entry: LedgerEntry): void;
  /** The entries, or the error that lists every field that is refused. */
  close(): readonly LedgerEntry[];
}

/**
 * Opens the account. Every field ends as exactly what the provider's table says of it.
 * @param embeddings the table, for a request for embeddings.
 * @throws {LLMError} `invalid_request` for a field that nobody knows, with the likely name.
 */
export function openLedger<Request extends AccountedRequest>(
  request: Request,
  provider: ProviderDefinition,
  policy: UnsupportedPolicy | undefined,
  embeddings?: EmbeddingParameterTable,
): Ledger<Request> {
  const { core, parameters } = embeddings === undefined ? CHAT_FIELDS : EMBEDDING_FIELDS;
  const table: { readonly [field: string]: ParameterSupport } = embeddings ?? provider.parameters;
  const entries = new Map<string, LedgerEntry>();
  const kept: Record<string, unknown> = {};
  const refuse = (field: string, note: string) => {
    const outcome = outcomeOf(field, policy);
    entries.set(field, { field, outcome, note });
  };
  for (const [field, value] of Object.entries(request)) {
    // An own `__proto__`, as JSON can have it, would set a prototype and with it fields that nobody sees.
    if (value === undefined || value === null || field === "__proto__") continue;
    if (core.has(field)) {
      kept[field] = value;
    } else if (!parameters.has(field)) {
      if (provider.unknownParameters !== "send") {
        throw unknownField(field, provider, [...parameters, ...core]);
      }
      kept[field] = value;
      entries.set(field, { field, outcome: "sent" });
    } else {
      // The table has been checked: it has every name.
      const support = table[field] as ParameterSupport;
      const entry = supportedAs(field, support);
      if (entry !== undefined) {
        kept[field] = value;
        entries.set(field, entry);
      } else if (isDefault(field, value)) {
        entries.set(field, { field, outcome: "emulated", note: "it is what the provider does" });
      } else {
        refuse(field, noteOf(support, provider));
      }
    }
  }
  for (const id of Object.keys(request.provider_options ?? {})) {
    if (id === provider.id || provider.aliases?.includes(id)) continue;
    const field = `provider_options.${id}`;
    entries.set(field, { field, outcome: "ignored", note: `the request goes to ${provider.id}` });
  }
  return {
    // Field by field a copy of the request.
    request: kept as unknown as Request,
    report(entry) {
      if (entry.outcome === "refused") refuse(entry.field, entry.note ?? "not supported");
      else entries.set(entry.field, entry);
    },
    close() {
      const list = [...entries.values()];
      const refused = list
        .filter(({ outcome }) => outcome === "refused")
        .map(({ field, note }): UnsupportedField => ({ field, reason: note ?? "not supported" }));
      if (refused.length > 0) {
        throw new UnsupportedParameterError(provider.id, request.model, refused);
      }
      return list;
    },
  };
}

/** The entries that the caller should hear of: what was not done as it was asked for. */
export function warningsOf(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  return entries.filter(({ outcome }) => outcome === "ignored" || outcome === "adjusted");
}

function supportedAs(field: string, support: ParameterSupport): LedgerEntry | undefined {
  if (support === "native" || (typeof support === "object" && "native" in support)) {
    return { field, outcome: "sent" };
  }
  if (support === "unsupported" || "unsupported" in support) return undefined;
  if ("mapped" in support) return { field, outcome: "mapped", to: support.mapped };
  return { field, outcome: "emulated", note: support.emulated };
}

function noteOf(support: ParameterSupport, provider: ProviderDefinition): string {
  return typeof support === "object" && "unsupported" in support
    ? support.unsupported
    : `${provider.id} has no such parameter`;
}

function outcomeOf(field: string, policy: UnsupportedPolicy | undefined): "refused" | "ignored" {
  const root = /^\w+/.exec(field)?.[0] ?? field;
  const said = typeof policy === "object" ? (policy[field] ?? policy[root]) : policy;
  const verdict = said ?? (MEANINGFUL.has(root) || root === "messages" ? "error" : "warn");
  return verdict === "error" ? "refused" : "ignored";
}

/** Whether a value asks for what every provider does anyway. */
function isDefault(field: string, value: unknown): boolean {
  switch (field) {
    case "n":
      return value === 1;
    case "logprobs":
    case "store":
      return value === false;
    case "modalities":
      return Array.isArray(value) && value.length === 1 && value[0] === "text";
    case "response_format":
      return (value as { type?: unknown }).type === "text";
    case "tools":
    case "functions":
    case "stop":
      return Array.isArray(value) && value.length === 0;
    default:
      return false;
  }
}

function unknownField(
  field: string,
  provider: ProviderDefinition,
  known: readonly string[],
): LLMError {
  return new LLMError(
    "invalid_request",
    `Unknown request field "${field}".${suggestion(field, known)} To send it to ${provider.id} as it is, put it into extra_body.`,
    { provider: provider.id, param: field },
  );
}
