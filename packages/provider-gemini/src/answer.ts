import {
  type ChatCompletionChoice,
  type DecodeContext,
  ErrorFrame,
  MalformedFrameError,
} from "@vllora/core/provider";
import type { WireAnswer, WireCandidate, WireLogprob, WireLogprobs, WireUsage } from "./wire.ts";

/**
 * An answer, or a frame of one, that is an object and no error.
 * @throws {ErrorFrame} for an error inside a 200.
 */
export function checkAnswer(value: unknown): WireAnswer {
  const first: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof first !== "object" || first === null || Array.isArray(first)) {
    throw malformed("an object");
  }
  const answer = first as WireAnswer;
  if (answer.error != null) throw new ErrorFrame(answer, statusOf(answer.error));
  return answer;
}

function statusOf(error: unknown): number | undefined {
  const code = (error as { code?: unknown }).code;
  return typeof code === "number" && code >= 400 && code < 600 ? code : undefined;
}

/** What all of an answer share. Vertex may leave out the id, and both the version of the model. */
export function headOf(answer: WireAnswer, { model, created }: DecodeContext) {
  return {
    id: typeof answer.responseId === "string" ? answer.responseId : "",
    created,
    model: typeof answer.modelVersion === "string" ? answer.modelVersion : model,
  };
}

/** Begins the ids of calls that came without one. An answer without an id has the time at which it began. */
export function seedOf(id: string, choice: number, { created }: DecodeContext): string {
  return `${id === "" ? created : id}_${choice}`;
}

/** The fields that have a place in our answer. Compared one by one: this runs for every frame. */
function isModelled(kind: "answer" | "candidate" | "content", key: string): boolean {
  switch (kind) {
    case "answer":
      return (
        key === "candidates" ||
        key === "usageMetadata" ||
        key === "modelVersion" ||
        key === "responseId"
      );
    case "candidate":
      return (
        key === "content" || key === "index" || key === "finishReason" || key === "logprobsResult"
      );
    case "content":
      return key === "parts" || key === "role";
  }
}

/** The fields of an object that have no place in our answer, as far as they say something. */
export function otherFields(
  value: object,
  kind: "answer" | "candidate" | "content",
): { [field: string]: unknown } | undefined {
  let fields: { [field: string]: unknown } | undefined;
  for (const key in value) {
    if (isModelled(kind, key) || key === "__proto__") continue;
    const item = (value as { readonly [field: string]: unknown })[key];
    if (item == null) continue;
    fields ??= {};
    fields[key] = item;
  }
  return fields;
}

/** Usage that counts nothing, as of a prompt that was blocked, stays what it was. */
export function uncounted({ usageMetadata }: WireAnswer): { usageMetadata?: WireUsage } {
  return usageMetadata == null ? {} : { usageMetadata };
}

/** What a candidate says beside its content, and its content beside its parts. */
export function fieldsOf(candidate: WireCandidate): { [field: string]: unknown } | undefined {
  const fields = otherFields(candidate, "candidate");
  const content = candidate.content == null ? undefined : otherFields(candidate.content, "content");
  return content === undefined ? fields : { ...fields, content };
}

/** The reason why a prompt was blocked; `undefined` where it was not. */
export function blockReasonOf(answer: WireAnswer): string | undefined {
  const reason = answer.promptFeedback?.blockReason;
  return typeof reason === "string" && reason !== "" ? reason : undefined;
}

/** Tokens and their likelihood. Gemini numbers its tokens and does not say their bytes. */
export function toLogprobs(
  result: WireLogprobs | null | undefined,
): ChatCompletionChoice["logprobs"] {
  const chosen = result?.chosenCandidates;
  if (!Array.isArray(chosen)) return null;
  const { chosenCandidates: _, topCandidates, ...said } = result as WireLogprobs;
  const content = (chosen as readonly WireLogprob[]).map((token, index) => {
    const { candidates = [], ...rest } = topCandidates?.[index] ?? {};
    return { ...rest, ...toToken(token), top_logprobs: candidates.map(toToken) };
  });
  return { ...said, content, refusal: null };
}

function toToken({ token, logProbability, ...said }: WireLogprob) {
  return { ...said, token: token ?? "", bytes: null, logprob: logProbability ?? 0 };
}

/** Capacity, in OpenAI's words. The Gemini API names it, Vertex as part of the kind of traffic. */
export function toServiceTier(
  usage: WireUsage | null | undefined,
): "default" | "flex" | "priority" | undefined {
  const { serviceTier, trafficType } = usage ?? {};
  if (serviceTier === "flex" || serviceTier === "priority") return serviceTier;
  if (serviceTier === "standard") return "default";
  if (typeof trafficType !== "string") return undefined;
  if (trafficType.includes("FLEX")) return "flex";
  return trafficType.includes("PRIORITY") ? "priority" : undefined;
}

/** What was expected, never what came. */
export function malformed(expected: string): MalformedFrameError {
  return new MalformedFrameError(`expected ${expected} in an answer of Gemini`);
}
