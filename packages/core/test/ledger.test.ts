import { describe, expect, it } from "vitest";
import {
  type CallOptions,
  type ClientOptions,
  createRegistry,
  type LedgerEntry,
  type ProviderDefinition,
  type UnsupportedParameterError,
  VlloraLLMClient,
} from "../src/index.ts";
import { answering, completion, events, HELLO_FRAMES, json } from "./fake-fetch.ts";
import { acme, acmeCodec, HELLO, parameterTable } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

const PARAMETERS = parameterTable({
  max_tokens: { mapped: "limits.output" },
  max_completion_tokens: { mapped: "limits.output", note: "for newer models" },
  metadata: { emulated: "sent as labels" },
  n: "unsupported",
  stop: { unsupported: "it takes no stop texts" },
  tools: "unsupported",
  functions: "unsupported",
  tool_choice: "unsupported",
  response_format: "unsupported",
  logprobs: "unsupported",
  modalities: "unsupported",
  reasoning_effort: "unsupported",
  store: "unsupported",
  seed: "unsupported",
  top_k: { unsupported: "it samples from all tokens" },
  user: "unsupported",
});

const STRICT = acme({ parameters: PARAMETERS, options: ["region", "cache"], aliases: ["ac"] });

function call(
  fields: object,
  options: CallOptions & { provider?: ProviderDefinition } = {},
  clientOptions: ClientOptions = {},
) {
  const fetch = answering(json(completion()));
  const { provider = STRICT, ...rest } = options;
  const client = new VlloraLLMClient({
    provider,
    registry: createRegistry(),
    apiKey: "k",
    fetch,
    ...clientOptions,
  });
  const reply = client.completions.create({ ...HELLO, ...fields } as typeof HELLO, rest);
  return { fetch, reply };
}

async function ledger(fields: object, options?: Parameters<typeof call>[1]) {
  return (await call(fields, options).reply).ledger;
}

describe("every field that the caller sets", () => {
  it.each<[string, object, LedgerEntry]>([
    ["sent", { temperature: 0 }, { field: "temperature", outcome: "sent" }],
    [
      "sent, false being a value",
      { parallel_tool_calls: false },
      { field: "parallel_tool_calls", outcome: "sent" },
    ],
    [
      "sent, an empty text being a value",
      { prompt_cache_key: "" },
      { field: "prompt_cache_key", outcome: "sent" },
    ],
    ["mapped", { max_tokens: 5 }, { field: "max_tokens", outcome: "mapped", to: "limits.output" }],
    [
      "emulated",
      { metadata: {} },
      { field: "metadata", outcome: "emulated", note: "sent as labels" },
    ],
    [
      "ignored",
      { seed: 1 },
      { field: "seed", outcome: "ignored", note: "acme has no such parameter" },
    ],
    [
      "ignored for a reason",
      { top_k: 1 },
      { field: "top_k", outcome: "ignored", note: "it samples from all tokens" },
    ],
  ])("is %s", async (_, fields, entry) => {
    expect(await ledger(fields)).toEqual([entry]);
  });

  it("is accounted for when core serves it: options of the provider and headers", async () => {
    const fields = {
      provider_options: { acme: { region: "eu" } },
      extra_headers: { "x-new": "1" },
    };
    expect(await ledger(fields)).toEqual([
      { field: "provider_options.acme.region", outcome: "sent" },
      { field: "extra_headers.x-new", outcome: "sent" },
    ]);
  });

  it("is not sent when it is ignored, and is when it is kept", async () => {
    const { fetch, reply } = call({ seed: 1, temperature: 0.5 });
    await reply;
    expect(fetch.sent[0]?.body).toEqual({
      model: "acme-1",
      stream: false,
      messages: HELLO.messages,
      temperature: 0.5,
    });
  });

  it.each([null, undefined])("is absent when it is %s", async (nothing) => {
    const { fetch, reply } = call({
      stop: nothing,
      tools: nothing,
      temperature: nothing,
      seed: nothing,
    });
    expect((await reply).ledger).toEqual([]);
    expect(Object.keys(fetch.sent[0]?.body ?? {}).sort()).toEqual(["messages", "model", "stream"]);
  });

  it("comes back as a warning only when it was not done as asked", async () => {
    const adjusted: LedgerEntry = { field: "temperature", outcome: "adjusted", from: 3, to: 1 };
    const provider = acme({ parameters: PARAMETERS, chat: acmeCodec([adjusted]) });
    const reply = await call({ temperature: 3, seed: 1, max_tokens: 2 }, { provider }).reply;
    expect(reply.warnings).toEqual([
      adjusted,
      { field: "seed", outcome: "ignored", note: "acme has no such parameter" },
    ]);
    expect(reply.ledger).toHaveLength(3);
  });

  it("is accounted for on streams, too", async () => {
    const fetch = answering(events(HELLO_FRAMES));
    const client = new VlloraLLMClient({ provider: STRICT, apiKey: "k", fetch });
    const stream = await client.completions.createStream({ ...HELLO, seed: 1, temperature: 1 });
    expect(stream.ledger).toHaveLength(2);
    expect(stream.warnings.map(({ field }) => field)).toEqual(["seed"]);
    expect((await stream.finalResponse()).warnings).toEqual(stream.warnings);
  });
});

