import { describe, expect, it } from "vitest";
import {
  type ChatCompletionRequest,
  callProvider,
  ErrorFrame,
  encodeOwn,
  MalformedFrameError,
  type OwnCallOptions,
  type WireRequest,
} from "../src/provider.ts";
import { answering, json } from "./fake-fetch.ts";
import { acme, HELLO, parameterTable } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

const asIs = (body: unknown) => body;
const LIST: WireRequest = { method: "GET", path: "/files" };

describe("a call of a vendor's own API", () => {
  it("is sent as the client's calls are, and gives what is decoded", async () => {
    const fetch = answering(json({ id: "f" }));
    const provider = acme({ settings: { credentials: "own", headers: { "x-team": "t" }, fetch } });
    const wire: WireRequest = { method: "PATCH", path: "/files/f", body: { name: "n" } };
    const answer = await callProvider(provider, wire, (body) => (body as { id: string }).id);
    expect(answer).toBe("f");
    expect(fetch.sent).toEqual([
      {
        url: "https://api.acme.test/v1/files/f",
        method: "PATCH",
        headers: {
          accept: "application/json",
          "content-type": "application/json",
          "x-acme-key": "own",
          "x-team": "t",
        },
        body: { name: "n" },
      },
    ]);
  });

  it("may have another key, address and headers, which go together", async () => {
    const fetch = answering(json({}));
    const options = {
      apiKey: "other",
      baseURL: "https://gateway.test",
      headers: { "x-team": "u" },
      fetch,
    };
    await callProvider(acme({ settings: { credentials: "own" } }), LIST, asIs, options);
    expect(fetch.sent[0]).toMatchObject({
      url: "https://gateway.test/files",
      headers: { "x-acme-key": "other", "x-team": "u" },
    });
    const { apiKey: _, ...keyless } = options;
    const provider = acme({ settings: { credentials: "own" } });
    const error = await rejection(() => callProvider(provider, LIST, asIs, keyless));
    expect(error).toMatchObject({ kind: "credentials" });
    expect(fetch.sent).toHaveLength(1);
  });

  it("is sent again where that can mend it, within its limits", async () => {
    const busy = json({ error: { message: "Busy" } }, 503);
    const fetch = answering(busy, json({ ok: true }));
    const options: OwnCallOptions = { apiKey: "k", fetch, retry: { baseDelayMs: 0 } };
    expect(await callProvider(acme(), LIST, asIs, options)).toEqual({ ok: true });
    expect(fetch.sent).toHaveLength(2);
    const given = { ...options, fetch: answering(busy), maxRetries: 0 };
    expect(await rejection(() => callProvider(acme(), LIST, asIs, given))).toMatchObject({
      kind: "overloaded",
      attempts: 1,
      message: "acme (503): Busy",
    });
  });

  it("shows no secret that the API repeats", async () => {
    const fetch = answering(json({ error: { message: "Bad key secret-1" } }, 401));
    const error = await rejection(() =>
      callProvider(acme(), LIST, asIs, { apiKey: "secret-1", fetch }),
    );
    expect(error).toMatchObject({ kind: "authentication", message: "acme (401): Bad key ***" });
  });

  it("fails as the client's calls do where the answer is none", async () => {
    const options = () => ({ apiKey: "k", fetch: answering(json({ error: { message: "No" } })) });
    const misread = () => {
      throw new MalformedFrameError("expected files");
    };
    expect(await rejection(() => callProvider(acme(), LIST, misread, options()))).toMatchObject({
      kind: "protocol",
      message: "acme: expected files",
    });
    const failed = (body: unknown) => {
      throw new ErrorFrame(body, 404);
    };
    expect(await rejection(() => callProvider(acme(), LIST, failed, options()))).toMatchObject({
      kind: "not_found",
    });
  });

  it("knows its options", async () => {
    const error = await rejection(() =>
      callProvider(acme(), LIST, asIs, { provider: "openai" } as OwnCallOptions),
    );
    expect(error).toMatchObject({ kind: "invalid_request", param: "provider" });
  });
});

describe("a request that a vendor's own API takes", () => {
  const how = {
    parameters: parameterTable({ temperature: "unsupported", stop: "unsupported" }),
    options: ["depth"],
    encode: ({ messages }: ChatCompletionRequest): WireRequest => ({
      path: "/caches",
      headers: { "x-kind": "c" },
      body: { messages },
    }),
  };

  it("is accounted for by a table and options of its own", () => {
    const request: ChatCompletionRequest = {
      ...HELLO,
      temperature: 0,
      provider_options: { acme: { depth: 1 } } as { [provider: string]: { depth: number } },
      extra_body: { more: 1 },
      extra_headers: { "x-more": "2" },
    };
    const { wire, ledger } = encodeOwn(acme(), request, how);
    expect(wire).toEqual({
      path: "/caches",
      headers: { "x-kind": "c", "x-more": "2" },
      body: JSON.stringify({ messages: HELLO.messages, more: 1 }),
    });
    expect(ledger.map(({ field, outcome }) => [field, outcome])).toEqual([
      ["temperature", "ignored"],
      ["provider_options.acme.depth", "sent"],
      ["extra_body.more", "sent"],
      ["extra_headers.x-more", "sent"],
    ]);
  });

  it.each([
    [{ stop: ["x"] }, {}, "unsupported_parameter"],
    [{ temperature: 0 }, { unsupported: "error" as const }, "unsupported_parameter"],
    [{ provider_options: { acme: { height: 1 } } }, {}, "invalid_request"],
    [{ messages: [] }, {}, "invalid_request"],
    [{ temprature: 1 }, {}, "invalid_request"],
  ])("is refused before it is sent: %j", (more, policy, kind) => {
    const request = { ...HELLO, ...more } as ChatCompletionRequest;
    expect(() => encodeOwn(acme(), request, how, policy)).toThrow(
      expect.objectContaining({ kind }),
    );
  });
});
