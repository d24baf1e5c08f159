import type { WireMessage } from "./wire.ts";

/**
 * Mistral sends `content` as a list of parts once reasoning or references are in it. Text becomes the content,
 * thinking the reasoning, and the list itself is kept for the way back.
 * @see https://docs.mistral.ai/capabilities/reasoning/ (read 2026-11-22)
 */
export function flattenContent(message: WireMessage, provider: string): void {
  const { content } = message;
  if (content == null || content === "") return;
  const parts = typeof content === "string" ? [{ type: "text", text: content }] : content;
  if (!Array.isArray(parts)) return;
  let text = "";
  let reasoning = "";
  for (const part of parts as readonly Part[]) {
    if (part?.type === "text") text += textOf(part.text);
    else if (part?.type === "thinking") reasoning += textOf(part.thinking);
  }
  message.content = text;
  if (reasoning !== "") message.reasoning_content = reasoning;
  message.provider_fields = { [provider]: { content: parts } };
}

type Part = { type?: unknown; text?: unknown; thinking?: unknown } | null | undefined;

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return "";
  return (value as readonly Part[]).map((part) => textOf(part?.text)).join("");
}

/** One name for reasoning; the server's own stays beside it for the way back. */
export function nameReasoning(message: WireMessage): void {
  if (message.reasoning_content == null && typeof message.reasoning === "string") {
    message.reasoning_content = message.reasoning;
  }
}
