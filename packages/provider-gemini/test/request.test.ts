import type { ChatCompletionRequest, ChatMessage } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { vertex } from "../src/index.ts";
import { encode } from "./encode.ts";

const USER: ChatMessage = { role: "user", content: "Hello" };
const call = (id: string, name: string, signature?: string) =>
  ({
    id,
    type: "function",
    function: { name, arguments: '{"a":1}' },
    ...(signature === undefined
      ? {}
      : { extra_content: { google: { thought_signature: signature } } }),
  }) as const;

function contentsOf(messages: readonly ChatMessage[], model?: string) {
  const { body, reports } = encode({ messages }, model === undefined ? {} : { model });
  return {
    contents: body.contents,
    reports: reports.map(({ field, outcome }) => [field, outcome]),
  };
}

describe("instructions", () => {
  test("at the beginning are all one systemInstruction", () => {
    const { body } = encode({
      messages: [
        { role: "system", content: "A" },
        { role: "developer", content: [{ type: "text", text: "B" }] },
        USER,
      ],
    });
    expect(body.systemInstruction).toEqual({ parts: [{ text: "A" }, { text: "B" }] });
    expect(body.contents).toEqual([{ role: "user", parts: [{ text: "Hello" }] }]);
  });

  test("later are the user's, which is said", () => {
    const { contents, reports } = contentsOf([USER, { role: "system", content: "Be brief" }]);
    expect(contents[1]).toEqual({ role: "user", parts: [{ text: "Be brief" }] });
    expect(reports).toEqual([["messages[1].role", "adjusted"]]);
  });

  test("alone are no request", () => {
    expect(() => encode({ messages: [{ role: "system", content: "A" }] })).toThrow(
      /more than instructions/,
    );
  });
});

describe("media", () => {
  const image = (url: string) => ({ type: "image_url", image_url: { url } }) as const;
  const file = (value: object) => ({ type: "file", file: value }) as const;
  test.each([
    [
      image("data:image/webp;base64,AAAA"),
      { inlineData: { mimeType: "image/webp", data: "AAAA" } },
    ],
    [
      image("https://h.test/a.JPG?x=1"),
      { fileData: { mimeType: "image/jpeg", fileUri: "https://h.test/a.JPG?x=1" } },
    ],
    [image("https://h.test/picture"), { fileData: { fileUri: "https://h.test/picture" } }],
    [
      image("gs://bucket/a.png"),
      { fileData: { mimeType: "image/png", fileUri: "gs://bucket/a.png" } },
    ],
    [
      { type: "input_audio", input_audio: { data: "AAAA", format: "mp3" } } as const,
      { inlineData: { mimeType: "audio/mpeg", data: "AAAA" } },
    ],
    [
      { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } } as const,
      { inlineData: { mimeType: "audio/wav", data: "AAAA" } },
    ],
    [
      file({ file_data: "data:application/pdf;base64,AAAA" }),
      { inlineData: { mimeType: "application/pdf", data: "AAAA" } },
    ],
    [
      file({ file_data: "data:text/plain,h%C3%A9" }),
      { inlineData: { mimeType: "text/plain", data: "aMOp" } },
    ],
    [
      file({ file_id: "files/abc", filename: "talk.mp4" }),
      {
        fileData: {
          mimeType: "video/mp4",
          fileUri: "https://generativelanguage.googleapis.com/v1beta/files/abc",
        },
      },
    ],
    [
      {
        ...file({ file_id: "https://youtu.be/x" }),
        provider_fields: { gemini: { mimeType: "video/mp4", videoMetadata: { fps: 2 } } },
      },
      {
        fileData: { fileUri: "https://youtu.be/x", mimeType: "video/mp4" },
        videoMetadata: { fps: 2 },
      },
    ],
  ])("%j becomes its part", (part, wire) => {
    const { contents, reports } = contentsOf([{ role: "user", content: [part] }]);
    expect(contents[0]?.parts).toEqual([wire]);
    expect(reports).toEqual([]);
  });

  test.each([
    [file({ file_id: "file-123" }), /file_id must be/],
    [file({ filename: "x" }), /needs file_data or file_id/],
    [image("ftp://h/a.png"), /must be a data URI/],
    [image("data:;base64,AAAA"), /no data URI with a media type/],
    [image("data:,a"), /no data URI with a media type/],
    [image("data:image/png"), /no data URI with a media type/],
    [file({ file_data: "data:text/plain,100%" }), /an escape that is none/],
  ])("%j is refused", (part, message) => {
    expect(() => contentsOf([{ role: "user", content: [part] }])).toThrow(message);
  });

  test("have a resolution each since Gemini 3, and before not, which is said", () => {
    const part = { type: "image_url", image_url: { url: "gs://b/a.png", detail: "high" } } as const;
    const messages: ChatMessage[] = [{ role: "user", content: [part] }];
    expect(contentsOf(messages, "gemini-3-flash-preview").contents[0]?.parts?.[0]).toMatchObject({
      mediaResolution: { level: "MEDIA_RESOLUTION_HIGH" },
    });
    const older = contentsOf(messages);
    expect(older.contents[0]?.parts?.[0]).not.toHaveProperty("mediaResolution");
    expect(older.reports).toEqual([["messages[0].content[0].image_url.detail", "ignored"]]);
  });
});

