import { inspect } from "node:util";
import { type Fetch, LLMError, type LLMErrorKind, VlloraLLMClient } from "@vllora/core";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionRequest,
} from "@vllora/core/provider";
import { openaiCompatible } from "@vllora/provider-openai-compatible";
import fc from "fast-check";

/** Inputs of all properties together; set FUZZ_RUNS for a longer run. */
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 100_000);
/** The same inputs each time; set FUZZ_SEED for others. fast-check prints it when a property fails. */
const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_122);
/** An input that takes longer hangs. */
const LONGEST_MS = 2_000;

export const KEY = "sk-fuzz-0123456789abcdefghij";

const REQUEST: ChatCompletionRequest = {
  model: "m",
  messages: [{ role: "user", content: "Hello" }],
};

/** How many inputs a property with this share of all gets. */
function runsOf(share: number): number {
  return Math.ceil(RUNS * share);
}

/** Time for a property: far more than it needs, so that only what hangs runs into it. */
export function timeOf(share: number): number {
  return 30_000 + runsOf(share) * 5;
}

/** Checks a property on its share of the inputs. Nothing may be rejected unheard, and no prototype may change. */
export async function holds<T>(
  share: number,
  input: fc.Arbitrary<T>,
  property: (value: T) => Promise<void>,
): Promise<void> {
  const unheard: unknown[] = [];
  const listen = (reason: unknown) => unheard.push(reason);
  process.on("unhandledRejection", listen);
  const before = prototypes();
  const { stackTraceLimit } = Error;
  // Most inputs end in an error, and its stack would take longer than the rest.
  Error.stackTraceLimit = 1;
  try {
    const timed = async (value: T) => {
      const start = performance.now();
      await property(value);
      check(performance.now() - start < LONGEST_MS, "took too long");
      check(prototypes() === before, "changed a prototype");
    };
    await fc.assert(fc.asyncProperty(input, timed), {
      numRuns: runsOf(share),
      seed: SEED,
      timeout: LONGEST_MS * 2,
    });
    // Rejections are reported after the microtasks of a turn.
    await new Promise((resolve) => setImmediate(resolve));
    check(unheard.length === 0, `rejected unheard: ${inspect(unheard[0])}`);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    process.off("unhandledRejection", listen);
  }
}

/** Runs some hundred thousand times, where `expect` would cost more than what it looks at. */
export function check(condition: boolean, problem: string): void {
  if (!condition) throw new Error(problem);
}

/** Changes when somebody adds to a prototype that everybody has. */
function prototypes(): number {
  return (
    Reflect.ownKeys(Object.prototype).length * 1_000_000 +
    Reflect.ownKeys(Array.prototype).length * 1_000 +
    Reflect.ownKeys(Function.prototype).length +
    Object.keys({}).length
  );
}

/** What a fake server answers. */
export interface FakeAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly pieces: readonly Uint8Array[];
}

/** How a call ended. */
export interface Outcome {
  readonly chunks: readonly ChatCompletionChunk[];
  readonly completion?: ChatCompletion;
  readonly error?: LLMError;
}

/** A client whose answer can be set before each call. */
export class FuzzedClient {
  readonly #client: VlloraLLMClient;
  #answer: FakeAnswer | undefined;
  sent: string | undefined;

  constructor() {
    // All of a response that is looked at: real ones take longer to make than to read.
    const fetch = async (_url: string, { body }: RequestInit) => {
      this.sent = body as string;
      const { status, headers, pieces } = this.#answer as FakeAnswer;
      const left = pieces.values();
      const reader = { read: async () => left.next(), cancel: async () => undefined };
      const ok = status >= 200 && status < 300;
      return { ok, status, headers, body: { getReader: () => reader } };
    };
    this.#client = new VlloraLLMClient({
      provider: openaiCompatible({
        baseURL: "https://example.com/v1",
        apiKey: KEY,
        fetch: fetch as unknown as Fetch,
      }),
      maxRetries: 0,
      maxResponseBytes: 1_000_000,
    });
  }

  async stream(answer: FakeAnswer, request = REQUEST): Promise<Outcome> {
    this.#answer = answer;
    const chunks: ChatCompletionChunk[] = [];
    try {
      const stream = await this.#client.completions.createStream(request);
      for await (const chunk of stream) chunks.push(chunk);
      return { chunks, completion: (await stream.finalResponse()).toJSON() };
    } catch (error) {
      return { chunks, error: llmError(error) };
    }
  }

  async whole(answer: FakeAnswer, request = REQUEST): Promise<Outcome> {
    this.#answer = answer;
    this.sent = undefined;
    try {
      const completion = (await this.#client.completions.create(request)).toJSON();
      return { chunks: [], completion };
    } catch (error) {
      return { chunks: [], error: llmError(error) };
    }
  }
}

function llmError(error: unknown): LLMError {
  if (LLMError.is(error)) return error;
  throw new Error("Expected an LLMError", { cause: error });
}

/** What can be wrong with an answer. Never `contract`: the provider package did nothing wrong. */
const OF_THE_WIRE: ReadonlySet<LLMErrorKind> = new Set([
  "authentication",
  "permission",
  "invalid_request",
  "not_found",
  "context_length",
  "content_filter",
  "rate_limit",
  "quota",
  "overloaded",
  "server",
  "timeout",
  "interrupted",
  "protocol",
]);

/** An error of an answer: of a kind that fits, and without the key. */
export function checkWireError(error: LLMError): void {
  check(OF_THE_WIRE.has(error.kind), `of kind ${error.kind}: ${error.message}`);
  check(error.message.length < 1_000, "has a message without end");
  check(!secretIn(error), "shows the key");
}

export function secretIn(error: LLMError): boolean {
  let shown = `${error.stack} ${JSON.stringify(error)}`;
  for (let at: unknown = error.cause; at instanceof Error; at = at.cause) shown += at.stack;
  return shown.includes(KEY);
}

const FINISH_REASONS: ReadonlySet<unknown> = new Set([
  "stop",
  "length",
  "tool_calls",
  "content_filter",
  "function_call",
  "other",
]);

/** An answer that ended well is one: what its type says about its text, calls and counts is so. */
export function checkCompletion({ id, model, created, choices, usage }: ChatCompletion): void {
  check(typeof id === "string" && typeof model === "string", "has no id or model");
  check(typeof created === "number", "has no time");
  check(choices.length > 0, "has no choice");
  for (const { index, message, finish_reason } of choices) {
    check(Number.isInteger(index) && index >= 0, `has the choice ${index}`);
    check(FINISH_REASONS.has(finish_reason), `ended with ${finish_reason}`);
    check(isText(message.content) && isText(message.refusal), "has content that is no text");
    check(isText(message.reasoning_content), "has reasoning that is no text");
    for (const call of message.tool_calls ?? []) {
      const [name, text] =
        call.type === "custom"
          ? [call.custom.name, call.custom.input]
          : [call.function.name, call.function.arguments];
      check(typeof call.id === "string" && call.id !== "", "has a call without id");
      check(typeof name === "string" && name !== "", "has a call without name");
      check(typeof text === "string", "has a call without arguments");
    }
  }
  if (usage == null) return;
  for (const count of [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens]) {
    check(Number.isFinite(count) && count >= 0, `counts ${count} tokens`);
  }
}

function isText(value: unknown): boolean {
  return value == null || typeof value === "string";
}
