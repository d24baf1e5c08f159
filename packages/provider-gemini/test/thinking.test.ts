import type { ChatCompletionRequest } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { encode } from "./encode.ts";

type Effort = NonNullable<ChatCompletionRequest["reasoning_effort"]>;

function thinkingOf(request: Partial<ChatCompletionRequest>, model: string) {
  const { body, reports } = encode(request, { model });
  const { thinkingConfig } = (body.generationConfig ?? {}) as { thinkingConfig?: object };
  return { config: thinkingConfig, outcomes: reports.map(({ outcome }) => outcome) };
}

describe("reasoning_effort", () => {
  test.each<[string, Effort, object | undefined, string[]]>([
    ["gemini-3-pro-preview", "low", { thinkingLevel: "low" }, ["mapped"]],
    ["gemini-3-pro-preview", "minimal", { thinkingLevel: "low" }, ["adjusted"]],
    ["gemini-3-pro-preview", "none", { thinkingLevel: "low" }, ["adjusted"]],
    ["gemini-3-pro-preview", "medium", { thinkingLevel: "high" }, ["adjusted"]],
    ["gemini-3.8-flash", "minimal", { thinkingLevel: "low" }, ["adjusted"]],
    ["gemini-3.8-flash", "medium", { thinkingLevel: "medium" }, ["mapped"]],
    ["gemini-3.6-flash", "none", { thinkingLevel: "minimal" }, ["adjusted"]],
    ["gemini-flash-latest", "none", { thinkingLevel: "low" }, ["adjusted"]],
    ["gemini-3-flash-preview", "minimal", { thinkingLevel: "minimal" }, ["mapped"]],
    ["gemini-3-flash-preview", "none", { thinkingLevel: "minimal" }, ["adjusted"]],
    ["gemini-3.1-pro-preview", "medium", { thinkingLevel: "medium" }, ["mapped"]],
    ["gemini-3-flash-preview", "max", { thinkingLevel: "high" }, ["adjusted"]],
    ["gemini-flash-latest", "high", { thinkingLevel: "high" }, ["mapped"]],
    ["gemini-2.5-flash", "none", { thinkingBudget: 0 }, []],
    ["gemini-2.5-flash", "minimal", { thinkingBudget: 1024 }, ["mapped"]],
    ["gemini-2.5-flash", "medium", { thinkingBudget: 8192 }, ["mapped"]],
    ["gemini-2.5-flash", "max", { thinkingBudget: 24_576 }, ["mapped"]],
    ["gemini-2.5-pro", "max", { thinkingBudget: 32_768 }, ["mapped"]],
    ["gemini-2.5-pro", "none", { thinkingBudget: 128 }, ["adjusted"]],
    ["gemini-2.0-flash", "high", undefined, ["refused"]],
    ["gemini-2.0-flash", "none", undefined, ["emulated"]],
    ["gemma-3-27b-it", "low", undefined, ["refused"]],
  ])("for %s, %s", (model, reasoning_effort, config, outcomes) => {
    expect(thinkingOf({ reasoning_effort }, model)).toEqual({ config, outcomes });
  });
});

describe("thinking", () => {
  test.each<[string, Partial<ChatCompletionRequest>, object | undefined, string[]]>([
    [
      "gemini-2.5-flash",
      { thinking: { type: "enabled", budget_tokens: 500 } },
      { thinkingBudget: 500, includeThoughts: true },
      [],
    ],
    [
      "gemini-2.5-flash",
      { thinking: { type: "adaptive" } },
      { thinkingBudget: -1, includeThoughts: true },
      [],
    ],
    ["gemini-2.5-flash", { thinking: { type: "disabled" } }, { thinkingBudget: 0 }, []],
    ["gemini-3-pro-preview", { thinking: { type: "enabled" } }, { includeThoughts: true }, []],
    [
      "gemini-3-pro-preview",
      { thinking: { type: "disabled" } },
      { thinkingLevel: "low" },
      ["adjusted"],
    ],
    ["gemini-2.0-flash", { thinking: { type: "enabled" } }, undefined, ["refused"]],
    [
      "gemini-3-pro-preview",
      { thinking: { type: "enabled" }, reasoning_effort: "high" },
      { thinkingLevel: "high", includeThoughts: true },
      ["mapped"],
    ],
    [
      "gemini-2.5-pro",
      { thinking: { type: "enabled", budget_tokens: 9 }, reasoning_effort: "high" },
      { thinkingBudget: 9, includeThoughts: true },
      ["ignored"],
    ],
    [
      "gemini-2.5-pro",
      {
        thinking: { type: "enabled", budget_tokens: 9 },
        provider_options: { gemini: { include_thoughts: false } },
      },
      { thinkingBudget: 9, includeThoughts: false },
      [],
    ],
  ])("for %s, %j", (model, request, config, outcomes) => {
    expect(thinkingOf(request, model)).toEqual({ config, outcomes });
  });
});
