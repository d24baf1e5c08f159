import { fileURLToPath } from "node:url";
import {
  type ChatCompletionChunk,
  type ChatCompletionRequest,
  type ChatCompletionResult,
  type Fetch,
  LLMError,
  type ProviderDefinition,
  VlloraLLMClient,
} from "@vllora/core";
import { readCases, replayFetch, type Transcript } from "@vllora/testing";
import { toChatRequest } from "../src/inbound.ts";
import { gemini, vertex } from "../src/index.ts";

/** A recorded call. */
export type RecordedCase = Transcript;

/** A JSON object of which nothing is known. */
export type Loose = { readonly [key: string]: unknown };

const ALL: readonly RecordedCase[] = await readCases(
  fileURLToPath(new URL("fixtures/", import.meta.url)),
);

/** Every recorded case under `test/fixtures` that is of generateContent. */
export const CASES = ALL.filter(({ name }) => !name.includes("/embedding-"));

/** Those of embeddings. */
export const EMBEDDINGS = ALL.filter(({ name }) => name.includes("/embedding-"));

/** Those with a stream that was asked for as one, and came as server-sent events. */
export const STREAMS = CASES.filter(
  (found) => found.stream && typeOf(found).startsWith("text/event-stream"),
);

/** The HTTP status that was answered with. */
export function statusOf(found: RecordedCase): number {
  return found.response?.status ?? 0;
}

function typeOf(found: RecordedCase): string {
  return found.response?.headers["content-type"] ?? "";
}

/** Cases for `test.each`: the name first. */
export function named(cases: readonly RecordedCase[]): [string, RecordedCase][] {
  return cases.map((found) => [found.name, found]);
}

/** The case of a name. */
export function caseOf(name: string): RecordedCase {
  const found = CASES.find((item) => item.name === name);
  if (found === undefined) throw new Error(`No recorded case ${name}`);
  return found;
}

/** Which of the two providers a case is of. */
function idOf({ name }: RecordedCase): "gemini" | "vertex" {
  return name.startsWith("vertex/") ? "vertex" : "gemini";
}

/** The provider of a case, without credentials of the machine. */
export function providerOf(found: RecordedCase, fetch: Fetch): ProviderDefinition {
  return idOf(found) === "vertex" ? vertex({ apiKey: "k", fetch }) : gemini({ apiKey: "k", fetch });
}

/** The model of a case. */
export function modelOf(found: RecordedCase): string {
  const { url = "" } = found.request ?? {};
  return /models\/([^/:]+):/.exec(url)?.[1] ?? found.model ?? "gemini-2.5-flash";
}

/** The recorded request as one of ours; a plain one where none was recorded. */
export function requestOf(found: RecordedCase): ChatCompletionRequest {
  const model = modelOf(found);
  if (found.request === undefined) {
    return { model, messages: [{ role: "user", content: "Hello" }] };
  }
  const body = found.request.body as { contents: object[] };
  return toChatRequest(body, { model, provider: idOf(found) });
}

/** What a call gave. */
export interface Outcome {
  readonly chunks: readonly ChatCompletionChunk[];
  readonly completion: ChatCompletionResult | undefined;
  readonly error: LLMError | undefined;
}

/** Asks for a whole answer, and is given the recorded one. */
export async function askWhole(found: RecordedCase): Promise<Outcome> {
  const client = clientOf(found, replayFetch(found));
  return await outcomeOf(async () => ({
    chunks: [],
    completion: await client.completions.create(requestOf(found)),
  }));
}

/** Asks for a stream, and is given the recorded one. */
export async function askStreamed(found: RecordedCase): Promise<Outcome> {
  const client = clientOf(found, replayFetch(found));
  const chunks: ChatCompletionChunk[] = [];
  const outcome = await outcomeOf(async () => {
    const stream = await client.completions.createStream(requestOf(found));
    for await (const chunk of stream) chunks.push(chunk);
    return { chunks, completion: await stream.finalResponse() };
  });
  return { ...outcome, chunks };
}

function clientOf(found: RecordedCase, fetch: Fetch): VlloraLLMClient {
  return new VlloraLLMClient({ provider: providerOf(found, fetch), maxRetries: 0 });
}

async function outcomeOf(run: () => Promise<Omit<Outcome, "error">>): Promise<Outcome> {
  try {
    return { ...(await run()), error: undefined };
  } catch (error) {
    if (!LLMError.is(error)) throw error;
    return { chunks: [], completion: undefined, error };
  }
}

/** What a fetch was called with. */
export interface SentRequest {
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Loose;
}

/**
 * What our client sends for a request; the request says whether a stream is asked for. Nothing answers it.
 * @throws what the client throws before it sends.
 */
export async function sentFor(
  request: ChatCompletionRequest,
  make: (fetch: Fetch) => ProviderDefinition = (fetch) => gemini({ apiKey: "k", fetch }),
): Promise<SentRequest> {
  let sent: SentRequest | undefined;
  const provider = make(async (url, { headers, body }) => {
    const names = headers as SentRequest["headers"];
    sent = { url, headers: names, body: JSON.parse(String(body)) as Loose };
    throw new Error("Nobody answers");
  });
  const client = new VlloraLLMClient({ provider, maxRetries: 0 });
  try {
    await client.chat.completions.create(request);
  } catch (error) {
    if (sent === undefined || !LLMError.is(error)) throw error;
  }
  return sent as SentRequest;
}
