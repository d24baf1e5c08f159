import { describe, expect, test } from "vitest";
import { createPicker } from "../src/pick.ts";
import { stream, whole } from "./transcripts.ts";

const GEMINI = "/v1beta/models/gemini-2.5-flash";
const CLAUDE = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
const ARN = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu.claude-v1:0";

function ask(path: string, body: unknown = {}) {
  return { method: "POST", path, body };
}

function post(url: string, body: unknown = {}) {
  return { request: { method: "POST", url, body } };
}

describe("a stream is asked for", () => {
  test.each<[string, string, object, string]>([
    ["in the body", "/v1/chat/completions", { stream: true }, "stream"],
    ["by nobody", "/v1/chat/completions", { stream: false }, "whole"],
    ["in the path, as Gemini has it", `${GEMINI}:streamGenerateContent?alt=sse`, {}, "stream"],
    ["by no word in Gemini's path", `${GEMINI}:generateContent?key=stream`, {}, "whole"],
    ["in the path, as Vertex has it", "/models/claude:streamRawPredict", {}, "stream"],
    ["in the path, as Bedrock has it", `/model/${CLAUDE}/converse-stream`, {}, "stream"],
    [
      "in the path, as Bedrock has it for any model",
      `/model/${CLAUDE}/invoke-with-response-stream`,
      {},
      "stream",
    ],
    ["by no word in Bedrock's path", `/model/${CLAUDE}/converse`, {}, "whole"],
    ["by no base path that looks so", "/upstream/v1/chat/completions", {}, "whole"],
    ["by no model that looks so", "/model/streamer/converse", {}, "whole"],
  ])("%s", (_name, path, body, name) => {
    const pick = createPicker([whole("whole"), stream("stream")]);
    expect(pick(ask(path, body))?.name).toBe(name);
  });
});

describe("the model is found", () => {
  test.each<[string, string, object, string]>([
    ["in the body", "/v1/chat/completions", { model: "gpt-4.1" }, "gpt-4.1"],
    ["in the body, after a provider", "/v1/chat", { model: "openai/gpt-4.1" }, "gpt-4.1"],
    ["in Gemini's path", `${GEMINI}:generateContent`, {}, "gemini-2.5-flash"],
    [
      "in Gemini's path, though another's name begins so",
      `${GEMINI}-lite:generateContent`,
      {},
      "gemini-2.5-flash-lite",
    ],
    ["in Bedrock's path", `/model/${CLAUDE}/converse`, {}, CLAUDE],
    ["in Bedrock's path, encoded", `/model/${encodeURIComponent(CLAUDE)}/converse?x=1`, {}, CLAUDE],
    [
      "in Bedrock's path, as an inference profile",
      `/model/${encodeURIComponent(ARN)}/converse`,
      {},
      ARN,
    ],
    [
      "in Azure's path",
      "/openai/deployments/mine/chat/completions?api-version=1",
      { messages: [] },
      "mine",
    ],
  ])("%s", (_name, path, body, name) => {
    const models = ["gpt-4.1", "gemini-2.5-flash", "gemini-2.5-flash-lite", CLAUDE, ARN, "mine"];
    const pick = createPicker(models.map((model) => whole(model, { model })));
    expect(pick(ask(path, body))?.name).toBe(name);
  });

  test("where it was recorded encoded", () => {
    const pick = createPicker([
      whole("other", { model: "m" }),
      whole("a", { model: encodeURIComponent(CLAUDE) }),
    ]);
    expect(pick(ask(`/model/${CLAUDE}/converse`))?.name).toBe("a");
  });

  test("nowhere: then one that was recorded without is taken, and no other", () => {
    const request = ask("/v1/chat/completions");
    const named = [whole("a", { model: "m" }), whole("b", { model: "n" })];
    expect(createPicker(named)(request)).toBeUndefined();
    expect(createPicker([...named, whole("c")])(request)?.name).toBe("c");
  });

  test("in a path that cannot be decoded", () => {
    const pick = createPicker([whole("a", { model: "100%" }), whole("b", { model: "m" })]);
    expect(pick(ask("/model/100%/converse"))?.name).toBe("a");
  });
});

describe("among those that fit", () => {
  const chat = "https://h/v1/chat/completions";

  test("the one whose request was the same comes first, whatever the order of its fields", () => {
    const pick = createPicker([
      whole("a", post(chat, { model: "m", messages: ["1"] })),
      whole("b", post(chat, { model: "m", messages: ["2"] })),
    ]);
    const names = [1, 2, 3].map(
      () => pick(ask("/chat/completions", { messages: ["2"], model: "m" }))?.name,
    );
    expect(names).toEqual(["b", "b", "b"]);
  });

  test("those whose request was the same take turns", () => {
    const pick = createPicker([
      whole("a", post(chat, { n: 1 })),
      whole("b", post(chat, { n: 2 })),
      whole("c", post(chat, { n: 1 })),
    ]);
    const names = [1, 2, 3].map(() => pick(ask("/chat/completions", { n: 1 }))?.name);
    expect(names).toEqual(["a", "c", "a"]);
  });

  test("the same endpoint comes before another, whatever the base URL", () => {
    const pick = createPicker([
      whole("chat", post(chat, { n: 1 })),
      whole("embedding", post("https://h/v1/embeddings", { n: 2 })),
    ]);
    expect(pick(ask("/embeddings?x=1", { n: 3 }))?.name).toBe("embedding");
    expect(pick(ask("/other", { n: 3 }))?.name).toBe("chat");
  });
});

test.each(["GET", "DELETE"])("a %s is not answered", (method) => {
  expect(createPicker([whole("a")])({ method, path: "/", body: undefined })).toBeUndefined();
});
