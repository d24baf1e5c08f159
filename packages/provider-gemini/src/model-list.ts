import {
  ErrorFrame,
  MalformedFrameError,
  type Model,
  type ModelListCodec,
  type ModelPage,
} from "@vllora/core/provider";
import { decodeError } from "./errors.ts";

/** The most that a page may hold. */
const PAGE_SIZE = 1000;

/**
 * The models of the Gemini API.
 * @see https://ai.google.dev/api/models#method:-models.list
 */
export const MODEL_LIST: ModelListCodec = {
  encode: (page) => ({
    method: "GET",
    path: `/models?pageSize=${PAGE_SIZE}${page === undefined ? "" : `&pageToken=${encodeURIComponent(page)}`}`,
  }),
  decode: decodeModels,
  decodeError,
};

/** The JSON mapping of protocol buffers leaves out a list that is empty, and a token that is. */
function decodeModels(body: unknown): ModelPage {
  const { models, nextPageToken: next, error, ...others } = (body ?? {}) as WireModels;
  if (error != null) throw new ErrorFrame(body);
  const isEmpty = models === undefined && isObject(body) && Object.keys(others).length === 0;
  if (!Array.isArray(models) && !isEmpty)
    throw new MalformedFrameError("expected a list of models");
  const page = { models: isEmpty ? [] : (models as unknown[]).map(toModel) };
  return typeof next === "string" && next !== "" ? { ...page, nextPage: next } : page;
}

interface WireModels {
  readonly models?: unknown;
  readonly nextPageToken?: unknown;
  readonly error?: unknown;
}

/** Neither an owner nor a day is known. The API's fields stay beside ours. */
function toModel(wire: unknown): Model {
  const { name, ...others } = (wire ?? {}) as { readonly name?: unknown };
  if (typeof name !== "string") throw new MalformedFrameError("expected models with names");
  return { ...others, id: name.replace(/^models\//, ""), object: "model" };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
