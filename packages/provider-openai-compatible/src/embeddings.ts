import {
  type Embedding,
  type EmbeddingDecodeContext,
  type EmbeddingResponse,
  type EmbeddingsCodec,
  type EmbeddingUsage,
  ErrorFrame,
  MalformedFrameError,
} from "@vllora/core/provider";
import { decodeError } from "./errors.ts";

/**
 * Embeddings of OpenAI's wire: every field under its own name.
 * @see https://platform.openai.com/docs/api-reference/embeddings/create
 */
export const EMBEDDINGS: EmbeddingsCodec = {
  parameters: { dimensions: "native", encoding_format: "native", user: "native" },
  options: "any",
  encode(request, { model, options }) {
    const { extra_body: _b, extra_headers: _h, provider_options: _o, ...fields } = request;
    return { path: "/embeddings", body: { ...fields, ...options, model } };
  },
  decode: decodeEmbeddings,
  decodeError,
};

/** Nothing is taken for granted. */
interface WireEmbeddings {
  readonly data?: unknown;
  readonly model?: unknown;
  readonly usage?: Partial<EmbeddingUsage> | null;
  readonly error?: unknown;
}

type Vector = number[] | string;

function decodeEmbeddings(
  body: unknown,
  context: EmbeddingDecodeContext,
): EmbeddingResponse<Vector> {
  const { data, model, usage, error, ...others } = (body ?? {}) as WireEmbeddings;
  if (error != null) throw new ErrorFrame(body);
  if (!Array.isArray(data)) throw new MalformedFrameError("expected a list of embeddings");
  return {
    ...others,
    object: "list",
    data: inOrder(data.map(toEmbedding)),
    model: typeof model === "string" ? model : context.model,
    ...toUsage(usage),
  };
}

/** The index may be absent here. */
type Unplaced = Omit<Embedding<Vector>, "index"> & { readonly index?: unknown };

function toEmbedding(wire: Partial<Embedding<Vector>> | null): Unplaced {
  const { embedding, ...others } = wire ?? {};
  if (typeof embedding !== "string" && !isNumbers(embedding)) {
    throw new MalformedFrameError("expected vectors as numbers or base64");
  }
  return { ...others, object: "embedding", embedding };
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}

/** By index; as they came where a server has none, or the same for all. */
function inOrder(items: readonly Unplaced[]): Embedding<Vector>[] {
  const said = new Set(items.map(({ index }) => index));
  if (said.size <= 1) return items.map((item, index) => ({ ...item, index }));
  const placed = new Map(items.map((item) => [item.index, item]));
  return items.map((_, index) => {
    const item = placed.get(index);
    if (item === undefined) throw new MalformedFrameError(`expected a vector of index ${index}`);
    return { ...item, index };
  });
}

/** An embedding has no tokens but those of its input. */
function toUsage(usage: WireEmbeddings["usage"]): { usage?: EmbeddingUsage } {
  const { prompt_tokens: tokens, total_tokens: total = tokens, ...others } = usage ?? {};
  if (typeof tokens !== "number" || typeof total !== "number") return {};
  return { usage: { ...others, prompt_tokens: tokens, total_tokens: total } };
}
