import { fileURLToPath } from "node:url";
import {
  type ChatCompletionResult,
  type Fetch,
  LLMError,
  type ProviderDefinition,
  VlloraLLMClient,
} from "@vllora/core";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionRequest,
} from "@vllora/core/provider";
import { readCases, replayFetch, type Transcript } from "@vllora/testing";
import { openaiCompatible } from "../src/index.ts";

/** Makes the provider under test for one case. */
export type MakeProvider = (found: Transcript, fetch: Fetch) => ProviderDefinition;

/** The provider as its folder calls it. */
export const makeCompatible: MakeProvider = (found, fetch) =>
  openaiCompatible({
    name: providerOf(found),
    baseURL: "https://example.com/v1",
    apiKey: "k",
    fetch,
  });

/** The cases beside a test file, of chat completions. */
export async function recordedCases(testFile: string): Promise<Transcript[]> {
  return (await allCases(testFile)).filter((found) => !isEmbedding(found));
}

/** The cases beside a test file, of embeddings. */
export async function recordedEmbeddings(testFile: string): Promise<Transcript[]> {
  return (await allCases(testFile)).filter(isEmbedding);
}

function allCases(testFile: string): Promise<Transcript[]> {
  return readCases(fileURLToPath(new URL("./fixtures", testFile)));
}

function isEmbedding(found: Transcript): boolean {
  return providerOf(found).endsWith("-embeddings");
}

/** Cases with their names, for `test.each`, which shortens names that it finds in objects. */
export function named(cases: readonly Transcript[]): [name: string, found: Transcript][] {
  return cases.map((found) => [found.name, found]);
}

/** Folder of a case: its provider. */
export function providerOf({ name }: Transcript): string {
  return name.slice(0, name.indexOf("/"));
}

/** How an answer ended, and what came before its end. */
export interface Outcome {
  readonly chunks: readonly ChatCompletionChunk[];
  readonly completion?: ChatCompletion;
  readonly error?: LLMError;
}

/** Asks for the answer of a case, whole. */
export async function askWhole(found: Transcript, make: MakeProvider): Promise<Outcome> {
  try {
    const completion = await client(found, make, replayFetch(found)).completions.create(
      requestOf(found),
    );
    return { chunks: [], completion: plain(completion) };
  } catch (error) {
    return { chunks: [], error: llmError(error) };
  }
}

/** Asks for the answer of a case piece by piece. */
export function askStreamed(found: Transcript, make: MakeProvider): Promise<Outcome> {
  return readStream(client(found, make, replayFetch(found)), found);
}

async function readStream(asked: VlloraLLMClient, found: Transcript): Promise<Outcome> {
  const chunks: ChatCompletionChunk[] = [];
  try {
    const stream = await asked.completions.createStream(requestOf(found));
    for await (const chunk of stream) chunks.push(chunk);
    return { chunks, completion: plain(await stream.finalResponse()) };
  } catch (error) {
    return { chunks, error: llmError(error) };
  }
}

function client(found: Transcript, make: MakeProvider, fetch: Fetch): VlloraLLMClient {
  return new VlloraLLMClient({ provider: make(found, fetch), maxRetries: 0 });
}

/** What the decoder looks at of the request. */
function requestOf({ request, model = "m" }: Transcript): ChatCompletionRequest {
  const { n } = (request?.body ?? {}) as { readonly n?: number };
  return {
    model,
    messages: [{ role: "user", content: "Hello" }],
    ...(n === undefined ? {} : { n }),
  };
}

/** Without the accessors: what its JSON has. */
function plain(completion: ChatCompletionResult): ChatCompletion {
  return JSON.parse(JSON.stringify(completion)) as ChatCompletion;
}

function llmError(error: unknown): LLMError {
  if (LLMError.is(error)) return error;
  throw new Error("Expected an LLMError", { cause: error });
}
