import type {
  Embedding,
  EmbeddingEncoding,
  EmbeddingRequest,
  EmbeddingResponse,
  EmbeddingUsage,
} from "@vllora/types";
import { AnswerResult } from "./answer.ts";
import { fewAtOnce, inBatches, joined } from "./batches.ts";
import { type CallOptions, WIRE_OPTIONS } from "./call-options.ts";
import { type LedgerEntry, MalformedFrameError, type ProviderDefinition } from "./contract.ts";
import { encodeEmbeddings } from "./encode.ts";
import { ProviderContractError } from "./errors.ts";
import { type ClientConfig, optionsOf, targetOf } from "./prepare.ts";
import { readAnswer, sendCall } from "./provider-call.ts";
import { codecOf, guarded } from "./provider-errors.ts";
import { validateEmbeddingRequest } from "./validate.ts";
import { toBase64, toNumbers } from "./vector.ts";

const EMBEDDING_OPTIONS = [...WIRE_OPTIONS, "unsupported"] as const;

/**
 * What a request for embeddings can be given beside it. Limits and retries hold for each call that it takes. Hooks and
 * listeners hear of completions only.
 */
export interface EmbeddingOptions extends Pick<CallOptions, (typeof EMBEDDING_OPTIONS)[number]> {}

/** One vector for each input, in their order. Its JSON is the answer alone; the accessors beside it tell of the call. */
export class EmbeddingResult<Vector extends number[] | string = number[]>
  extends AnswerResult<EmbeddingResponse<Vector>>
  implements EmbeddingResponse<Vector>
{
  declare object: "list";
  declare data: Embedding<Vector>[];
  declare model: string;
  declare usage?: EmbeddingUsage;
}

/** Vectors of texts: `client.embeddings`. */
export class EmbeddingsClient {
  readonly #config: ClientConfig;

  /** @internal Made by the client. */
  constructor(config: ClientConfig) {
    this.#config = config;
  }

  /**
   * Asks the provider of the request's model for one vector for each input. Vectors are numbers, or base64 texts where
   * `encoding_format` says so, also where the provider knows only one of the two. A model that takes fewer inputs in a
   * call is asked several times, eight calls at once; `requestId` is then that of the first. Never a part of the vectors.
   * @throws {LLMError} `invalid_request` where the provider makes no embeddings, `protocol` where the answer has not one
   * vector for each input; else as `completions.create`.
   */
  create(
    request: EmbeddingRequest & { readonly encoding_format: "base64" },
    options?: EmbeddingOptions | null,
  ): Promise<EmbeddingResult<string>>;
  create(
    request: EmbeddingRequest & { readonly encoding_format?: "float" },
    options?: EmbeddingOptions | null,
  ): Promise<EmbeddingResult>;
  create(
    request: EmbeddingRequest,
    options?: EmbeddingOptions | null,
  ): Promise<EmbeddingResult<number[] | string>>;
  async create(
    given: EmbeddingRequest,
    options?: EmbeddingOptions | null,
  ): Promise<EmbeddingResult<number[] | string>> {
    const merged = optionsOf(this.#config, options, EMBEDDING_OPTIONS);
    validateEmbeddingRequest(given);
    const { model: fixed } = this.#config;
    const asked = fixed === undefined ? given : { ...given, model: fixed };
    const { resolution, options: call } = targetOf(this.#config, merged, asked.model);
    const { provider, model } = resolution;
    const codec = codecOf(provider, "embeddings", model);
    const calls = inBatches(asked, mostInputs(provider, model)).map((batch) => ({
      batch,
      sent: encodeEmbeddings(provider, batch, model, call),
    }));
    const done = await fewAtOnce(
      calls,
      call.signal ?? undefined,
      async ({ batch, sent }, signal) => {
        const options = { ...call, signal };
        const wire = { provider, api: "embeddings", model, options, sent } as const;
        return await sendCall(wire, async (attempt) => {
          const { headers } = attempt.response;
          const context = { provider: provider.id, model, request: sent.request, headers };
          const decode = (body: unknown) => inFormat(codec.decode(body, context), batch);
          const answer = await readAnswer(attempt, decode, problemOf);
          return { answer, details: attempt.details, ledger: sent.ledger };
        });
      },
    );
    // There is no request without an input.
    const first = done[0] as (typeof done)[number];
    const answer = joined(
      first.answer,
      done.slice(1).map((other) => other.answer),
    );
    return new EmbeddingResult(answer, {
      ...first.details,
      attempts: Math.max(...done.map(({ details }) => details.attempts)),
      ledger: withoutRepeats(done.flatMap(({ ledger }) => ledger)),
    });
  }
}

/** How many inputs a call of the model takes; `undefined`: all. */
function mostInputs(provider: ProviderDefinition, model: string): number | undefined {
  const codec = codecOf(provider, "embeddings", model);
  const details = { provider: provider.id, model };
  const most = guarded(provider, details, "embeddings.maxInputsPerCall", () =>
    codec.maxInputsPerCall?.(model),
  );
  if (most === undefined || (Number.isInteger(most) && most > 0)) return most;
  const problem = `embeddings.maxInputsPerCall gave ${String(most)}, expected a whole number above 0`;
  throw new ProviderContractError(provider.package, problem, details);
}

/** Every call of a request accounts for the same fields. */
function withoutRepeats(ledger: readonly LedgerEntry[]): readonly LedgerEntry[] {
  return [...new Map(ledger.map((entry) => [JSON.stringify(entry), entry])).values()];
}

type Answer = EmbeddingResponse<number[] | string>;

/** The answer with its vectors written as the caller asked for them. */
function inFormat(answer: Answer, { input, encoding_format: format }: EmbeddingRequest): Answer {
  if (problemOf(answer) !== undefined) return answer;
  const expected = typeof input === "string" || typeof input[0] === "number" ? 1 : input.length;
  const { length } = answer.data;
  if (length !== expected) {
    throw new MalformedFrameError(
      `expected one vector for each input, ${expected} in all, got ${length}`,
    );
  }
  const data = answer.data.map((item) => ({ ...item, embedding: written(item.embedding, format) }));
  return { ...answer, data };
}

function written(
  vector: number[] | string,
  format: EmbeddingEncoding | null | undefined,
): number[] | string {
  if (format === "base64") return typeof vector === "string" ? vector : toBase64(vector);
  return typeof vector === "string" ? toNumbers(vector) : vector;
}

/** What stands in a vector the codec has read. */
function problemOf(answer: Answer): string | undefined {
  return answer?.data?.every?.((item) => isVector(item?.embedding))
    ? undefined
    : "embeddings without vectors";
}

function isVector(value: unknown): boolean {
  return (typeof value === "string" || Array.isArray(value)) && value.length > 0;
}
