import type { ChatCompletionRequest } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { encode } from "./encode.ts";

type Fields = Partial<ChatCompletionRequest>;
const EITHER = "claude-opus-4-6";
const ADAPTIVE = "claude-opus-4-8";
const ALWAYS = "claude-opus-5-5";
const enabled = (budget_tokens: number) => ({ type: "enabled" as const, budget_tokens });

describe("thinking", () => {
  test.each<[name: string, given: Fields, sent: object | undefined, warnings: readonly string[]]>([
    ["by budget", { thinking: enabled(2000) }, enabled(2000), []],
    ["below the least budget", { thinking: enabled(10) }, enabled(1024), ["thinking"]],
    [
      "above the limit of the answer",
      { thinking: enabled(9000), max_tokens: 4000 },
      enabled(3200),
      ["thinking"],
    ],
    ["without a budget", { thinking: { type: "enabled" } }, enabled(12_288), ["thinking"]],
    [
      "adaptive, for a model by budget",
      { thinking: { type: "adaptive" } },
      enabled(12_288),
      ["thinking"],
    ],
    ["off", { thinking: { type: "disabled" } }, { type: "disabled" }, []],
    [
      "by budget, for a model of both",
      { model: EITHER, thinking: enabled(2000) },
      enabled(2000),
      [],
    ],
    ["adaptive", { model: EITHER, thinking: { type: "adaptive" } }, { type: "adaptive" }, []],
    [
      "by budget, for an adaptive model",
      { model: ADAPTIVE, thinking: enabled(2000) },
      { type: "adaptive" },
      ["thinking"],
    ],
    ["by low effort", { reasoning_effort: "low" }, enabled(4096), []],
    [
      "by high effort in a small answer",
      { reasoning_effort: "high", max_tokens: 2000 },
      enabled(1600),
      [],
    ],
    [
      "by effort, adaptive",
      { model: ADAPTIVE, reasoning_effort: "high" },
      { type: "adaptive" },
      [],
    ],
    ["by no effort", { reasoning_effort: "none" }, { type: "disabled" }, []],
    [
      "off, for a model that leaves it out before tools only",
      { model: "claude-sonnet-5-5", thinking: { type: "disabled" } },
      { type: "between_tools" },
      ["thinking"],
    ],
    [
      "by no effort, for a model that leaves it out before tools only",
      { model: "claude-sonnet-5-5", reasoning_effort: "none" },
      { type: "between_tools" },
      ["reasoning_effort"],
    ],
    [
      "off, for the small model of that generation",
      { model: "claude-haiku-5-5", thinking: { type: "disabled" } },
      { type: "disabled" },
      [],
    ],
    [
      "by no effort, for a model that does not think",
      { model: "claude-3-haiku-20240307", reasoning_effort: "none" },
      undefined,
      [],
    ],
    [
      "as the seed has it",
      { provider_specific: { thinking: enabled(2000) } } as Fields,
      enabled(2000),
      [],
    ],
  ])("%s", async (_name, given, sent, warnings) => {
    const { body, warnings: said } = await encode(given);
    expect(body["thinking"]).toEqual(sent);
    expect(said).toEqual(warnings);
  });

  test.each<[name: string, given: Fields, field: string]>([
    [
      "of a model that does not think",
      { model: "claude-3-haiku-20240307", thinking: enabled(2000) },
      "thinking",
    ],
    ["with no room for it", { thinking: enabled(2000), max_tokens: 1024 }, "thinking"],
    ["off, where it is always on", { model: ALWAYS, thinking: { type: "disabled" } }, "thinking"],
    [
      "by no effort, where it is always on",
      { model: ALWAYS, reasoning_effort: "none" },
      "reasoning_effort",
    ],
  ])("%s is refused", async (_name, given, field) => {
    await expect(encode(given)).rejects.toMatchObject({ fields: [{ field }] });
  });

  test("narrows the sampling", async () => {
    const thinking = enabled(2000);
    const { body, warnings } = await encode({ thinking, temperature: 0.5, top_p: 0.5, top_k: 5 });
    expect(body).not.toHaveProperty("temperature");
    expect(warnings).toEqual(["temperature", "top_p", "top_k"]);
    const { body: kept } = await encode({ thinking, temperature: 1 });
    expect(kept["temperature"]).toBe(1);
  });

  test("between tool calls may go beyond the limit of one answer", async () => {
    const betas = ["interleaved-thinking-2025-05-14"];
    const { body } = await encode({
      thinking: enabled(9000),
      max_tokens: 4000,
      provider_options: { anthropic: { betas } },
    });
    expect(body["thinking"]).toEqual(enabled(9000));
    const every = await encode({ thinking: enabled(9000), max_tokens: 4000 }, { betas });
    expect(every.body["thinking"]).toEqual(enabled(9000));
    expect(every.headers["anthropic-beta"]).toBe(betas[0]);
  });
});

describe("effort", () => {
  test.each<[model: string, asked: Fields["reasoning_effort"], sent: string, adjusted: boolean]>([
    [ADAPTIVE, "high", "high", false],
    [ADAPTIVE, "xhigh", "xhigh", false],
    [ADAPTIVE, "minimal", "low", true],
    [EITHER, "xhigh", "high", true],
    [EITHER, "max", "max", false],
  ])("%s: %s becomes %s", async (model, asked, sent, adjusted) => {
    const { body, warnings } = await encode({ model, reasoning_effort: asked ?? null });
    expect(body["output_config"]).toEqual({ effort: sent });
    expect(warnings).toEqual(adjusted ? ["reasoning_effort"] : []);
  });

  test.each<[model: string, sent: string]>([
    ["claude-opus-5", "high"],
    ["claude-haiku-5-5", "high"],
    ["claude-sonnet-5", "xhigh"],
  ])("without thinking, %s takes up to %s", async (model, sent) => {
    const thinking = { type: "disabled" } as const;
    const { body, warnings } = await encode({ model, thinking, reasoning_effort: "xhigh" });
    expect(body).toMatchObject({ thinking, output_config: { effort: sent } });
    expect(warnings).toEqual(sent === "xhigh" ? [] : ["reasoning_effort"]);
    const options = { anthropic: { thinking } };
    const own = await encode({ model, reasoning_effort: "max", provider_options: options });
    expect(own.body["output_config"]).toEqual({ effort: sent === "xhigh" ? "max" : "high" });
  });

  test("goes with thinking that the caller has set", async () => {
    const thinking = { type: "adaptive" } as const;
    const { body } = await encode({ model: EITHER, thinking, reasoning_effort: "low" });
    expect(body).toMatchObject({ thinking, output_config: { effort: "low" } });
    const { warnings } = await encode({ thinking: enabled(2000), reasoning_effort: "low" });
    expect(warnings).toEqual(["reasoning_effort"]);
  });
});