describe("values that every provider does anyway", () => {
  it.each<[object]>([
    [{ n: 1 }],
    [{ logprobs: false }],
    [{ store: false }],
    [{ modalities: ["text"] }],
    [{ response_format: { type: "text" } }],
    [{ tools: [] }],
    [{ functions: [] }],
    [{ stop: [] }],
  ])("are not refused: %j", async (fields) => {
    const { fetch, reply } = call(fields);
    expect((await reply).warnings).toEqual([]);
    expect(Object.keys(fetch.sent[0]?.body ?? {}).sort()).toEqual(["messages", "model", "stream"]);
  });
});

describe("what changes the meaning of the answer", () => {
  it("is refused with one error that lists every field", async () => {
    const { fetch, reply } = call({
      n: 2,
      stop: ["x"],
      tools: [{ type: "function", function: { name: "f" } }],
      tool_choice: "auto",
      seed: 1,
      temperature: 1,
    });
    const error = (await rejection(() => reply)) as UnsupportedParameterError;
    expect(error).toMatchObject({
      kind: "unsupported_parameter",
      name: "UnsupportedParameterError",
      provider: "acme",
      model: "acme-1",
      retryable: false,
    });
    expect(error.fields).toEqual([
      { field: "n", reason: "acme has no such parameter" },
      { field: "stop", reason: "it takes no stop texts" },
      { field: "tools", reason: "acme has no such parameter" },
      { field: "tool_choice", reason: "acme has no such parameter" },
    ]);
    for (const { field } of error.fields) expect(error.message).toContain(field);
    expect(error.message).toContain('unsupported: "warn"');
    expect(fetch.sent).toEqual([]);
  });

  it("may be one value, which the codec reports", async () => {
    const refused: LedgerEntry = {
      field: "messages[0].content[1]",
      outcome: "refused",
      note: "no audio",
    };
    const provider = acme({ chat: acmeCodec([refused]) });
    const error = (await rejection(
      () => call({}, { provider }).reply,
    )) as UnsupportedParameterError;
    expect(error.fields).toEqual([{ field: "messages[0].content[1]", reason: "no audio" }]);
  });
});

describe("the policy for unsupported fields", () => {
  const FIELDS = { n: 2, seed: 1 };

  it.each<[CallOptions["unsupported"], readonly string[], readonly string[]]>([
    [undefined, ["n"], []],
    ["error", ["n", "seed"], []],
    ["warn", [], ["n", "seed"]],
    [{ n: "warn" }, [], ["n", "seed"]],
    [{ seed: "error" }, ["n", "seed"], []],
    [{ n: "warn", seed: "error" }, ["seed"], []],
  ])("%j refuses %j and warns of %j", async (unsupported, refused, warned) => {
    const outcome = await call(FIELDS, { unsupported }).reply.then(
      (reply) => ({ refused: [], warned: reply.warnings.map(({ field }) => field) }),
      (error: UnsupportedParameterError) => ({
        refused: error.fields.map(({ field }) => field),
        warned: [],
      }),
    );
    expect(outcome).toEqual({ refused, warned });
  });

  it("is the call's, then the client's", async () => {
    const strict = { unsupported: "error" } as const;
    const { reply } = call(FIELDS, { unsupported: "warn" }, strict);
    expect((await reply).warnings).toHaveLength(2);
    const error = await rejection(() => call(FIELDS, {}, strict).reply);
    expect((error as UnsupportedParameterError).fields).toHaveLength(2);
  });

  it("holds for what a codec refuses, by path or by field", async () => {
    const refused: LedgerEntry = {
      field: "messages[0].name",
      outcome: "refused",
      note: "no names",
    };
    const provider = acme({ chat: acmeCodec([refused]) });
    for (const unsupported of [
      "warn",
      { messages: "warn" },
      { "messages[0].name": "warn" },
    ] as const) {
      expect(await ledger({}, { provider, unsupported })).toEqual([
        { field: "messages[0].name", outcome: "ignored", note: "no names" },
      ]);
    }
  });
});

