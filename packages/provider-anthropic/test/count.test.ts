import type { Anthropic } from "@anthropic-ai/sdk";
import { type TokenCountOptions, VlloraLLMClient } from "@vllora/core";
import type { ChatCompletionRequest } from "@vllora/core/provider";
import { replayFetch } from "@vllora/testing";
import { describe, expect, expectTypeOf, test } from "vitest";
import { named, recordedCases } from "../../provider-openai-compatible/test/recorded-cases.ts";
import { toChatRequest } from "../src/inbound.ts";
import { type AnthropicOptions, anthropic } from "../src/index.ts";
import type { MessagesRequest } from "../src/wire.ts";
import { encode } from "./encode.ts";
import { countViolations, violations } from "./schema.ts";

const cases = await recordedCases(import.meta.url);
const HELLO = {
  model: "claude-sonnet-4-5",
  messages: [{ role: "user", content: "Hello" }],
} as const;

/** Counts the tokens of a request, and says what left and what was said of it. */
async function count(
  request: ChatCompletionRequest,
  options: AnthropicOptions = {},
  answer: unknown = { input_tokens: 14 },
  over: TokenCountOptions = {},
) {
  let sent:
    | { url: string; headers: Record<string, string>; body: Record<string, unknown> }
    | undefined;
  const fetch = async (url: string, { headers, body }: RequestInit) => {
    sent = { url, headers: headers as Record<string, string>, body: JSON.parse(String(body)) };
    return Response.json(answer);
  };
  const client = new VlloraLLMClient({ provider: anthropic({ apiKey: "k", fetch, ...options }) });
  const result = await client.tokens.count(request, over);
  if (sent === undefined) throw new Error("Nothing was sent");
  return { ...sent, result };
}

/** What the endpoint takes with betas, by the types of the official SDK. */
type Countable = Exclude<
  keyof Anthropic.Beta.Messages.MessageCountTokensParams,
  "betas" | "user_profile_id" | "workspace_id"
>;
const COUNTABLE = [
  "billing_policy",
  "cache_control",
  "compaction",
  "context_management",
  "mcp_servers",
  "messages",
  "model",
  "output_config",
  "output_format",
  "speed",
  "system",
  "thinking",
  "tool_choice",
  "tools",
] as const satisfies readonly Countable[];

test("the fields that a count takes are those of the official SDK", () => {
  expectTypeOf<(typeof COUNTABLE)[number]>().toEqualTypeOf<Countable>();
});

describe("a count", () => {
  test("is asked for at its own address, without what shapes the answer alone", async () => {
    const { url, headers, body, result } = await count({
      ...HELLO,
      max_tokens: 5,
      temperature: 0.5,
      stop: "x",
      user: "u",
      metadata: { a: "b" },
      service_tier: "auto",
      tools: [{ type: "function", function: { name: "f", parameters: { type: "object" } } }],
      tool_choice: "required",
    });
    expect(url).toBe("https://api.anthropic.com/v1/messages/count_tokens");
    expect(headers).toMatchObject({ "anthropic-version": "2023-06-01", "x-api-key": "k" });
    expect(body).toEqual({
      model: "claude-sonnet-4-5",
      messages: [{ role: "user", content: "Hello" }],
      tools: [{ name: "f", input_schema: { type: "object" } }],
      tool_choice: { type: "any" },
    });
    expect(countViolations(body)).toEqual([]);
    expect(result.toJSON()).toEqual({ prompt_tokens: 14 });
    const note = "it does not change the count";
    expect(result.warnings).toEqual(
      ["max_tokens", "temperature", "stop", "user", "metadata", "service_tier"].map((field) => ({
        field,
        outcome: "ignored",
        note,
      })),
    );
  });

  test("has the thinking that the message would have", async () => {
    const request = { ...HELLO, reasoning_effort: "high", max_tokens: 4000 } as const;
    const { body } = await count(request);
    const message = await encode(request);
    expect(body["thinking"]).toEqual(message.body["thinking"]);
    expect(body["thinking"]).toMatchObject({ type: "enabled" });
    expect(countViolations(body)).toEqual([]);
  });

  test("warns of nothing that was not set", async () => {
    const { result } = await count(HELLO);
    expect(result.ledger).toEqual([]);
  });

  test("refuses what a message refuses", async () => {
    const request = { ...HELLO, n: 2, logprobs: true };
    await expect(count(request)).rejects.toMatchObject({
      kind: "unsupported_parameter",
      fields: [{ field: "n" }, { field: "logprobs" }],
    });
  });

  test("has the provider's own fields and betas, and says which ones it cannot have", async () => {
    const own = { betas: ["a"], speed: "fast", container: "c", inference_geo: "us" } as const;
    const { body, headers, result } = await count(
      { ...HELLO, provider_options: { anthropic: own } },
      { betas: ["b"] },
    );
    expect(body).toEqual({ ...HELLO, speed: "fast" });
    expect(headers["anthropic-beta"]).toBe("b,a,fast-mode-2026-02-01");
    expect(result.warnings.map(({ field }) => field).sort()).toEqual([
      "provider_options.anthropic.container",
      "provider_options.anthropic.inference_geo",
    ]);
  });

  test("keeps what else the API says", async () => {
    const more = { context_management: { original_input_tokens: 20 } };
    const { result } = await count(HELLO, {}, { input_tokens: 14, ...more });
    expect(result.toJSON()).toEqual({ prompt_tokens: 14, ...more });
  });

  test.each<[unknown, object]>([
    [{}, { kind: "protocol", message: "anthropic: expected input_tokens" }],
    [null, { kind: "protocol" }],
    [{ input_tokens: "14" }, { kind: "protocol" }],
    [
      { type: "error", error: { type: "overloaded_error", message: "busy" } },
      { kind: "overloaded" },
    ],
  ])("is not %j", async (answer, expected) => {
    const refused = count(HELLO, {}, answer, { maxRetries: 0 });
    await expect(refused).rejects.toMatchObject({ ...expected, provider: "anthropic" });
  });

  test.each([
    "https://proxy.example/anthropic",
    "https://proxy.example/anthropic/v1",
    "https://proxy.example/anthropic/v1/messages",
  ])("is asked for however the address is named: %s", async (baseURL) => {
    const { url } = await count(HELLO, { baseURL });
    expect(url).toBe("https://proxy.example/anthropic/v1/messages/count_tokens");
  });
});

