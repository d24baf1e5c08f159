import type { ChatCompletionRequest } from "@vllora/types";
import {
  CHAT_PARAMETERS,
  type ChatCodec,
  type ChatCompletion,
  type ChatCompletionChunk,
  defineProvider,
  ErrorFrame,
  kindOfStatus,
  type LedgerEntry,
  type ParameterSupport,
  type ParameterTable,
  type ProviderDefinition,
} from "../src/provider.ts";

/** A request that every provider takes. */
export const HELLO = {
  model: "acme-1",
  messages: [{ role: "user", content: "Hello" }],
} as const satisfies ChatCompletionRequest;

/** A table in which all is native but what is said otherwise. */
export function parameterTable(
  exceptions: { readonly [parameter in keyof ParameterTable]?: ParameterSupport } = {},
): ParameterTable {
  const native = Object.fromEntries(CHAT_PARAMETERS.map((name) => [name, "native"]));
  return { ...(native as unknown as ParameterTable), ...exceptions };
}

/** A wire that is ours already. What the encoder reports can be set from outside. */
export function acmeCodec(reports: readonly LedgerEntry[] = []): ChatCodec {
  return {
    encode(request, { model, stream, options, report }) {
      for (const entry of reports) report(entry);
      const { extra_body: _, provider_options: __, ...fields } = request;
      return { path: "/chat", body: { ...fields, ...options, model, stream } };
    },
    decode(body) {
      if (isError(body)) throw new ErrorFrame(body);
      return body as ChatCompletion;
    },
    createDecoder() {
      const state = { finished: false, closed: false };
      return {
        get finished() {
          return state.finished;
        },
        get closed() {
          return state.closed;
        },
        push({ data }) {
          if (data === "[DONE]") {
            state.closed = true;
            return [];
          }
          const frame: unknown = JSON.parse(data);
          if (isError(frame)) throw new ErrorFrame(frame);
          const chunk = frame as ChatCompletionChunk;
          if (chunk.choices.some((choice) => choice.finish_reason !== null)) state.finished = true;
          return [chunk];
        },
      };
    },
    decodeError({ status, body }) {
      const message = isError(body) ? body.error.message : `HTTP status ${status}`;
      return { kind: kindOfStatus(status), message };
    },
  };
}

/** A provider as a stranger would write one. */
export function acme(overrides: Partial<ProviderDefinition> = {}): ProviderDefinition {
  return defineProvider({
    contract: 1,
    id: "acme",
    package: { name: "@acme/vllora-provider", version: "1.0.0" },
    models: ["acme-*"],
    credentials: { kinds: ["api_key"], env: ["VLLORA_ACME_API_KEY"] },
    baseURL: "https://api.acme.test/v1",
    parameters: parameterTable(),
    authorize(request, credentials) {
      if (credentials === undefined || !("api_key" in credentials)) return request;
      return { ...request, headers: { ...request.headers, "x-acme-key": credentials.api_key } };
    },
    chat: acmeCodec(),
    ...overrides,
  });
}

function isError(body: unknown): body is { error: { message: string } } {
  return typeof body === "object" && body !== null && "error" in body;
}
