import { VlloraLLMClient } from "@vllora/core";
import { openai } from "@vllora/provider-openai";
import { expect, test } from "vitest";
import { json, KEY, rejectionOf, serve, TRANSPORT, type WireServer } from "./server.ts";

const TWO = { model: "text-embedding-3-small", input: ["a", "b"] };
const ANSWER = {
  object: "list",
  data: [
    { object: "embedding", index: 0, embedding: [0.5] },
    { object: "embedding", index: 1, embedding: "AACAvw==" },
  ],
  model: "text-embedding-3-small",
  usage: { prompt_tokens: 2, total_tokens: 2 },
};

function clientFor({ url }: WireServer) {
  const provider = openai({ baseURL: url, apiKey: KEY });
  return new VlloraLLMClient({ provider, fetch: TRANSPORT, retry: { baseDelayMs: 1 } });
}

test("embeddings are asked for again after failures that another try can mend", async () => {
  const seen: unknown[] = [];
  const server = await serve((response, number, { method, url, headers }) => {
    seen.push([method, url, headers.authorization]);
    if (number === 1) return void response.socket?.resetAndDestroy();
    return number === 2 ? json(response, {}, 503) : json(response, ANSWER);
  });
  const result = await clientFor(server).embeddings.create(TWO);
  expect(result.data.map(({ embedding }) => embedding)).toEqual([[0.5], [-1]]);
  expect(result).toMatchObject({ attempts: 3, usage: { total_tokens: 2 } });
  expect(seen).toEqual(Array(3).fill(["POST", "/embeddings", `Bearer ${KEY}`]));
});

test("embeddings are not asked for again after others, and the key is not shown", async () => {
  const error = { message: `no, ${KEY}`, type: "invalid_request_error", code: "model_not_found" };
  const server = await serve((response) => json(response, { error }, 404));
  const failure = await rejectionOf(clientFor(server).embeddings.create(TWO));
  expect(failure).toMatchObject({ kind: "not_found", attempts: 1, code: "model_not_found" });
  expect(String(failure)).not.toContain(KEY);
  expect(server.calls).toBe(1);
});

test("embeddings end when the caller aborts, and hang up", async () => {
  const server = await serve(() => undefined);
  const controller = new AbortController();
  const { signal } = controller;
  const failure = rejectionOf(clientFor(server).embeddings.create(TWO, { signal }));
  await server.called();
  const hungUp = server.hungUp();
  controller.abort();
  expect(await failure).toMatchObject({ kind: "aborted" });
  await hungUp;
  expect(server.calls).toBe(1);
});
