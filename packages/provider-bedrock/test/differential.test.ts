import {
  BedrockRuntimeClient,
  type ContentBlock,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import type { ChatCompletion } from "@vllora/core/provider";
import type { Transcript } from "@vllora/testing";
import { describe, expect, test } from "vitest";
import {
  askStreamed,
  askWhole,
  named,
} from "../../provider-openai-compatible/test/recorded-cases.ts";
import { bedrock } from "../src/index.ts";
import { bedrockCases } from "./cases.ts";
import { ERRORS } from "./recorded-errors.ts";

const cases = (await bedrockCases()).filter(
  ({ name, response }) => ERRORS[name] === undefined && response?.status === 200,
);

/** The AWS client over recorded bytes. */
function awsClient({ response, body }: Transcript): BedrockRuntimeClient {
  const stream = async function* () {
    yield body;
  };
  const handler = {
    metadata: { handlerProtocol: "http/1.1" },
    handle: async () => ({
      response: {
        statusCode: 200,
        headers: { ...response?.headers },
        body: response?.headers["content-type"]?.includes("eventstream") ? stream() : body,
      },
    }),
  };
  return new BedrockRuntimeClient({
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    // Of its interface, what the client calls.
    requestHandler: handler as never,
    streamCollector: async (bytes: Uint8Array) => bytes,
    maxAttempts: 1,
  });
}

const INPUT: ConverseCommandInput = {
  modelId: "m",
  messages: [{ role: "user", content: [{ text: "Hello" }] }],
};

/** An answer in plain terms, for comparison. */
interface Plain {
  text: string;
  reasoning: string;
  signatures: string[];
  redacted: string[];
  calls: { id: string | undefined; name: string | undefined; input: unknown }[];
  stop: string | undefined;
  tokens: (number | undefined)[];
}

function ours({ choices, usage }: ChatCompletion): Plain {
  const { message, native_finish_reason: stop } = choices[0] as ChatCompletion["choices"][0];
  const details = message.reasoning_details ?? [];
  const { cached_tokens: read, cache_creation_tokens: written } =
    usage?.prompt_tokens_details ?? {};
  return {
    text: message.content ?? "",
    reasoning: message.reasoning_content ?? "",
    signatures: details.flatMap((detail) =>
      detail.type === "reasoning.text" && detail.signature ? [detail.signature] : [],
    ),
    redacted: details.flatMap((detail) =>
      detail.type === "reasoning.encrypted" ? [detail.data] : [],
    ),
    calls: (message.tool_calls ?? []).map((call) => {
      if (call.type !== "function") throw new Error("Expected a function");
      const { name, arguments: text } = call.function;
      return { id: call.id, name, input: JSON.parse(text) as unknown };
    }),
    stop: stop ?? undefined,
    tokens: [
      usage && usage.prompt_tokens - (read ?? 0) - (written ?? 0),
      usage?.completion_tokens,
      read,
      written,
    ],
  };
}

function nothing(): Plain {
  return { text: "", reasoning: "", signatures: [], redacted: [], calls: [], stop: "", tokens: [] };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

function add(plain: Plain, block: ContentBlock): void {
  const { text, citationsContent, reasoningContent, toolUse } = block;
  plain.text += text ?? (citationsContent?.content ?? []).map((piece) => piece.text).join("");
  plain.reasoning += reasoningContent?.reasoningText?.text ?? "";
  const { signature } = reasoningContent?.reasoningText ?? {};
  if (signature) plain.signatures.push(signature);
  if (reasoningContent?.redactedContent) {
    plain.redacted.push(base64(reasoningContent.redactedContent));
  }
  // Those of Bedrock's own tools are no calls for the application.
  if (toolUse && toolUse.type !== "server_tool_use") {
    plain.calls.push({ id: toolUse.toolUseId, name: toolUse.name, input: toolUse.input });
  }
}

async function awsWhole(found: Transcript): Promise<Plain> {
  const { output, stopReason, usage } = await awsClient(found).send(new ConverseCommand(INPUT));
  const plain = nothing();
  for (const block of output?.message?.content ?? []) add(plain, block);
  const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } = usage ?? {};
  return {
    ...plain,
    stop: stopReason,
    tokens: [inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens],
  };
}

async function awsStreamed(found: Transcript): Promise<Plain> {
  const { stream } = await awsClient(found).send(new ConverseStreamCommand(INPUT));
  const plain = nothing();
  const inputs = new Map<number | undefined, { call: Plain["calls"][0]; text: string }>();
  for await (const event of stream ?? []) {
    const { contentBlockIndex: index, start } = event.contentBlockStart ?? {};
    if (start?.toolUse && start.toolUse.type !== "server_tool_use") {
      const call = { id: start.toolUse.toolUseId, name: start.toolUse.name, input: {} };
      plain.calls.push(call);
      inputs.set(index, { call, text: "" });
    }
    const { delta, contentBlockIndex: place } = event.contentBlockDelta ?? {};
    plain.text += delta?.text ?? "";
    const { text, signature, redactedContent } = delta?.reasoningContent ?? {};
    plain.reasoning += text ?? "";
    if (signature) plain.signatures.push(signature);
    if (redactedContent) plain.redacted.push(base64(redactedContent));
    const open = inputs.get(place);
    if (open && delta?.toolUse) open.text += delta.toolUse.input ?? "";
    if (event.messageStop) plain.stop = event.messageStop.stopReason;
    const { usage } = event.metadata ?? {};
    if (usage) {
      const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } = usage;
      plain.tokens = [inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens];
    }
  }
  for (const { call, text } of inputs.values()) {
    if (text !== "") call.input = JSON.parse(text) as unknown;
  }
  return plain;
}

describe("the AWS client and we say the same of the same bytes", () => {
  test.each(named(cases))("%s", async (_name, found) => {
    const ask = found.stream ? askStreamed : askWhole;
    const credentials = { api_key: "k", region: "us-east-1" };
    const { completion } = await ask(found, (_case, fetch) => bedrock({ credentials, fetch }));
    if (completion === undefined) throw new Error("Expected an answer");
    const theirs = await (found.stream ? awsStreamed(found) : awsWhole(found));
    expect(ours(completion)).toEqual(theirs);
  });

  test("in every case that is no error", () => {
    expect(cases).toHaveLength(68);
  });
});
