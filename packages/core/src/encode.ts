import type { ChatCompletionRequest, EmbeddingRequest } from "@vllora/types";
import type {
  DecodeContext,
  EncodeContext,
  LedgerEntry,
  ProviderDefinition,
  WireRequest,
} from "./contract.ts";
import { LLMError } from "./errors.ts";
import {
  type AccountedRequest,
  type Ledger,
  openLedger,
  type UnsupportedPolicy,
} from "./ledger.ts";
import { codecOf, guarded, type ProviderAPI } from "./provider-errors.ts";
import { writeJSON } from "./raw-json.ts";
import { nearest } from "./text.ts";

/** What is sent, the same for each attempt. */
export interface SentRequest {
  readonly wire: Omit<WireRequest, "body">;
  /** The body of the wire's request, serialised. */
  readonly body?: string | undefined;
  readonly extraHeaders?: { readonly [name: string]: string } | undefined;
}

/** A request of ours as it is sent. */
export interface EncodedRequest<Request extends AccountedRequest = ChatCompletionRequest>
  extends SentRequest {
  /** What became of each field. */
  readonly ledger: readonly LedgerEntry[];
  /** The request without what cannot be honoured. */
  readonly request: Request;
}

/** Encodes a request, and accounts for each of its fields. */
export function encodeRequest(
  provider: ProviderDefinition,
  api: "chat" | "tokens",
  given: ChatCompletionRequest,
  model: string,
  stream: boolean,
  { unsupported }: { readonly unsupported?: UnsupportedPolicy | undefined },
): EncodedRequest {
  const ledger = openLedger(given, provider, unsupported);
  const encode = (context: Common) =>
    codecOf(provider, api).encode(ledger.request, { ...context, stream });
  return encodeAccounted(provider, api, ledger, model, provider.options, encode);
}

/** Encodes a request for embeddings, and accounts for each of its fields. */
export function encodeEmbeddings(
  provider: ProviderDefinition,
  given: EmbeddingRequest,
  model: string,
  { unsupported }: { readonly unsupported?: UnsupportedPolicy | undefined },
): EncodedRequest<EmbeddingRequest> {
  const codec = codecOf(provider, "embeddings", model);
  const ledger = openLedger(given, provider, unsupported, codec.parameters);
  const encode = (context: Common) => codec.encode(ledger.request, { ...context, stream: false });
  return encodeAccounted(provider, "embeddings", ledger, model, codec.options, encode);
}

/** What every encoder knows beside the request. */
type Common = Omit<EncodeContext, "stream">;

function encodeAccounted<Request extends AccountedRequest>(
  provider: ProviderDefinition,
  api: ProviderAPI,
  ledger: Ledger<Request>,
  model: string,
  known: ProviderDefinition["options"],
  encode: (context: Common) => WireRequest,
): EncodedRequest<Request> {
  const { request, report } = ledger;
  const names = { provider: provider.id, model };
  const context = { ...names, options: providerOptions(provider, known, ledger), report };
  const wire = guarded(provider, names, `${api}.encode`, () => encode(context));
  let body: string | undefined;
  try {
    body = serialise(wire.body, provider, ledger);
  } catch (cause) {
    throw LLMError.is(cause) ? cause : notJSON(cause);
  }
  const extraHeaders = request.extra_headers;
  for (const name of Object.keys(extraHeaders ?? {})) {
    ledger.report({ field: `extra_headers.${name}`, outcome: "sent" });
  }
  return { wire, body, extraHeaders, ledger: ledger.close(), request };
}

/** What a decoder is told. To be asked for when the answer begins. */
export function decodingOf(
  {
    provider,
    model,
    sent,
  }: {
    readonly provider: ProviderDefinition;
    readonly model: string;
    readonly sent: EncodedRequest;
  },
  requestId: string | undefined,
): DecodeContext {
  const created = Math.floor(Date.now() / 1000);
  return { provider: provider.id, model, request: sent.request, created, requestId };
}

function providerOptions(
  { id, aliases = [] }: ProviderDefinition,
  known: ProviderDefinition["options"] = [],
  { request, report }: Ledger<AccountedRequest>,
): { readonly [key: string]: unknown } {
  const all = request.provider_options ?? {};
  const given: Record<string, unknown> = {};
  for (const key of [...aliases, id]) Object.assign(given, all[key]);
  for (const name of Object.keys(given)) {
    report({ field: `provider_options.${id}.${name}`, outcome: "sent" });
    if (known === "any" || known.includes(name)) continue;
    const match = nearest(name, known);
    throw new LLMError(
      "invalid_request",
      `${id} has no option "${name}".${match === undefined ? "" : ` Did you mean "${match}"?`} Known: ${known.join(", ") || "none"}.`,
      { provider: id, param: `provider_options.${id}.${name}` },
    );
  }
  return given;
}

/** Puts `extra_body` over the body, and says where the two clash. */
function serialise(
  body: object | string | undefined,
  { id }: ProviderDefinition,
  { request, report }: Ledger<AccountedRequest>,
): string | undefined {
  const extra = request.extra_body;
  if (typeof body === "string") {
    if (extra !== undefined) {
      const note = `the body of ${id} is no JSON object`;
      report({ field: "extra_body", outcome: "refused", note });
    }
    return body;
  }
  if (extra === undefined) return body === undefined ? undefined : writeJSON(body);
  for (const field of Object.keys(extra)) {
    const clash = body !== undefined && Object.hasOwn(body, field);
    report(
      clash
        ? { field, outcome: "adjusted", note: "extra_body replaces it" }
        : { field: `extra_body.${field}`, outcome: "sent" },
    );
  }
  return writeJSON({ ...body, ...extra });
}

/** BigInts, rings, depths beyond the stack, and `toJSON` methods that throw. */
function notJSON(cause: unknown): LLMError {
  return new LLMError("invalid_request", "The request cannot be written as JSON", { cause });
}
