import { VlloraLLMClient } from "@vllora/core";
import { describe, expect, test } from "vitest";
import { openaiCompatible } from "../src/index.ts";

async function list(...bodies: readonly unknown[]) {
  const urls: string[] = [];
  const fetch = async (url: string, { method, body }: RequestInit) => {
    urls.push(`${method} ${url} ${body}`);
    return Response.json(bodies[urls.length - 1] ?? bodies.at(-1));
  };
  const provider = openaiCompatible({ baseURL: "https://x.test/v1", apiKey: "k", fetch });
  return { models: await new VlloraLLMClient({ provider }).models.list(), urls };
}

describe("the models of a server", () => {
  test("are those of GET /models, with whatever it says of them", async () => {
    // The first as OpenAI's reference shows it, the second with fields of Groq's.
    const data = [
      { id: "gpt-4.1", object: "model", created: 1_744_316_542, owned_by: "system" },
      {
        id: "llama",
        object: "model",
        created: 1,
        owned_by: "Meta",
        active: true,
        context_window: 8192,
      },
    ];
    const { models, urls } = await list({ object: "list", data });
    expect(models).toEqual(data);
    expect(urls).toEqual(["GET https://x.test/v1/models undefined"]);
  });

  test("lack what it does not know, and what is not known is not invented", async () => {
    const { models } = await list({
      data: [{ id: "a" }, { id: "b", created: null, owned_by: null }],
    });
    expect(models).toEqual([
      { id: "a", object: "model" },
      { id: "b", object: "model" },
    ]);
  });

  test("may come without a list around them", async () => {
    const { models } = await list([{ id: "a", object: "model", type: "chat" }]);
    expect(models).toEqual([{ id: "a", object: "model", type: "chat" }]);
  });

  test("go on after the last one where the server says that there are more", async () => {
    const { models, urls } = await list(
      { data: [{ id: "a/b&c" }], has_more: true },
      { data: [{ id: "d" }], has_more: false },
    );
    expect(models.map(({ id }) => id)).toEqual(["a/b&c", "d"]);
    expect(urls[1]).toBe("GET https://x.test/v1/models?after=a%2Fb%26c undefined");
  });

  test("of a server that says the same page for ever are an error", async () => {
    const endless = list({ data: [{ id: "a" }], has_more: true });
    await expect(endless).rejects.toMatchObject({ kind: "protocol" });
  });

  test.each<[unknown, string]>([
    [{}, "a list of models"],
    [null, "a list of models"],
    ["no", "a list of models"],
    [{ data: {} }, "a list of models"],
    [{ data: [{}] }, "models with ids"],
    [{ data: [null] }, "models with ids"],
    [{ data: [{ id: 7 }] }, "models with ids"],
  ])("are not %j", async (body, expected) => {
    await expect(list(body)).rejects.toMatchObject({
      kind: "protocol",
      message: `openai-compatible: expected ${expected}`,
    });
  });

  test("may be refused inside a 200", async () => {
    const refused = list({ error: { message: "no such key", code: "invalid_api_key" } });
    await expect(refused).rejects.toMatchObject({ kind: "authentication" });
  });
});
