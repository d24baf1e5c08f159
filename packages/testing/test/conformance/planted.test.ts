import {
  type ChatCodec,
  type ChatCompletion,
  type ChatCompletionRequest,
  type FinishReason,
  type Framing,
  kindOfStatus,
  LLMError,
  type ProviderDefinition,
  type StreamDecoder,
} from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { type CheckName, runConformance } from "../../src/index.ts";
import {
  AcmeDecoder,
  acme,
  acmeCodec,
  few,
  OPTIONS,
  pairsOf,
  toBody,
  toCompletion,
} from "./acme.ts";

/** A provider with one fault in its codec. */
function codec(broken: Partial<ChatCodec>): ProviderDefinition {
  return acme({ chat: acmeCodec(broken) });
}

/** A provider whose decoder has one fault. */
function decoder(make: () => StreamDecoder): ProviderDefinition {
  return codec({ createDecoder: make });
}

/** A provider whose body is another than it should be. */
function body(
  change: (body: ReturnType<typeof toBody>, request: ChatCompletionRequest) => object,
): ProviderDefinition {
  return codec({
    encode: (request, context) => ({
      path: "/chat",
      body: change(toBody(request, context), request),
    }),
  });
}

/** Cuts at line feeds, and takes each read for whole. */
const forgetful: Framing = (emit) => ({
  push(bytes) {
    for (const [, data = ""] of new TextDecoder().decode(bytes).matchAll(/^data: (.*)$/gm)) {
      emit({ data });
    }
  },
  end() {},
});

