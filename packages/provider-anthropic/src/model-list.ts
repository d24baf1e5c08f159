import {
  ErrorFrame,
  MalformedFrameError,
  type Model,
  type ModelPage,
  type WireRequest,
} from "@vllora/core/provider";
import { versionHeaders } from "./request.ts";

/** The most that a page may hold, so that one is enough. */
const PAGE_SIZE = 1000;

/** The request for the models after one of them. */
export function encodeModels(after: string | undefined, betas?: readonly string[]): WireRequest {
  const query = after === undefined ? "" : `&after_id=${encodeURIComponent(after)}`;
  return {
    method: "GET",
    path: `/v1/models?limit=${PAGE_SIZE}${query}`,
    headers: versionHeaders(betas),
  };
}

/**
 * One page of models. Who owns them the API does not say, so neither do we.
 * @see https://platform.claude.com/docs/en/api/models/list
 * @throws {ErrorFrame} for an error inside a 200.
 * @throws {MalformedFrameError} for a body that is no page of models.
 */
export function decodeModels(body: unknown): ModelPage {
  const { data, error, has_more: more, last_id: last } = (body ?? {}) as WireModels;
  if (error != null) throw new ErrorFrame(body);
  if (!Array.isArray(data)) throw new MalformedFrameError("expected a list of models");
  const models = data.map(toModel);
  if (more !== true) return { models };
  if (typeof last !== "string") throw new MalformedFrameError("expected last_id beside has_more");
  return { models, nextPage: last };
}

interface WireModels {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly has_more?: unknown;
  readonly last_id?: unknown;
}

/** A day that is not known is the first of all days on the wire. The API's fields stay beside ours. */
function toModel(wire: { readonly [field: string]: unknown } | null): Model {
  const { id, type: _, ...others } = wire ?? {};
  if (typeof id !== "string") throw new MalformedFrameError("expected models with ids");
  const created = Math.floor(Date.parse(String(others["created_at"])) / 1000);
  return { ...others, id, object: "model", ...(created > 0 ? { created } : {}) };
}
