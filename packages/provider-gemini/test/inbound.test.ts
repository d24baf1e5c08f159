import { LLMError } from "@vllora/core";
import { describe, expect, test } from "vitest";
import { semanticDiff } from "../../provider-openai-compatible/test/semantic-diff.ts";
import { type GenerateContentRequest, toChatRequest } from "../src/inbound.ts";
import { canonical } from "./canonical.ts";
import { CASES, type Loose, named, providerOf, requestOf, sentFor } from "./recorded-cases.ts";

const cases = CASES.filter(({ request }) => request !== undefined);

describe("a recorded request", () => {
  test.each(named(cases))("%s goes through our shape and back unchanged", async (_name, found) => {
    const recorded = found.request?.body as Loose;
    const before = JSON.stringify(recorded);
    const request = requestOf(found);
    const { body } = await sentFor(request, (fetch) => providerOf(found, fetch));
    expect(semanticDiff(body, canonical(recorded))).toEqual([]);
    expect(JSON.stringify(recorded)).toBe(before);
  });

  test.each(named(cases))(
    "%s is sent to the same method of the same model",
    async (_name, found) => {
      const request = { ...requestOf(found), stream: found.stream };
      const { url } = await sentFor(request, (fetch) => providerOf(found, fetch));
      const path = /\/models\/[^/:]+/.exec(found.request?.url ?? "")?.[0];
      expect(url).toContain(
        `${path}:${found.stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
      );
    },
  );

  test("is there for every case that has one", () => {
    expect(cases).toHaveLength(114);
  });
});

describe("what is no request", () => {
  const model = (part: object) => ({ contents: [{ role: "model", parts: [part] }] });
  const declared = (declaration: unknown) => ({ tools: [{ functionDeclarations: [declaration] }] });

  test.each<[unknown, string]>([
    [null, "the request"],
    [[], "the request"],
    ["x", "the request"],
    [{ contents: "x" }, "contents[0]"],
    [{ contents: [null] }, "contents[0]"],
    [{ contents: [{ role: "assistant", parts: [] }] }, "contents[0].role"],
    [{ contents: [{ parts: "hi" }] }, "contents[0].parts[0]"],
    [model({ functionCall: {} }), "contents[0]"],
    [model({ functionCall: { name: "f", willContinue: true } }), "contents[0]"],
    [{ contents: [{ parts: [{ functionResponse: { name: "f" } }] }] }, "contents[0]"],
    [{ systemInstruction: 5 }, "systemInstruction"],
    [{ systemInstruction: { parts: [5] } }, "systemInstruction.parts[0]"],
    [{ tools: "x" }, "tools[0]"],
    [declared(null), "tools[0].functionDeclarations[0]"],
    [declared({}), "tools[0].functionDeclarations[0].name"],
    [declared({ name: "f", parameters: "x" }), "tools[0].functionDeclarations[0].parameters"],
    [{ generation_config: "x" }, "generationConfig"],
    [{ tool_config: 5 }, "toolConfig"],
  ])("%j is refused, with its place", (request, param) => {
    const read = () =>
      toChatRequest(request as GenerateContentRequest, { model: "gemini-2.5-flash" });
    expect(read).toThrow(LLMError);
    expect(read).toThrow(expect.objectContaining({ kind: "invalid_request", param }));
  });

  test("is not what the API takes in a shorter form", () => {
    const request = { contents: { parts: { text: "a" } }, systemInstruction: "b" };
    expect(
      toChatRequest(request as unknown as GenerateContentRequest, { model: "gemini-2.5-flash" }),
    ).toEqual({
      model: "gemini-2.5-flash",
      messages: [
        { role: "system", content: "b" },
        { role: "user", content: "a" },
      ],
    });
  });
});
