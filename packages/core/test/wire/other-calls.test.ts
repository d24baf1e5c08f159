import { getEventListeners } from "node:events";
import { type ClientOptions, VlloraLLMClient } from "@vllora/core";
import { anthropic } from "@vllora/provider-anthropic";
import { describe, expect, test } from "vitest";
import {
  type Answer,
  json,
  KEY,
  REQUEST,
  rejectionOf,
  serve,
  TRANSPORT,
  type WireServer,
} from "./server.ts";
import { everythingOf } from "./shown.ts";

function clientFor({ url }: Pick<WireServer, "url">, options: ClientOptions = {}) {
  const provider = anthropic({ baseURL: url, apiKey: KEY });
  return new VlloraLLMClient({ provider, fetch: TRANSPORT, retry: { baseDelayMs: 1 }, ...options });
}

type Call = (client: VlloraLLMClient, signal?: AbortSignal) => Promise<unknown>;

/** Calls that are no completions, what they ask for, and an answer that they take. */
const CALLS: readonly (readonly [name: string, call: Call, asked: string, answer: object])[] = [
  [
    "a count of tokens",
    (client, signal) => client.tokens.count(REQUEST, { signal }),
    "POST /v1/messages/count_tokens",
    { input_tokens: 3 },
  ],
  [
    "a list of models",
    (client, signal) => client.models.list({ signal }),
    "GET /v1/models?limit=1000",
    { data: [], has_more: false },
  ],
];

describe.each(CALLS)("%s over HTTP", (_name, call, asked, good) => {
  test("is sent again after failures that another try can mend", async () => {
    const seen: unknown[] = [];
    const server = await serve((response, number, { method, url, headers }) => {
      seen.push([`${method} ${url}`, headers["x-api-key"]]);
      if (number === 1) return void response.socket?.resetAndDestroy();
      return number === 2 ? json(response, {}, 529) : json(response, good);
    });
    await call(clientFor(server));
    expect(seen).toEqual([
      [asked, KEY],
      [asked, KEY],
      [asked, KEY],
    ]);
  });

  test("is not sent again after others, and says what the provider says", async () => {
    const body = { type: "error", error: { type: "permission_error", message: "not for you" } };
    const headers = { "request-id": "req_1", "anthropic-ratelimit-requests-remaining": "5" };
    const server = await serve((response) => json(response, body, 403, headers));
    const error = await rejectionOf(call(clientFor(server)));
    expect(error).toMatchObject({
      kind: "permission",
      message: "anthropic (403): not for you",
      type: "permission_error",
      status: 403,
      requestId: "req_1",
      attempts: 1,
      provider: "anthropic",
      rateLimits: { requests: { remaining: 5 } },
    });
    expect(server.calls).toBe(1);
  });

  test("ends when the caller aborts, and hangs up", async () => {
    const reason = new Error("The user left");
    const server = await serve(() => undefined);
    const controller = new AbortController();
    const { signal } = controller;
    const error = rejectionOf(call(clientFor(server), signal));
    await server.called();
    const hungUp = server.hungUp();
    controller.abort(reason);
    expect(await error).toMatchObject({ kind: "aborted", cause: reason });
    await hungUp;
    expect(server.calls).toBe(1);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("sends nothing when the caller aborted before, and leaves no listener", async () => {
    const server = await serve((response) => json(response, good));
    const { signal } = new AbortController();
    await call(clientFor(server), signal);
    expect(getEventListeners(signal, "abort")).toEqual([]);
    const error = await rejectionOf(call(clientFor(server), AbortSignal.abort()));
    expect(error).toMatchObject({ kind: "aborted" });
    expect(server.calls).toBe(1);
  });

  test("ends at its limits: of time, and of size", async () => {
    const silent = await serve(() => undefined);
    const timeouts = { responseMs: 5 };
    const late = await rejectionOf(call(clientFor(silent, { timeouts, maxRetries: 0 })));
    expect(late).toMatchObject({ kind: "timeout", phase: "response" });
    const long = await serve((response) => json(response, { ...good, x: "x".repeat(2000) }));
    const large = await rejectionOf(call(clientFor(long, { maxResponseBytes: 1000 })));
    expect(large).toMatchObject({ kind: "protocol" });
    expect((large as Error).message).toContain("1000 bytes");
  });

  const said = `bad key ${KEY}, header Bearer ${KEY}`;
  test.each<[string, Answer]>([
    ["an error", (response) => json(response, { error: { message: said, type: said } }, 401)],
    ["an error inside a 200", (response) => json(response, { error: { message: said } })],
    ["an id", (response) => json(response, {}, 500, { "request-id": said })],
    ["a text", (response) => response.writeHead(500).end(said) && undefined],
    ["a body that is not JSON", (response) => response.writeHead(200).end(said) && undefined],
    ["a redirect", (response) => json(response, {}, 307, { location: `http://h/?key=${KEY}` })],
    ["an answer of another shape", (response) => json(response, { data: [said] })],
    ["no answer", (response) => void response.socket?.resetAndDestroy()],
  ])("shows the key in no error: %s", async (_what, answer) => {
    const server = await serve(answer);
    const shown = everythingOf(await rejectionOf(call(clientFor(server, { maxRetries: 0 }))));
    expect(shown).toContain("LLMError");
    expect(shown).not.toContain(KEY);
    expect(shown).not.toContain("Bearer");
  });
});

test("a list that is aborted between two pages asks for no more", async () => {
  const controller = new AbortController();
  const server = await serve((response, number) => {
    if (number === 2) controller.abort();
    json(response, { data: [{ id: `m${number}` }], has_more: true, last_id: `m${number}` });
  });
  const { signal } = controller;
  const error = await rejectionOf(clientFor(server).models.list({ signal }));
  expect(error).toMatchObject({ kind: "aborted" });
  expect(server.calls).toBe(2);
});