describe("a field that nobody knows", () => {
  it.each([
    ["temprature", "temperature"],
    ["max_token", "max_tokens"],
    ["responseFormat", "response_format"],
    ["extra_headres", "extra_headers"],
  ])("is refused with the likely name: %s → %s", async (field, meant) => {
    const { fetch, reply } = call({ [field]: 1 });
    const error = await rejection(() => reply);
    expect(error).toMatchObject({ kind: "invalid_request", param: field, provider: "acme" });
    expect(error.message).toContain(`Unknown request field "${field}"`);
    expect(error.message).toContain(`Did you mean "${meant}"?`);
    expect(error.message).toContain("extra_body");
    expect(fetch.sent).toEqual([]);
  });

  it("is refused without a guess where none is near", async () => {
    const error = await rejection(() => call({ zzzzzzzzzzzz: 1 }).reply);
    expect(error.message).not.toContain("Did you mean");
  });

  it("is sent where the provider takes them", async () => {
    const provider = acme({ unknownParameters: "send" });
    const { fetch, reply } = call({ min_p: 0.1 }, { provider });
    expect((await reply).ledger).toEqual([{ field: "min_p", outcome: "sent" }]);
    expect(fetch.sent[0]?.body["min_p"]).toBe(0.1);
  });
});

describe("provider_options", () => {
  it("of the provider reach its codec, under its id or an alias", async () => {
    for (const id of ["acme", "ac"]) {
      const { fetch, reply } = call({ provider_options: { [id]: { region: "eu" } } });
      expect((await reply).warnings).toEqual([]);
      expect(fetch.sent[0]?.body["region"]).toBe("eu");
      expect(fetch.sent[0]?.body["provider_options"]).toBeUndefined();
    }
  });

  it("of another provider are ignored and reported", async () => {
    const options = { anthropic: { beta: "x" }, acme: { region: "eu" } };
    const { fetch, reply } = call({ provider_options: options });
    expect((await reply).warnings).toEqual([
      {
        field: "provider_options.anthropic",
        outcome: "ignored",
        note: "the request goes to acme",
      },
    ]);
    expect(JSON.stringify(fetch.sent[0]?.body)).not.toContain("beta");
  });

  it("that the provider does not know are refused with a suggestion", async () => {
    const { fetch, reply } = call({ provider_options: { acme: { regoin: "eu" } } });
    const error = await rejection(() => reply);
    expect(error).toMatchObject({
      kind: "invalid_request",
      param: "provider_options.acme.regoin",
    });
    expect(error.message).toContain('Did you mean "region"?');
    expect(error.message).toContain("Known: region, cache");
    expect(fetch.sent).toEqual([]);
  });

  it("are all taken by a provider that says so", async () => {
    const { fetch, reply } = call(
      { provider_options: { acme: { anything: 1 } } },
      { provider: acme({ options: "any" }) },
    );
    await reply;
    expect(fetch.sent[0]?.body["anything"]).toBe(1);
  });

  it("are all refused by a provider that has none", async () => {
    const error = await rejection(
      () => call({ provider_options: { acme: { region: 1 } } }, { provider: acme() }).reply,
    );
    expect(error.message).toContain("Known: none");
  });
});

describe("extra_body and extra_headers", () => {
  it("go on last, and a clash is reported", async () => {
    const { fetch, reply } = call({
      temperature: 1,
      extra_body: { temperature: 2, new_field: { deep: null } },
      extra_headers: { "X-New": "1", Accept: "text/plain" },
    });
    expect((await reply).ledger).toEqual([
      { field: "temperature", outcome: "adjusted", note: "extra_body replaces it" },
      { field: "extra_body.new_field", outcome: "sent" },
      { field: "extra_headers.X-New", outcome: "sent" },
      { field: "extra_headers.Accept", outcome: "sent" },
    ]);
    expect(fetch.sent[0]?.body).toMatchObject({ temperature: 2, new_field: { deep: null } });
    expect(fetch.sent[0]?.body["extra_body"]).toBeUndefined();
    expect(fetch.sent[0]?.headers).toMatchObject({ "x-new": "1", accept: "text/plain" });
  });

  it.each([
    ["a line break in its value", { "x-a": "secret\r\nx-b: 1" }],
    ["a blank in its name", { "x a": "secret" }],
    ["a number for a value", { "x-a": 5 as unknown as string }],
    ["a letter that no header carries", { "x-a": "secret ключ" }],
  ])("are refused with %s, and the value stays out of the message", async (_, extra_headers) => {
    const { fetch, reply } = call({ extra_headers });
    const error = await rejection(() => reply);
    expect(error.kind).toBe("invalid_request");
    expect(error.message).toContain(Object.keys(extra_headers)[0]);
    expect(error.message).not.toContain("secret");
    expect(fetch.sent).toEqual([]);
  });
});