describe("a recorded count", () => {
  const counts = cases.filter(({ request }) => request?.url.includes("/count_tokens"));

  test.each(named(counts))("%s leaves as it came, and is read", async (name, found) => {
    const recorded = found.request?.body as MessagesRequest;
    const request = toChatRequest(recorded);
    const { body } = await count(request);
    expect(body).toEqual(recorded);
    expect(countViolations(body)).toEqual([]);
    const provider = anthropic({ apiKey: "k", fetch: replayFetch(found) });
    const answer = new VlloraLLMClient({ provider }).tokens.count(request);
    if (name.endsWith("-error")) {
      await expect(answer).rejects.toMatchObject({
        kind: "not_found",
        status: 404,
        type: "not_found_error",
        message: "anthropic (404): model: claude-does-not-exist",
      });
    } else {
      expect((await answer).toJSON()).toEqual({ prompt_tokens: 1581 });
    }
  });

  test("is there for both outcomes", () => {
    expect(counts).toHaveLength(2);
  });
});

describe("the request of a recorded message", () => {
  const messages = cases.filter(
    ({ request }) => request !== undefined && !request.url.includes("/count_tokens"),
  );

  test.each(named(messages))(
    "%s is counted as it is, and fits the schema",
    async (_name, { request }) => {
      const recorded = request?.body as MessagesRequest;
      const { body } = await count(toChatRequest(recorded));
      const { body: whole } = await sentAs(recorded);
      const countable = Object.entries(whole).filter(([field]) =>
        (COUNTABLE as readonly string[]).includes(field),
      );
      expect(body).toEqual(Object.fromEntries(countable));
      // The schema of a message knows all betas; it alone wants a limit.
      expect(violations({ ...body, max_tokens: 1 })).toEqual([]);
    },
  );

  test("fits the schema of a count wherever it needs no beta", async () => {
    let plain = 0;
    for (const { request } of messages) {
      const { body, headers } = await count(toChatRequest(request?.body as MessagesRequest));
      if (headers["anthropic-beta"] !== undefined) continue;
      plain++;
      expect(countViolations(body)).toEqual([]);
    }
    expect(plain).toBeGreaterThan(40);
  });
});

/** What is sent when the message itself is asked for. */
async function sentAs(recorded: MessagesRequest) {
  let sent: Record<string, unknown> = {};
  const fetch = async (_url: string, { body }: RequestInit) => {
    sent = JSON.parse(String(body));
    return Response.json({}, { status: 400 });
  };
  const provider = anthropic({ apiKey: "k", fetch });
  const asked = new VlloraLLMClient({ provider }).completions.create(toChatRequest(recorded));
  await expect(asked).rejects.toMatchObject({ kind: "invalid_request" });
  return { body: sent };
}
