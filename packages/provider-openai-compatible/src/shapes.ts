import type { WireChoice, WireMessage, WireToolCall } from "./wire.ts";

/** More choices or tool calls than any model gives: a list as long as a server says could stop the process. */
const MOST = 4096;

/** Whether a number counts choices or tool calls. */
export function isOrdinal(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < MOST;
}

/** What was expected of a message's texts, where one of them is none. */
export function expectedOfTexts(message: WireMessage): string | undefined {
  const { content, refusal, reasoning_content: reasoning } = message;
  if (!isText(content)) return "content to be text";
  if (!isText(refusal)) return "refusal to be text";
  return isText(reasoning) ? undefined : "reasoning to be text";
}

/** What was expected of log probabilities that are there. */
export function expectedOfLogprobs({ logprobs }: WireChoice): string | undefined {
  if (logprobs == null) return undefined;
  const { content, refusal } = logprobs as { content?: unknown; refusal?: unknown };
  return isList(content) && isList(refusal) ? undefined : "logprobs to be lists";
}

/** What was expected of a tool call, where its parts are of the wrong type. Missing ones may be on their way. */
export function expectedOfCall({ function: called, custom }: WireToolCall): string | undefined {
  if (called != null && (typeof called !== "object" || !isText(called.name))) {
    return "the function of a tool call to have a name";
  }
  if (custom == null) return undefined;
  const valid = typeof custom === "object" && isText(custom.name) && isText(custom.input);
  return valid ? undefined : "a custom tool call to have a name and input";
}

function isText(value: unknown): boolean {
  return value == null || typeof value === "string";
}

function isList(value: unknown): boolean {
  return value == null || Array.isArray(value);
}
