import { anthropic } from "@vllora/provider-anthropic";
import { gemini } from "@vllora/provider-gemini";
import { openai } from "@vllora/provider-openai";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type ChatCompletionRequest, tool, VlloraLLMClient } from "../../src/index.ts";
import { answering, completion, json } from "../fake-fetch.ts";
import { rejection } from "../rejection.ts";

const SCHEMA = z.object({ name: z.string() });
const ANNA = { name: "Anna" };

function client(body: unknown) {
  const fetch = answering(json(body));
  const providers = [
    openai({ apiKey: null }),
    anthropic({ apiKey: null }),
    gemini({ apiKey: null }),
  ];
  return { fetch, ...new VlloraLLMClient({ providers, fetch, maxRetries: 0 }) };
}

const anthropicMessage = (content: readonly object[]) => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude",
  content,
  stop_reason: content.some((block) => "input" in block) ? "tool_use" : "end_turn",
  usage: { input_tokens: 1, output_tokens: 1 },
});
const BY_TEXT = anthropicMessage([{ type: "text", text: JSON.stringify(ANNA) }]);
const BY_CALL = anthropicMessage([
  { type: "tool_use", id: "toolu_1", name: "answer", input: ANNA },
]);

const request = (
  model: string,
  fields: Partial<ChatCompletionRequest> = {},
): ChatCompletionRequest => ({
  model,
  messages: [{ role: "user", content: "Who?" }],
  ...fields,
});

describe("what a schema is asked for with, left to itself", () => {
  it("is the response format where the provider has one", async () => {
    const body = completion();
    const message = { role: "assistant", content: JSON.stringify(ANNA) };
    const { completions, fetch } = client({
      ...body,
      choices: [{ index: 0, message, finish_reason: "stop" }],
    });
    const reply = await completions.parse(request("openai/gpt-4.1"), SCHEMA);
    expect(reply.parsed).toEqual(ANNA);
    expect(fetch.sent).toHaveLength(1);
    expect(fetch.sent[0]?.body).toHaveProperty("response_format.json_schema.strict", true);
    expect(reply.ledger).toContainEqual({ field: "response_format", outcome: "sent" });
  });

  it("is the format of the wire where the model has one", async () => {
    const { completions, fetch } = client(BY_TEXT);
    const reply = await completions.parse(request("anthropic/claude-sonnet-4-5"), SCHEMA);
    expect(reply.parsed).toEqual(ANNA);
    expect(fetch.sent[0]?.body).toHaveProperty("output_config.format.type", "json_schema");
    expect(fetch.sent[0]?.body).not.toHaveProperty("tools");
  });

  it("is a tool where the model has none, and the ledger says so", async () => {
    const { completions, fetch } = client(BY_CALL);
    const reply = await completions.parse(request("anthropic/claude-3-5-haiku-latest"), SCHEMA);
    expect(reply.parsed).toEqual(ANNA);
    expect(fetch.sent).toHaveLength(1);
    expect(fetch.sent[0]?.body).toMatchObject({
      tools: [{ name: "answer" }],
      tool_choice: { type: "tool", name: "answer" },
    });
    expect(reply.ledger).toContainEqual(
      expect.objectContaining({ field: "response_format", outcome: "emulated" }),
    );
  });

  it("is what the codec can do where no tool can be forced, either", async () => {
    const { completions, fetch } = client(BY_TEXT);
    const thinking = { type: "enabled", budget_tokens: 2000 } as const;
    const asked = request("anthropic/claude-3-7-sonnet-latest", { thinking });
    const reply = await completions.parse(asked, SCHEMA);
    expect(reply.parsed).toEqual(ANNA);
    expect(fetch.sent[0]?.body).not.toHaveProperty("tools");
    expect(fetch.sent[0]?.body).toHaveProperty("system");
    expect(reply.ledger).toContainEqual(
      expect.objectContaining({ field: "response_format", outcome: "emulated" }),
    );
  });

  it("is the codec's where the caller wants another call first", async () => {
    const { completions, fetch } = client(BY_TEXT);
    const asked = request("anthropic/claude-3-5-haiku-latest", {
      tools: [{ type: "function", function: { name: "own" } }],
      tool_choice: { type: "function", function: { name: "own" } },
    });
    await completions.parse(asked, SCHEMA);
    expect(fetch.sent[0]?.body).toMatchObject({
      tools: [{ name: "own" }],
      tool_choice: { type: "tool", name: "own" },
    });
  });

  it("minds the tools that are run beside it", async () => {
    const { completions, fetch } = client({
      candidates: [
        {
          content: { role: "model", parts: [{ functionCall: { name: "answer", args: ANNA } }] },
          finishReason: "STOP",
        },
      ],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    });
    const lookup = tool({ name: "lookup", run: () => "41" });
    const options = { tools: [lookup] };
    const reply = await completions.parse(request("gemini/gemini-2.5-flash"), SCHEMA, options);
    expect(reply.parsed).toEqual(ANNA);
    expect(fetch.sent[0]?.body).not.toHaveProperty("generationConfig.responseMimeType");
    expect(fetch.sent[0]?.body).toHaveProperty("toolConfig.functionCallingConfig.mode", "ANY");
    expect(reply.ledger).toContainEqual(
      expect.objectContaining({ field: "response_format", outcome: "emulated" }),
    );
  });

  it("is what the caller says", async () => {
    const { completions, fetch } = client(BY_TEXT);
    const model = "anthropic/claude-3-5-haiku-latest";
    await completions.parse(request(model), SCHEMA, { mode: "response_format" });
    expect(fetch.sent[0]?.body).not.toHaveProperty("tools");
  });

  it("throws what the call would throw", async () => {
    const { completions, fetch } = client(BY_TEXT);
    const provider_options = { anthropic: { contianer: "x" } as object };
    const asked = { ...request("anthropic/claude-3-5-haiku-latest"), provider_options };
    const error = await rejection(() => completions.parse(asked, SCHEMA));
    expect(error).toMatchObject({ kind: "invalid_request" });
    expect(fetch.sent).toEqual([]);
  });

  it("tells a refusal that only the reason of the end says", async () => {
    const { completions } = client({ ...anthropicMessage([]), stop_reason: "refusal" });
    const error = await rejection(() =>
      completions.parse(request("anthropic/claude-sonnet-4-5"), SCHEMA),
    );
    expect(error).toMatchObject({ kind: "structured_output", reason: "refusal", text: "" });
  });
});
