import { type Fetch, VlloraLLMClient } from "@vllora/core";
import { describe, expect, test } from "vitest";
import { gemini, vertex } from "../src/index.ts";

async function list(...bodies: readonly unknown[]) {
  const sent: unknown[] = [];
  const fetch: Fetch = async (url, { method, headers, body }) => {
    expect(body).toBeUndefined();
    sent.push([method, url, headers]);
    return Response.json(bodies[sent.length - 1] ?? bodies.at(-1));
  };
  const provider = gemini({ apiKey: "k", fetch });
  return { models: await new VlloraLLMClient({ provider }).models.list(), sent };
}

const URL = "https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000";
const HEADERS = { accept: "application/json", "x-goog-api-key": "k" };

/** As the API's reference has it. */
const FLASH = {
  name: "models/gemini-2.5-flash",
  version: "001",
  displayName: "Gemini 2.5 Flash",
  inputTokenLimit: 1_048_576,
  outputTokenLimit: 65_536,
  supportedGenerationMethods: ["generateContent", "countTokens"],
};

describe("the models of the Gemini API", () => {
  test("are OpenAI's in shape, with all that the API says beside it", async () => {
    const { models, sent } = await list({ models: [FLASH, { name: "tunedModels/mine" }] });
    const { name: _, ...fields } = FLASH;
    expect(models).toEqual([
      { ...fields, id: "gemini-2.5-flash", object: "model" },
      { id: "tunedModels/mine", object: "model" },
    ]);
    expect(sent).toEqual([["GET", URL, HEADERS]]);
  });

  test("come page by page, to the last", async () => {
    const { models, sent } = await list(
      { models: [{ name: "models/a" }], nextPageToken: "x/y=" },
      { nextPageToken: "z" },
      { models: [{ name: "models/b" }], nextPageToken: "" },
    );
    expect(models.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(sent).toEqual([
      ["GET", URL, HEADERS],
      ["GET", `${URL}&pageToken=x%2Fy%3D`, HEADERS],
      ["GET", `${URL}&pageToken=z`, HEADERS],
    ]);
  });

  test("may be none: an empty list is left out", async () => {
    expect((await list({})).models).toEqual([]);
  });

  test.each<[unknown, string]>([
    [null, "a list of models"],
    [[], "a list of models"],
    ["no", "a list of models"],
    [{ data: [] }, "a list of models"],
    [{ models: {} }, "a list of models"],
    [{ models: [{}] }, "models with names"],
    [{ models: [null] }, "models with names"],
  ])("are not %j", async (body, expected) => {
    await expect(list(body)).rejects.toMatchObject({
      kind: "protocol",
      message: `gemini: expected ${expected}`,
    });
  });

  test("may be refused inside a 200", async () => {
    const refused = list({ error: { status: "PERMISSION_DENIED", message: "no" } });
    await expect(refused).rejects.toMatchObject({ kind: "permission", provider: "gemini" });
  });
});

test("Vertex AI lists none", async () => {
  const client = new VlloraLLMClient({ provider: vertex({ apiKey: "k" }) });
  await expect(client.models.list()).rejects.toMatchObject({
    kind: "invalid_request",
    message: "vertex has no list of models",
  });
});
