import { LLMError } from "@vllora/core";
import type { Fetch } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { geminiCaches, vertexCaches } from "../src/index.ts";

interface Sent {
  readonly method: string | undefined;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: unknown;
}

function answering(...answers: readonly (() => Response)[]) {
  const sent: Sent[] = [];
  const fetch: Fetch = async (url, { method, headers, body }) => {
    const text = body === undefined ? undefined : (JSON.parse(String(body)) as unknown);
    sent.push({ method, url, headers: headers as Sent["headers"], body: text });
    return (answers[sent.length - 1] ?? answers.at(-1))!();
  };
  return { sent, fetch };
}

const CACHE = {
  name: "cachedContents/abc",
  model: "models/gemini-2.5-flash",
  expireTime: "2026-11-22T21:00:00Z",
  usageMetadata: { totalTokenCount: 5000 },
};
const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status });
const URL_ = "https://generativelanguage.googleapis.com/v1beta/cachedContents";

describe("explicit caches of the Gemini API", () => {
  test("are made of what requests begin with", async () => {
    const { sent, fetch } = answering(json(CACHE));
    const cache = await geminiCaches({ apiKey: "k", fetch }).create({
      model: "gemini-2.5-flash",
      messages: [
        { role: "system", content: "You know the handbook." },
        { role: "user", content: [{ type: "file", file: { file_id: "gs://b/handbook.pdf" } }] },
      ],
      tools: [{ type: "function", function: { name: "f" } }],
      tool_choice: "auto",
      provider_options: { gemini: { tools: [{ googleSearch: {} }] } },
      ttlSeconds: 600,
      displayName: "handbook",
    });
    expect(cache).toEqual(CACHE);
    expect(sent).toEqual([
      {
        method: "POST",
        url: URL_,
        headers: { "content-type": "application/json", "x-goog-api-key": "k" },
        body: {
          model: "models/gemini-2.5-flash",
          displayName: "handbook",
          ttl: "600s",
          contents: [
            {
              role: "user",
              parts: [
                { fileData: { mimeType: "application/pdf", fileUri: "gs://b/handbook.pdf" } },
              ],
            },
          ],
          systemInstruction: { parts: [{ text: "You know the handbook." }] },
          tools: [{ googleSearch: {} }, { functionDeclarations: [{ name: "f" }] }],
          toolConfig: { functionCallingConfig: { mode: "AUTO" } },
        },
      },
    ]);
  });

  test("are read, kept longer and deleted by name", async () => {
    const { sent, fetch } = answering(json(CACHE), json(CACHE), json({}));
    const caches = geminiCaches({ apiKey: "k", fetch });
    expect(await caches.get("cachedContents/abc")).toEqual(CACHE);
    expect(await caches.update("abc", { ttlSeconds: 60 })).toEqual(CACHE);
    expect(await caches.delete("cachedContents/abc")).toBeUndefined();
    expect(sent.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["GET", `${URL_}/abc`, undefined],
      ["PATCH", `${URL_}/abc?updateMask=ttl`, { ttl: "60s" }],
      ["DELETE", `${URL_}/abc`, undefined],
    ]);
  });

  test("are listed page by page, as they are read", async () => {
    const { sent, fetch } = answering(
      json({ cachedContents: [CACHE], nextPageToken: "a b" }),
      json({ cachedContents: [CACHE] }),
    );
    const names: string[] = [];
    for await (const { name } of geminiCaches({ apiKey: "k", fetch }).list()) names.push(name);
    expect(names).toEqual([CACHE.name, CACHE.name]);
    expect(sent.map(({ url }) => url)).toEqual([URL_, `${URL_}?pageToken=a%20b`]);
  });

  test.each(["", "cachedContents/", "../models/x", "cachedContents/a/b", "a?b"])(
    "of the name %j are refused",
    async (name) => {
      const { sent, fetch } = answering(json({}));
      await expect(geminiCaches({ apiKey: "k", fetch }).get(name)).rejects.toThrow(
        /no name of a cache/,
      );
      expect(sent).toEqual([]);
    },
  );

  test("refuse what a request would refuse", async () => {
    const { fetch } = answering(json(CACHE));
    const request = {
      model: "gemini-2.5-flash",
      messages: [{ role: "user", content: "a" }],
      tools: [{ type: "custom", custom: { name: "c" } }],
    } as const;
    await expect(geminiCaches({ apiKey: "k", fetch }).create(request)).rejects.toSatisfy(
      (error) => LLMError.is(error) && error.kind === "unsupported_parameter",
    );
  });

  test.each<[() => Response, string, string]>([
    [
      json({ error: { code: 404, status: "NOT_FOUND", message: "Gone" } }, 404),
      "not_found",
      "gemini (404): Gone",
    ],
    [() => new Response("<html>"), "protocol", "gemini: expected JSON"],
    [
      () => {
        throw new TypeError("fetch failed");
      },
      "connection",
      "gemini: generativelanguage.googleapis.com could not be reached",
    ],
  ])("fail with typed errors: %#", async (answer, kind, message) => {
    const { fetch } = answering(answer);
    const error = await geminiCaches({ apiKey: "k", fetch })
      .get("abc")
      .catch((cause: unknown) => cause);
    expect(LLMError.is(error) && [error.kind, error.message]).toEqual([kind, message]);
  });

  test("stop with the caller's signal", async () => {
    const fetch: Fetch = async (_url, { signal }) => {
      signal?.throwIfAborted();
      return Response.json({});
    };
    const signal = AbortSignal.abort(new Error("enough"));
    const error = await geminiCaches({ apiKey: "k", fetch })
      .get("abc", { signal })
      .catch((cause: unknown) => cause);
    expect(LLMError.is(error) && [error.kind, error.cause]).toEqual(["aborted", signal.reason]);
  });
});

test("a key that a server repeats does not show in the error", async () => {
  const { fetch } = answering(json({ error: { message: "Bad key my-secret-key" } }, 401));
  const error = await geminiCaches({ apiKey: "my-secret-key", fetch })
    .get("abc")
    .catch((cause: unknown) => cause);
  expect(String(error)).toBe("LLMError: gemini (401): Bad key ***");
});

describe("explicit caches of Vertex AI", () => {
  test("need a project", async () => {
    const { fetch } = answering(json(CACHE));
    const messages = [{ role: "user", content: "a" }] as const;
    await expect(
      vertexCaches({ apiKey: "k", fetch }).create({ model: "gemini-2.5-flash", messages }),
    ).rejects.toThrow(/need a project/);
  });

  test("are named below the project and location", async () => {
    const { sent, fetch } = answering(json(CACHE));
    const options = { project: "p", location: "europe-west4", accessToken: () => "t", fetch };
    const caches = vertexCaches(options);
    await caches.create({
      model: "gemini-2.5-flash",
      messages: [{ role: "user", content: "a" }],
    });
    await caches.get("projects/p/locations/europe-west4/cachedContents/77");
    const base =
      "https://europe-west4-aiplatform.googleapis.com/v1beta1/projects/p/locations/europe-west4";
    expect(sent.map(({ url, headers }) => [url, headers["authorization"]])).toEqual([
      [`${base}/cachedContents`, "Bearer t"],
      [`${base}/cachedContents/77`, "Bearer t"],
    ]);
    expect(sent[0]?.body).toMatchObject({
      model: "projects/p/locations/europe-west4/publishers/google/models/gemini-2.5-flash",
    });
  });
});
