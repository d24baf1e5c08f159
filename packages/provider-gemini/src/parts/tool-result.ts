import { type ChatMessage, type EncodeContext, RawJSON } from "@vllora/core/provider";
import { takesMediaPerPart } from "../models.ts";
import { reportForeign } from "../own-fields.ts";
import { isMadeId } from "../turn.ts";
import type { WirePart } from "../wire.ts";
import { toUserPart } from "./media.ts";

/** A call as its result has to name it. */
export interface CalledFunction {
  readonly name: string;
  /** Order of the call in its turn. */
  readonly order: number;
}

/**
 * The result of a call. A JSON object is sent as it is, other text as `output`, a failure as `error`. Media lie
 * within the result; for models before Gemini 3 beside it.
 * @see https://ai.google.dev/gemini-api/docs/function-calling#multimodal
 */
export function toResultParts(
  message: Extract<ChatMessage, { role: "tool" }>,
  call: CalledFunction,
  path: string,
  context: EncodeContext,
): WirePart[] {
  const own = reportForeign(message.provider_fields, path, context);
  const { text, media } = splitContent(message.content, path, context);
  const inside = takesMediaPerPart(context.model);
  if (media.length > 0 && !inside) {
    const note = "this model takes media beside the result of a function, not within it";
    context.report({ field: `${path}.content`, outcome: "emulated", note });
  }
  const functionResponse = {
    ...(isMadeId(message.tool_call_id) ? {} : { id: message.tool_call_id }),
    name: call.name,
    response: toResponse(text, message.is_error === true),
    ...(media.length > 0 && inside ? { parts: media } : {}),
    ...own,
  };
  return [{ functionResponse }, ...(inside ? [] : media)];
}

function splitContent(
  content: Extract<ChatMessage, { role: "tool" }>["content"],
  path: string,
  context: EncodeContext,
): { text: string; media: WirePart[] } {
  if (typeof content === "string") return { text: content, media: [] };
  let text = "";
  const media: WirePart[] = [];
  for (const [index, part] of content.entries()) {
    if (part.type === "text") text += part.text;
    else media.push(toUserPart(part, `${path}.content[${index}]`, context));
  }
  return { text, media };
}

/** `output` and `error` are the keys that the API knows, as the types of `@google/genai` 2.32.0 say. */
export function toResponse(text: string, isError: boolean): object {
  if (isError) return { error: text };
  return toObject(text) ?? { output: text };
}

/** The object that a text holds, to be written as the text has it. */
function toObject(text: string): object | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return new RawJSON(text);
  } catch {
    return undefined;
  }
}
