import type { ChatCompletion } from "@vllora/types";
import { describe, expect, it } from "vitest";
import { type CallReport, ChatCompletionResult } from "../src/completion.ts";
import { completion } from "./fake-fetch.ts";

const REPORT: CallReport = {
  provider: "acme",
  requestId: "req-1",
  attempts: 2,
  ledger: [
    { field: "temperature", outcome: "sent" },
    { field: "seed", outcome: "ignored", note: "no seed" },
  ],
  cost: () => ({ total: 1, source: "prices" }),
};

function result(body: object): ChatCompletionResult {
  return new ChatCompletionResult(body as ChatCompletion, REPORT);
}

function choice(message: object, finish_reason = "stop", fields: object = {}) {
  return completion({
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: null, refusal: null, ...message },
        finish_reason,
        logprobs: null,
        ...fields,
      },
    ],
  });
}

const CALL = { id: "c1", type: "function", function: { name: "f", arguments: "{}" } };

describe("the JSON of an answer", () => {
  it("is exactly the body, with fields that are not known", () => {
    const body = completion({ system_fingerprint: "fp", x_new: { a: [null] } });
    const reply = result(body);
    expect(JSON.stringify(reply)).toBe(JSON.stringify(body));
    expect(Object.keys(reply)).toEqual(Object.keys(body));
  });

  it.each<[string, { readonly [field: string]: unknown }]>([
    ["an accessor", { provider: "Azure", cost: 5, warnings: [], requestId: 1, ledger: {} }],
    ["an accessor of the answer", { text: "t", message: "m", toolCalls: [1], finishReason: 0 }],
    ["a method", { constructor: "c", toString: "t", hasOwnProperty: 1, toJSON: "j" }],
  ])("has a field named like %s, which changes nothing else", (_, fields) => {
    const body = completion(fields);
    const reply = result(body);
    expect(JSON.parse(JSON.stringify(reply))).toEqual(body);
    expect(reply.text).toBe("Hi there");
    expect(reply.message).toBe(body.choices[0]?.message);
    expect(reply.toolCalls).toEqual([]);
    expect(reply.finishReason).toBe("stop");
    expect(reply.cost).toEqual(REPORT.cost());
    expect(reply.requestId).toBe("req-1");
    expect(reply.ledger).toBe(REPORT.ledger);
    expect(reply).toBeInstanceOf(ChatCompletionResult);
  });

  it("does not set our prototype", () => {
    const body = JSON.parse(
      `{"__proto__": {"polluted": true, "text": "evil"}, ${JSON.stringify(completion()).slice(1)}`,
    );
    const reply = result(body);
    expect(reply).toBeInstanceOf(ChatCompletionResult);
    expect(reply.text).toBe("Hi there");
    expect((reply as { polluted?: unknown }).polluted).toBeUndefined();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("is not the body itself: ours can be changed without touching it", () => {
    const body = completion();
    const reply = result(body);
    reply.id = "mine";
    expect(body.id).toBe("chatcmpl-1");
  });
});

describe("the accessors", () => {
  it("give the first answer", () => {
    const reply = result(
      choice({ content: "Hi", reasoning_content: "hm" }, "stop", { native_finish_reason: "end" }),
    );
    expect(reply.message).toBe(reply.choices[0]?.message);
    expect(reply.text).toBe("Hi");
    expect(reply.reasoning).toBe("hm");
    expect(reply.finishReason).toBe("stop");
    expect(reply.nativeFinishReason).toBe("end");
  });

  it("give what is known of the call", () => {
    const reply = result(completion());
    expect(reply.providerId).toBe("acme");
    expect(reply.requestId).toBe("req-1");
    expect(reply.attempts).toBe(2);
    expect(reply.cost).toEqual({ total: 1, source: "prices" });
    expect(reply.ledger).toHaveLength(2);
    expect(reply.warnings).toEqual([REPORT.ledger[1]]);
  });

  it("are calm about what is missing", () => {
    const bare = result(choice({}));
    expect(bare.text).toBe("");
    expect(bare.reasoning).toBeUndefined();
    expect(bare.nativeFinishReason).toBeUndefined();
    const none = result(completion({ choices: [] }));
    expect(none.message).toEqual({ role: "assistant", content: null, refusal: null });
    expect(none.text).toBe("");
    expect(none.finishReason).toBeUndefined();
    expect(none.toolCalls).toEqual([]);
  });
});

describe("toolCalls", () => {
  it("are those that the turn ended with", () => {
    expect(result(choice({ tool_calls: [CALL] }, "tool_calls")).toolCalls).toEqual([CALL]);
  });

  it.each(["stop", "length", "content_filter", "other", "function_call"])(
    "are none when the turn ended with %s, since they may not be whole",
    (reason) => {
      const reply = result(choice({ tool_calls: [CALL] }, reason));
      expect(reply.toolCalls).toEqual([]);
      expect(reply.message.tool_calls).toEqual([CALL]);
    },
  );

  it("are none when the turn claims to have ended with them and has none", () => {
    expect(result(choice({}, "tool_calls")).toolCalls).toEqual([]);
  });
});