describe("results of tools", () => {
  const turn: ChatMessage = {
    role: "assistant",
    tool_calls: [call("gemini_r_0_0", "f", "S"), call("x2", "f"), call("x3", "g")],
  };
  const result = (tool_call_id: string, content: string, more: object = {}) =>
    ({ role: "tool", tool_call_id, content, ...more }) as const;

  test("of one turn are one content in the order of the calls, each with its function's name", () => {
    const { contents } = contentsOf([
      USER,
      turn,
      result("x3", "three"),
      result("x2", '{"n":2}'),
      result("gemini_r_0_0", "one", { is_error: true }),
    ]);
    expect(contents[1]).toEqual({
      role: "model",
      parts: [
        { functionCall: { name: "f", args: { a: 1 } }, thoughtSignature: "S" },
        { functionCall: { id: "x2", name: "f", args: { a: 1 } } },
        { functionCall: { id: "x3", name: "g", args: { a: 1 } } },
      ],
    });
    expect(contents[2]).toEqual({
      role: "user",
      parts: [
        { functionResponse: { name: "f", response: { error: "one" } } },
        { functionResponse: { id: "x2", name: "f", response: { n: 2 } } },
        { functionResponse: { id: "x3", name: "g", response: { output: "three" } } },
      ],
    });
  });

  test.each([
    ["[1,2]", { output: "[1,2]" }],
    ["", { output: "" }],
    ['{"cut', { output: '{"cut' }],
    ['{"output":"13"}', { output: "13" }],
  ])("%s becomes a response that loses nothing", (text, response) => {
    const { contents } = contentsOf([USER, turn, result("x2", text)]);
    expect(contents[2]?.parts).toEqual([{ functionResponse: { id: "x2", name: "f", response } }]);
  });

  test("may hold images: within since Gemini 3, beside before, which is said", () => {
    const content = [
      { type: "text", text: "see" },
      { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
    ] as const;
    const messages: ChatMessage[] = [USER, turn, { role: "tool", tool_call_id: "x2", content }];
    const media = { inlineData: { mimeType: "image/png", data: "AAAA" } };
    const response = { id: "x2", name: "f", response: { output: "see" } };
    const newer = contentsOf(messages, "gemini-3-flash-preview");
    expect(newer.contents[2]?.parts).toEqual([
      { functionResponse: { ...response, parts: [media] } },
    ]);
    const older = contentsOf(messages);
    expect(older.contents[2]?.parts).toEqual([{ functionResponse: response }, media]);
    expect(older.reports).toEqual([["messages[2].content", "emulated"]]);
  });

  test("find the newest call of their id", () => {
    const again: ChatMessage = { role: "assistant", tool_calls: [call("x2", "later")] };
    const { contents } = contentsOf([USER, turn, result("x2", "a"), again, result("x2", "b")]);
    expect(contents.at(-1)?.parts?.[0]?.functionResponse?.name).toBe("later");
  });

  test("of the older kind keep their name", () => {
    const { contents } = contentsOf([
      USER,
      { role: "assistant", content: null, function_call: { name: "f", arguments: "{}" } },
      { role: "function", name: "f", content: "1" },
    ]);
    expect(contents.slice(1)).toEqual([
      { role: "model", parts: [{ functionCall: { name: "f", args: {} } }] },
      { role: "user", parts: [{ functionResponse: { name: "f", response: { output: "1" } } }] },
    ]);
  });
});

describe("a turn of the model", () => {
  test("of another provider keeps text and calls, and says what stays here", () => {
    const { contents, reports } = contentsOf([
      USER,
      {
        role: "assistant",
        content: "Hm",
        reasoning_content: "secret",
        reasoning_details: [{ type: "reasoning.encrypted", data: "x", format: "anthropic" }],
        provider_fields: { anthropic: { a: 1 } },
        tool_calls: [call("toolu_1", "f")],
      },
    ]);
    expect(contents[1]?.parts).toEqual([
      { text: "Hm" },
      { functionCall: { id: "toolu_1", name: "f", args: { a: 1 } } },
    ]);
    expect(reports).toEqual([
      ["messages[1].provider_fields.anthropic", "ignored"],
      ["messages[1].reasoning_details", "ignored"],
    ]);
  });

  test("of another provider gets a signature for Gemini 3, which is said", () => {
    const messages: ChatMessage[] = [
      USER,
      { role: "assistant", tool_calls: [call("c", "f"), call("d", "f")] },
    ];
    const { contents, reports } = contentsOf(messages, "gemini-3-pro-preview");
    const signatures = contents[1]?.parts?.map((part) => part.thoughtSignature);
    expect(signatures).toEqual([expect.any(String), undefined]);
    expect(atob(signatures?.[0] ?? "")).toBe("context_engineering_is_the_way_to_go");
    expect(reports).toEqual([
      ["messages[1].tool_calls[0].extra_content.google.thought_signature", "emulated"],
    ]);
  });

  test("that is empty is left out, which is said", () => {
    const { contents, reports } = contentsOf([USER, { role: "assistant", content: "" }]);
    expect(contents).toHaveLength(1);
    expect(reports).toEqual([["messages[1]", "ignored"]]);
  });

  test.each(["{", "[1]", "1"])("with arguments %s is refused", (text) => {
    const broken = { id: "c", type: "function", function: { name: "f", arguments: text } } as const;
    expect(() => contentsOf([USER, { role: "assistant", tool_calls: [broken] }])).toThrow(
      /messages\[1\]\.tool_calls\[0\]\.function\.arguments must be/,
    );
  });

  test("may have arguments called __proto__", () => {
    const evil = '{"__proto__":{"admin":true},"a":1}';
    const tool = { id: "c", type: "function", function: { name: "f", arguments: evil } } as const;
    const { contents } = contentsOf([USER, { role: "assistant", tool_calls: [tool] }]);
    expect(JSON.stringify(contents[1]?.parts?.[0]?.functionCall?.args)).toBe(evil);
    expect({}).not.toHaveProperty("admin");
  });
});

describe("tool_choice", () => {
  const fn = (name: string) => ({ type: "function", function: { name } }) as const;
  test.each<[ChatCompletionRequest["tool_choice"], object]>([
    ["none", { mode: "NONE" }],
    ["auto", { mode: "AUTO" }],
    ["required", { mode: "ANY" }],
    [fn("f"), { mode: "ANY", allowedFunctionNames: ["f"] }],
    [
      { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [fn("f"), { name: "g" }] } },
      { mode: "VALIDATED", allowedFunctionNames: ["f", "g"] },
    ],
    [
      { type: "allowed_tools", allowed_tools: { mode: "required", tools: [fn("f")] } },
      { mode: "ANY", allowedFunctionNames: ["f"] },
    ],
  ])("%j", (choice, functionCallingConfig) => {
    const { body } = encode({ tool_choice: choice as NonNullable<typeof choice> });
    expect(body.toolConfig).toEqual({ functionCallingConfig });
  });

  test("of a custom tool is refused, and so are such tools", () => {
    const { reports } = encode({
      tools: [{ type: "custom", custom: { name: "c" } }],
      tool_choice: { type: "custom", custom: { name: "c" } },
    });
    expect(reports.map(({ field, outcome }) => [field, outcome])).toEqual([
      ["tools[0]", "refused"],
      ["tool_choice", "refused"],
    ]);
  });
});

