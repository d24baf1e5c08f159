import { expect, test } from "vitest";
import { toFinishReason } from "../src/finish-reason.ts";

test.each([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["tool_use", "tool_calls"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["refusal", "content_filter"],
  ["pause_turn", "other"],
  ["compaction", "other"],
  ["of_the_future", "other"],
  ["constructor", "other"],
])("%s is %s", (word, reason) => {
  expect(toFinishReason(word)).toBe(reason);
});
