import { isDeepStrictEqual } from "node:util";
import type { Transcript } from "./transcript.ts";

/** What was asked. */
export interface AskedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: unknown;
}

/** Finds the transcript that answers a request. */
export type Picker = (request: AskedRequest) => Transcript | undefined;

/** Those that fit equally well take turns: the one that was used least is next. */
export function createPicker(transcripts: readonly Transcript[]): Picker {
  const uses = transcripts.map((found) => ({ found, count: 0 }));
  return (request) => {
    if (request.method !== "POST") return undefined;
    const alike = uses.filter(({ found }) => found.stream === isStreamed(request));
    const serving = alike.length > 1 ? alike.filter(({ found }) => serves(found, request)) : alike;
    const alsoPath = preferred(serving, ({ found }) => isSameEndpoint(found, request));
    const fitting = preferred(alsoPath, ({ found }) =>
      isDeepStrictEqual(found.request?.body, request.body),
    );
    const least = Math.min(...fitting.map(({ count }) => count));
    const next = fitting.find(({ count }) => count === least);
    if (next === undefined) return undefined;
    next.count++;
    return next.found;
  };
}

/** Most APIs say it in the body; Gemini and Bedrock at the end of the path. */
export function isStreamed({ path, body }: Pick<AskedRequest, "path" | "body">): boolean {
  return fieldsOf(body).stream === true || /(:stream\w+|-stream)$/.test(withoutQuery(path));
}

/** The model that a request names: in its body, or in its path, as Gemini, Bedrock and Azure have it. */
export function modelOf({ path, body }: Pick<AskedRequest, "path" | "body">): string | undefined {
  const { model } = fieldsOf(body);
  if (typeof model === "string") return model;
  const segment = /\/(?:models?|deployments)\/([^/]+)/.exec(withoutQuery(path))?.[1];
  // What follows the colon is the method; in a version such as `v1:0` it begins with a digit.
  return segment === undefined ? undefined : decoded(segment.replace(/:[a-z]\w*$/i, ""));
}

/** One without a model serves every model; a provider in front of the model's name does not count. */
function serves({ model }: Transcript, request: AskedRequest): boolean {
  const asked = modelOf(request);
  if (model === undefined) return true;
  if (asked === undefined) return false;
  const recorded = decoded(model);
  return recorded === asked || asked.endsWith(`/${recorded}`) || recorded.endsWith(`/${asked}`);
}

/** Those that are so, or all where none is. */
function preferred<Item>(items: readonly Item[], isSo: (item: Item) => boolean): readonly Item[] {
  const found = items.filter(isSo);
  return found.length > 0 ? found : items;
}

/** Base URLs differ between recording and replay: the last segment tells chat from embeddings. */
function isSameEndpoint({ request }: Transcript, { path }: AskedRequest): boolean {
  return request !== undefined && lastSegment(request.url) === lastSegment(path);
}

function lastSegment(path: string): string {
  return withoutQuery(path).replace(/^.*\//s, "");
}

function withoutQuery(path: string): string {
  return path.replace(/\?.*$/s, "");
}

/** Without the encoding of URLs, where it is one. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function fieldsOf(body: unknown): { readonly model?: unknown; readonly stream?: unknown } {
  return typeof body === "object" && body !== null ? body : {};
}

/** The answer where nothing fits. */
export function refusalOf(request: AskedRequest): Transcript {
  const kind = isStreamed(request) ? "streamed" : "whole";
  const model = JSON.stringify(modelOf(request));
  const message = `No recorded case fits ${request.method} ${request.path}: a ${kind} answer of model ${model}`;
  const error = { message, type: "invalid_request_error", param: null, code: "no_recorded_case" };
  return {
    name: "refusal",
    stream: false,
    response: { status: 404, headers: { "content-type": "application/json" } },
    body: Buffer.from(JSON.stringify({ error })),
    end: "eof",
  };
}
