import { fileURLToPath } from "node:url";
import type { ProviderDefinition } from "@vllora/core";
import { registerProvider } from "@vllora/core/provider";
import { anthropic } from "@vllora/provider-anthropic";
import { bedrock } from "@vllora/provider-bedrock";
import { gemini, vertex } from "@vllora/provider-gemini";
import { openai } from "@vllora/provider-openai";
import { openaiCompatible } from "@vllora/provider-openai-compatible";
import { readCase, startReplayServer } from "@vllora/testing";

/** A provider for the examples: the real one where its key is set, else recorded answers over HTTP on this machine. */
export interface ExampleProvider {
  readonly name: string;
  readonly model: string;
  readonly provider: ProviderDefinition;
  /** Address of the replay server, when it answers. */
  readonly replayedFrom: string | undefined;
  close(): Promise<void>;
}

interface Recording {
  readonly model: string;
  readonly key: string;
  readonly cases: readonly string[];
  readonly make: (options: { baseURL?: string; apiKey?: null }) => ProviderDefinition;
}

const RECORDINGS: { readonly [name: string]: Recording } = {
  openai: {
    model: "gpt-4.1-nano",
    key: "VLLORA_OPENAI_API_KEY",
    cases: [
      "provider-openai/test/fixtures/openai-chat/openai-text-2",
      "provider-openai/test/fixtures/openai-chat/openai-text",
    ],
    make: openai,
  },
  deepseek: {
    model: "deepseek-reasoner",
    key: "VLLORA_DEEPSEEK_API_KEY",
    cases: [
      "provider-openai-compatible/test/fixtures/compat-deepseek/chat-deepseek-thinking-control-returns-reasoning-content-for-effort-high",
      "provider-openai-compatible/test/fixtures/compat-deepseek/deepseek-model-thinking-stream",
    ],
    make: (options) =>
      openaiCompatible({ name: "deepseek", baseURL: "https://api.deepseek.com/v1", ...options }),
  },
  anthropic: {
    model: "claude-sonnet-5",
    key: "VLLORA_ANTHROPIC_API_KEY",
    cases: [
      "provider-anthropic/test/fixtures/anthropic/anthropic-text-2",
      "provider-anthropic/test/fixtures/anthropic/anthropic-text",
    ],
    make: anthropic,
  },
  gemini: {
    model: "gemini-2.5-pro",
    key: "VLLORA_GEMINI_API_KEY",
    cases: [
      "provider-gemini/test/fixtures/gemini/google-model-web-search-tool-stream.s2",
      "provider-gemini/test/fixtures/gemini/google-model-web-search-tool-stream.s1",
    ],
    make: gemini,
  },
  vertex: {
    model: "gemini-3-flash-preview",
    key: "VLLORA_VERTEX_API_KEY",
    cases: [
      "provider-gemini/test/fixtures/vertex/chat-basic-chat-functionality-vertexai-gemini-2-5-flash-successfully-use",
      "provider-gemini/test/fixtures/vertex/chat-with-extended-thinking-vertexai-gemini-3-flash-preview-streams-thin",
    ],
    make: vertex,
  },
  bedrock: {
    model: "us.amazon.nova-micro-v1:0",
    key: "VLLORA_BEDROCK_API_KEY",
    cases: [
      "provider-bedrock/test/fixtures/bedrock/test-bedrock-bedrock-model-top-p",
      "provider-bedrock/test/fixtures/bedrock/test-bedrock-bedrock-model-iter-stream.s2",
    ],
    make: bedrock,
  },
};

/** Every provider that the examples know. */
export const PROVIDERS: readonly string[] = Object.keys(RECORDINGS);

/** Sets one up. Close it when done. `inTurn` names recordings that answer one after the other, whatever is asked. */
export async function exampleProvider(
  name: string,
  inTurn?: readonly string[],
): Promise<ExampleProvider> {
  const recording = RECORDINGS[name];
  if (recording === undefined) throw new Error(`No recording for "${name}"`);
  const { model, key, cases, make } = recording;
  if (process.env[key]) {
    return {
      name,
      model,
      provider: make({}),
      replayedFrom: undefined,
      close: async () => undefined,
    };
  }
  const packages = new URL("../../packages/", import.meta.url);
  const read = await Promise.all(
    (inTurn ?? cases).map((path) => readCase(fileURLToPath(new URL(path, packages)))),
  );
  const played = inTurn === undefined ? read : read.map(({ model: _, ...found }) => found);
  const server = await startReplayServer(played, { delayMs: 2 });
  return {
    name,
    model,
    provider: make({ baseURL: server.url, apiKey: null }),
    replayedFrom: server.url,
    close: () => server.close(),
  };
}

/** Lets recorded answers stand in for a provider where its key is not set, so that an example can be read as it would be written. */
export async function replayWithoutKey(
  name = "openai",
  inTurn?: readonly string[],
): Promise<AsyncDisposable> {
  const example = await exampleProvider(name, inTurn);
  if (example.replayedFrom !== undefined) {
    const key = `VLLORA_${name.toUpperCase()}_API_KEY`;
    console.log(`No ${key}: recorded answers from ${example.replayedFrom}\n`);
    registerProvider(example.provider, { override: true });
  }
  return { [Symbol.asyncDispose]: () => example.close() };
}