describe("provider_options", () => {
  test("reach their fields, and go over what ours say", () => {
    const { body } = encode({
      temperature: 1,
      reasoning_effort: "low",
      tool_choice: "auto",
      tools: [{ type: "function", function: { name: "f" } }],
      provider_options: {
        gemini: {
          cached_content: "cachedContents/a",
          safety_settings: [{ category: "C", threshold: "OFF" }],
          tools: [{ googleSearch: {} }],
          tool_config: { includeServerSideToolInvocations: true },
          include_thoughts: true,
          thinking_config: { thinkingBudget: 7 },
          response_modalities: ["TEXT", "IMAGE"],
          speech_config: { languageCode: "de" },
          image_config: { aspectRatio: "1:1" },
          media_resolution: "MEDIA_RESOLUTION_LOW",
          labels: { team: "a" },
          generation_config: { temperature: 0, newField: 1 },
        },
      },
    });
    expect(body).toEqual({
      contents: [{ role: "user", parts: [{ text: "Hello" }] }],
      tools: [{ googleSearch: {} }, { functionDeclarations: [{ name: "f" }] }],
      toolConfig: {
        functionCallingConfig: { mode: "AUTO" },
        includeServerSideToolInvocations: true,
      },
      generationConfig: {
        temperature: 0,
        newField: 1,
        responseModalities: ["TEXT", "IMAGE"],
        speechConfig: { languageCode: "de" },
        imageConfig: { aspectRatio: "1:1" },
        mediaResolution: "MEDIA_RESOLUTION_LOW",
        thinkingConfig: { includeThoughts: true, thinkingBudget: 7 },
      },
      safetySettings: [{ category: "C", threshold: "OFF" }],
      cachedContent: "cachedContents/a",
      labels: { team: "a" },
    });
  });
});

