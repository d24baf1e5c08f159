import type { Fetch } from "../src/index.ts";

/** One request as a fake `fetch` saw it. */
export interface SentRequest {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: { readonly [name: string]: string };
  /** The parsed body. */
  readonly body: { readonly [field: string]: unknown };
}

/** A `fetch` that remembers what was sent. */
export interface FakeFetch extends Fetch {
  readonly sent: SentRequest[];
}

/** Makes one answer; each is made anew, since a body can be read only once. */
export type Answer = () => Response | Promise<Response>;

/** A `fetch` that gives these answers in turn, and then the last one again and again. */
export function answering(...answers: readonly Answer[]): FakeFetch {
  const sent: SentRequest[] = [];
  const fetch: Fetch = async (url, init) => {
    const body = typeof init.body === "string" ? JSON.parse(init.body) : {};
    const headers = init.headers as { readonly [name: string]: string };
    sent.push({ url, method: init.method, headers, body });
    const answer = answers[sent.length - 1] ?? answers.at(-1);
    if (answer === undefined) throw new Error("No answer is left");
    return await answer();
  };
  return Object.assign(fetch, { sent });
}

/** A JSON answer. */
export function json(
  body: unknown,
  status = 200,
  headers: { readonly [name: string]: string } = {},
): Answer {
  return () =>
    new Response(JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json", ...headers },
    });
}

/** A stream of server-sent events; text is sent as it is, all else as JSON. */
export function events(
  frames: readonly unknown[],
  headers: { readonly [name: string]: string } = {},
): Answer {
  const text = frames
    .map((frame) => `data: ${typeof frame === "string" ? frame : JSON.stringify(frame)}\n\n`)
    .join("");
  return () => new Response(text, { headers: { "content-type": "text/event-stream", ...headers } });
}

/** The body of a whole answer. */
export function completion(fields: { readonly [field: string]: unknown } = {}) {
  return {
    id: "chatcmpl-1",
    object: "chat.completion" as const,
    created: 1_700_000_000,
    model: "gpt-4.1-mini",
    choices: [
      {
        index: 0,
        message: { role: "assistant" as const, content: "Hi there", refusal: null },
        finish_reason: "stop" as const,
        logprobs: null,
      },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    ...fields,
  };
}

/** A piece of a streamed answer. */
export function chunk(
  delta: { readonly [field: string]: unknown },
  finish: string | null = null,
  fields: { readonly [field: string]: unknown } = {},
) {
  return {
    id: "chatcmpl-1",
    object: "chat.completion.chunk" as const,
    created: 1_700_000_000,
    model: "gpt-4.1-mini",
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...fields,
  };
}

/** The frames of "Hi there". */
export const HELLO_FRAMES: readonly unknown[] = [
  chunk({ role: "assistant", content: "" }),
  chunk({ content: "Hi" }),
  chunk({ content: " there" }),
  chunk({}, "stop"),
  {
    ...chunk({}),
    choices: [],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  },
  "[DONE]",
];