/** Knows line feeds only. */
const narrow: Framing = (emit) => {
  const text = new TextDecoder();
  let rest = "";
  return {
    push(bytes) {
      const blocks = (rest + text.decode(bytes, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) emit({ data: block.replace("data: ", "") });
    },
    end() {},
  };
};

let counter = 0;

/** Streams of one provider that share what they remember. */
class Mixed extends AcmeDecoder {
  static text = "";
  override push(frame: Parameters<AcmeDecoder["push"]>[0]) {
    const chunks = super.push(frame);
    for (const { choices } of chunks) {
      for (const { delta } of choices) Mixed.text += delta.content ?? "";
    }
    return chunks.map((chunk) => ({ ...chunk, system_fingerprint: Mixed.text.slice(-3) }));
  }
}

class Hasty extends AcmeDecoder {
  override push(frame: Parameters<AcmeDecoder["push"]>[0]) {
    const chunks = super.push(frame);
    if (chunks.some(({ choices }) => choices.some((choice) => choice.finish_reason !== null))) {
      this.finished = true;
    }
    return chunks;
  }
}

class Inventive extends AcmeDecoder {
  override finished = true;
  override push(frame: Parameters<AcmeDecoder["push"]>[0]) {
    for (const chunk of super.push(frame)) {
      for (const choice of chunk.choices) choice.finish_reason ??= "stop";
      return [chunk];
    }
    return [];
  }
}

class Deaf extends AcmeDecoder {
  readonly #mute: string;
  constructor(mute: string) {
    super();
    this.#mute = mute;
  }
  override push(frame: Parameters<AcmeDecoder["push"]>[0]) {
    try {
      return super.push(frame);
    } catch (error) {
      if ((error as Error).name === this.#mute) return [];
      throw error;
    }
  }
}

class Nervous extends AcmeDecoder {
  override push(frame: Parameters<AcmeDecoder["push"]>[0]) {
    if (frame.data.includes("unheard")) throw new LLMError("protocol", "an unknown event");
    return super.push(frame);
  }
}

class Eager extends AcmeDecoder {
  override push(frame: Parameters<AcmeDecoder["push"]>[0]) {
    const chunks = super.push(frame);
    const [choice] = chunks[0]?.choices ?? [];
    if (choice?.delta.content) {
      choice.finish_reason = "stop";
      this.finished = true;
      this.closed = true;
    }
    return chunks;
  }
}

/** Reads the body ahead, so that nobody can stop it. */
async function detached(url: string, { signal: _, ...init }: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  response.body?.pipeTo(writable, { preventCancel: true }).catch(() => undefined);
  return new Response(readable, response);
}

function knownOnly(completion: ChatCompletion): ChatCompletion {
  const { id, object, created, model, choices, usage } = completion;
  return { id, object, created, model, choices, ...(usage === undefined ? {} : { usage }) };
}

const PLANTED: [CheckName, string, ProviderDefinition][] = [
  ["answers", "a codec that throws", codec({ decode: () => JSON.parse("{") as ChatCompletion })],
  [
    "agreement",
    "whole answers that are tidied up",
    codec({
      decode(value) {
        const completion = toCompletion(value);
        for (const { message } of completion.choices) {
          message.content = message.content?.replace("!", "") ?? null;
        }
        return completion;
      },
    }),
  ],
  ["splits", "bytes that are taken for whole frames", codec({ framing: forgetful })],
  ["framing", "a parser that knows one line ending", codec({ framing: narrow })],
  ["prefixes", "an end at the first finish reason of several", decoder(() => new Hasty())],
  ["prefixes", "a finish reason that is invented", decoder(() => new Inventive())],
  ["resets", "streams that share their state", decoder(() => new Mixed())],
  ["malformed-frames", "frames that are skipped", decoder(() => new Deaf("MalformedFrameError"))],
  ["error-frames", "errors that are skipped", decoder(() => new Deaf("ErrorFrame"))],
  ["parameters", "a field that is dropped", body(({ seed: _, ...rest }) => rest)],
  [
    "parameters",
    "a value that is not the caller's",
    body((sent) => ("temperature" in sent ? { ...sent, temperature: 1 } : sent)),
  ],
  [
    "parameters",
    "a field that is dropped beside another",
    body(({ top_k, ...rest }) => ("top_p" in rest ? rest : { ...rest, top_k })),
  ],
  [
    "parameters",
    "a field that is sent under a wrong account",
    codec({
      encode(request, context) {
        if (request.user != null) context.report({ field: "user", outcome: "ignored" });
        return { path: "/chat", body: toBody(request, context) };
      },
    }),
  ],
  [
    "inputs",
    "messages that are changed in place",
    body((sent, request) => {
      const messages = request.messages as unknown as { cache_control?: unknown }[];
      for (const message of messages) delete message.cache_control;
      return sent;
    }),
  ],
  ["purity", "a body that counts", body((sent) => ({ ...sent, nonce: ++counter }))],
  ["purity", "streams that share their state", decoder(() => new Mixed())],
  [
    "purity",
    "streams that share their state, with frames of its own",
    codec({ createDecoder: () => new Mixed(), framing: narrow }),
  ],
  ["unknown-events", "events that are taken for errors", decoder(() => new Nervous())],
  [
    "unknown-fields",
    "an answer of known fields only",
    codec({ decode: (value) => knownOnly(toCompletion(value)) }),
  ],
  [
    "unknown-reasons",
    "a reason that is taken for the usual one",
    codec({
      decode(value) {
        const completion = toCompletion(value);
        for (const choice of completion.choices) {
          if ((choice.finish_reason as string) === "other") {
            choice.finish_reason = "stop" satisfies FinishReason;
          }
        }
        return completion;
      },
    }),
  ],
  [
    "way-back",
    "arguments that are written anew",
    body((sent, { messages }) => ({
      ...sent,
      messages: messages.map((message) => {
        if (message.role !== "assistant" || message.tool_calls === undefined) return message;
        const calls = message.tool_calls.map((call) => {
          if (call.type === "custom") return call;
          const { name, arguments: text } = call.function;
          return { ...call, function: { name, arguments: JSON.stringify(JSON.parse(text)) } };
        });
        return { ...message, tool_calls: calls };
      }),
    })),
  ],
  [
    "secrets",
    "a key in the cause of an error",
    acme({
      authorize(_request, credentials) {
        throw new TypeError(`Cannot sign with ${JSON.stringify(credentials)}`);
      },
    }),
  ],
  [
    "http",
    "an address of its own",
    acme({ authorize: (request) => ({ ...request, url: "http://127.0.0.1:9/v1/chat" }) }),
  ],
  ["drops", "an end at the first text", decoder(() => new Eager())],
  ["aborts", "an upstream that runs on", acme({ settings: { fetch: detached } })],
  [
    "stalls",
    "an upstream that runs on",
    acme({ settings: { fetch: (url, { signal: _, ...init }) => fetch(url, init) } }),
  ],
  [
    "statuses",
    "an error that the codec cannot read",
    codec({
      decodeError: ({ body: said }) => ({
        kind: "server",
        message: (said as { error: { message: string } }).error.message,
      }),
    }),
  ],
  [
    "statuses",
    "one kind for every status",
    codec({ decodeError: () => ({ kind: "server", message: "It did not work" }) }),
  ],
  [
    "statuses",
    "a page for a message",
    codec({
      decodeError: ({ status, body: said }) => ({
        kind: kindOfStatus(status),
        message: JSON.stringify(said ?? "nothing came"),
      }),
    }),
  ],
];

describe("the conformance kit finds", () => {
  test.each(PLANTED)("%s: %s", async (check, _what, provider) => {
    // One stream is enough where each place costs a wait.
    const waits = check === "aborts" || check === "stalls";
    const transcripts = waits
      ? few("text").filter(({ stream }) => stream)
      : few("text", "tool-calls", "two-choices");
    const options = { ...OPTIONS, pairs: pairsOf(transcripts), checks: [check], inTimeMs: 50 };
    const { failed, checks } = await runConformance(provider, transcripts, options);
    expect(failed).toBe(1);
    expect(checks[0]?.failures.length).toBeGreaterThan(0);
    expect(checks[0]?.failures.map(({ subject }) => subject)).not.toContain(check);
  });

  test("each kind of fault with one that is planted", async () => {
    const { checks } = await runConformance(acme(), [], OPTIONS);
    const planted = new Set(PLANTED.map(([check]) => check));
    expect([...planted].sort()).toEqual(checks.map(({ check }) => check).sort());
  });
});