describe("the path", () => {
  test.each([
    ["gemini-2.5-flash", "/models/gemini-2.5-flash:generateContent"],
    ["models/gemini-2.5-flash", "/models/gemini-2.5-flash:generateContent"],
    ["tunedModels/mine", "/tunedModels/mine:generateContent"],
  ])("of %s", (model, path) => {
    expect(encode({}, { model }).path).toBe(path);
  });

  test.each(["..", "a/../b", "a?key=1", "models/", "a b", "a/b"])("of %s is refused", (model) => {
    expect(() => encode({}, { model })).toThrow(/no name of a model/);
  });

  test.each([
    ["gemini-2.5-flash", "/publishers/google/models/gemini-2.5-flash:generateContent"],
    ["google/gemini-2.5-flash", "/publishers/google/models/gemini-2.5-flash:generateContent"],
    [
      "publishers/google/models/gemini-2.5-pro",
      "/publishers/google/models/gemini-2.5-pro:generateContent",
    ],
    ["endpoints/123", "/endpoints/123:generateContent"],
  ])("of %s on Vertex AI", (model, path) => {
    expect(encode({}, { model, provider: vertex() }).path).toBe(path);
  });

  test.each([
    "claude-sonnet-4@20250514",
    "publishers/anthropic/models/claude-sonnet-4",
    "meta/llama-4",
  ])("of %s on Vertex AI is that of another publisher, and refused", (model) => {
    expect(() => encode({}, { model, provider: vertex() })).toThrow(/of another publisher/);
  });
});

test("capacity is a field of the Gemini API, and a header of Vertex AI", () => {
  const request = { service_tier: "priority" } as const;
  expect(encode(request).body["serviceTier"]).toBe("priority");
  const context = {
    provider: "vertex",
    model: "gemini-2.5-pro",
    stream: false,
    options: {},
    report: () => undefined,
  };
  const wire = vertex().chat!.encode(
    { model: "gemini-2.5-pro", messages: [USER], ...request },
    context,
  );
  expect(wire.headers).toEqual({ "x-vertex-ai-llm-shared-request-type": "priority" });
  expect(wire.body).not.toHaveProperty("serviceTier");
});

test("a frozen request is left as it was", () => {
  const freeze = <T>(value: T): T => {
    if (typeof value === "object" && value !== null)
      Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };
  const request = freeze({
    messages: [
      USER,
      { role: "assistant", content: "a", tool_calls: [call("c", "f")] },
    ] as ChatMessage[],
    tools: [
      {
        type: "function",
        function: { name: "f", parameters: { type: "object", properties: { a: { const: 1 } } } },
      },
    ] as const,
  });
  expect(encode(request).body.tools).toHaveLength(1);
});
