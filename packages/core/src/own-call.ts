import type { ChatCompletionRequest } from "@vllora/types";
import { type CallOptions, checkOptions, WIRE_OPTIONS } from "./call-options.ts";
import type {
  EncodeContext,
  LedgerEntry,
  ParameterTable,
  ProviderDefinition,
  WireRequest,
} from "./contract.ts";
import { encodeRequest } from "./encode.ts";
import type { UnsupportedPolicy } from "./ledger.ts";
import { readAnswer, sendCall } from "./provider-call.ts";
import { writeJSON } from "./raw-json.ts";
import { validateRequest } from "./validate.ts";

/** What a call of a vendor's own API can be given. */
export interface OwnCallOptions
  extends Pick<CallOptions, Exclude<(typeof WIRE_OPTIONS)[number], "provider">> {}

/**
 * Calls an API of a vendor that the client has no method for: caches, files, batches. Credentials, retries, time
 * limits, the limit of size, errors and the care for secrets are those of the client's calls.
 * @param decode the parsed body of a good answer → what is returned. Throws as `ChatCodec.decode` does.
 * @throws {LLMError} as `completions.create`; the provider's chat codec reads what the API says of an error.
 */
export async function callProvider<Answer>(
  provider: ProviderDefinition,
  { body, ...wire }: WireRequest,
  decode: (body: unknown) => Answer,
  given?: OwnCallOptions | null,
): Promise<Answer> {
  const known = WIRE_OPTIONS.filter((name) => name !== "provider");
  const checked = checkOptions(given ?? {}, known, "the call");
  const { credentials, baseURL, headers, ...options } = checked;
  const sent = { wire, body: typeof body === "object" ? writeJSON(body) : body };
  const call = {
    provider,
    api: "chat",
    options: { ...options, credentials: [{ credentials, baseURL, headers }] },
    sent,
  } as const;
  return await sendCall(call, (attempt) => readAnswer(attempt, decode, () => undefined));
}

/** How a vendor's own API takes what is otherwise a request for a chat completion. */
export interface OwnEncoder {
  /** How each field of the request reaches the wire. */
  readonly parameters: ParameterTable;
  /** Keys of `provider_options.<id>` that the API takes. */
  readonly options: readonly string[];
  encode(request: ChatCompletionRequest, context: EncodeContext): WireRequest;
}

/**
 * Checks such a request, encodes it, and accounts for each of its fields.
 * @throws {LLMError} as `completions.create` before it sends anything.
 */
export function encodeOwn(
  provider: ProviderDefinition,
  request: ChatCompletionRequest,
  { parameters, options, encode }: OwnEncoder,
  policy: { readonly unsupported?: UnsupportedPolicy | undefined } = {},
): { readonly wire: WireRequest; readonly ledger: readonly LedgerEntry[] } {
  validateRequest(request);
  // Only how a request is written differs from the provider's own.
  const chat = { ...provider.chat, encode } as NonNullable<ProviderDefinition["chat"]>;
  const own = { ...provider, parameters, options, chat };
  const sent = encodeRequest(own, "chat", request, request.model, false, policy);
  const { body, ledger, extraHeaders } = sent;
  const headers = { ...sent.wire.headers, ...extraHeaders };
  return { wire: { ...sent.wire, headers, ...(body === undefined ? {} : { body }) }, ledger };
}
