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
import { type ReplayCase, type ReplayFetchOptions, readCases, replayFetch } from "@vllora/testing";
import { expect } from "vitest";

/** Makes the provider under test for one case. */
export type MakeProvider = (found: ReplayCase, fetch: Fetch) => ProviderDefinition;

/** The cases beside a test file. */
export function recordedCases(testFile: string): Promise<ReplayCase[]> {
  return readCases(fileURLToPath(new URL("./fixtures", testFile)));
}

/** Cases with their names, for `test.each`, which shortens names that it finds in objects. */
export function named(cases: readonly ReplayCase[]): [name: string, found: ReplayCase][] {
  return cases.map((found) => [found.name, found]);
}

/** Folder of a case: its provider. */
export function providerOf({ name }: ReplayCase): string {
  return name.slice(0, name.indexOf("/"));
}

/** How an answer ended, and what came before its end. */
export interface Outcome {
  readonly chunks: readonly ChatCompletionChunk[];
  readonly completion?: ChatCompletion;
  readonly error?: LLMError;
}

/** Asks for the answer of a case, whole. */
export async function askWhole(found: ReplayCase, make: MakeProvider): Promise<Outcome> {
  try {
    const completion = await client(found, make).completions.create(requestOf(found));
    return { chunks: [], completion: plain(completion) };
  } catch (error) {
    return { chunks: [], error: llmError(error) };
  }
}

/** Asks for the answer of a case piece by piece. */
export async function askStreamed(
  found: ReplayCase,
  make: MakeProvider,
  options?: ReplayFetchOptions,
): Promise<Outcome> {
  const chunks: ChatCompletionChunk[] = [];
  try {
    const stream = await client(found, make, options).completions.createStream(requestOf(found));
    for await (const chunk of stream) chunks.push(chunk);
    return { chunks, completion: plain(await stream.finalResponse()) };
  } catch (error) {
    return { chunks, error: llmError(error) };
  }
}

function client(
  found: ReplayCase,
  make: MakeProvider,
  options?: ReplayFetchOptions,
): VlloraLLMClient {
  const provider = make(found, replayFetch(found, options));
  return new VlloraLLMClient({ provider, maxRetries: 0 });
}

/** What the decoder looks at of the request. */
function requestOf({ request, model = "m" }: ReplayCase): ChatCompletionRequest {
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
  expect(LLMError.is(error), String(error)).toBe(true);
  return error as LLMError;
}
