import {
  ErrorFrame,
  MalformedFrameError,
  type Model,
  type ModelListCodec,
} from "@vllora/core/provider";
import { decodeError } from "./errors.ts";

/** One page of models. `data` is the body itself at Together. @see https://docs.together.ai/reference/models-1 */
interface WireModels {
  readonly data?: unknown;
  readonly error?: unknown;
  /** OpenAI lists all models at once; other lists of its API go on after the last id of a page. */
  readonly has_more?: unknown;
}

/**
 * The models of a server.
 * @see https://platform.openai.com/docs/api-reference/models/list
 */
export const MODEL_LIST: ModelListCodec = {
  encode: (after) => ({
    method: "GET",
    path: `/models${after === undefined ? "" : `?after=${encodeURIComponent(after)}`}`,
  }),
  decode(body) {
    const { data = body, error, has_more: more } = (body ?? {}) as WireModels;
    if (error != null) throw new ErrorFrame(body);
    if (!Array.isArray(data)) throw new MalformedFrameError("expected a list of models");
    const models = data.map(toModel);
    return { models, nextPage: more === true ? models.at(-1)?.id : undefined };
  },
  decodeError,
};

/** What a server does not know of a model it leaves out, or says as `null`: then it is absent. */
function toModel(wire: Partial<Model> | null): Model {
  const { id, created, owned_by: owner, ...others } = wire ?? {};
  if (typeof id !== "string") throw new MalformedFrameError("expected models with ids");
  const known = {
    ...(created == null ? {} : { created }),
    ...(owner == null ? {} : { owned_by: owner }),
  };
  return { ...others, id, object: "model", ...known };
}
