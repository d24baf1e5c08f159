import type {
  CreateMessageRequestParams,
  CreateMessageResult,
  ModelPreferences,
} from "@modelcontextprotocol/client";
import { LLMError } from "@vllora/core";
import type {
  ChatCompletion,
  ChatCompletionRequest,
  ChatMessage,
  UserContentPart,
} from "@vllora/types";

/** What serves model calls: a client of vLLora, or anything of its shape. */
export interface SamplingClient {
  readonly completions: {
    create(
      request: ChatCompletionRequest,
      options?: { readonly signal?: AbortSignal },
    ): Promise<ChatCompletion>;
  };
}

/** How the model calls of servers are served. */
export interface SamplingOptions {
  readonly client: SamplingClient;
  /** The model: one for all, or chosen by what the server prefers, such as its `hints`. */
  readonly model: string | ((preferences: ModelPreferences | undefined) => string);
  /** Whether this call may be made, such as by asking the user. Absent: all may. */
  readonly approve?:
    | ((
        request: CreateMessageRequestParams,
        context: { readonly server: string },
      ) => boolean | Promise<boolean>)
    | undefined;
  /** The most tokens of an answer, whatever the server asks for. Default: what it asks for. */
  readonly maxTokens?: number | undefined;
}

/** Serves a server's `sampling/createMessage`. */
export async function sample(
  request: CreateMessageRequestParams,
  options: SamplingOptions,
  context: { readonly server: string; readonly signal: AbortSignal },
): Promise<CreateMessageResult> {
  const { client, model, approve } = options;
  const { server, signal } = context;
  const chosen = await own(() =>
    typeof model === "string" ? model : model(request.modelPreferences),
  );
  const chat = toChatRequest(request, options, chosen);
  if (approve !== undefined && !(await own(() => approve(request, { server })))) {
    throw new Error("The model call was not approved");
  }
  const reply = await own(() => client.completions.create(chat, { signal }));
  return toSamplingResult(reply, chat.model);
}

/** Does what is the application's; of what goes wrong, the server learns the kind alone. */
async function own<Result>(run: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw new Error(`The model call failed: ${LLMError.is(error) ? error.kind : "error"}`);
  }
}

function toChatRequest(
  request: CreateMessageRequestParams,
  { maxTokens }: SamplingOptions,
  model: string,
): ChatCompletionRequest {
  const { messages, systemPrompt, temperature, stopSequences = [] } = request;
  if ((request.tools ?? []).length > 0) {
    throw new Error("Tools in sampling are not supported; the capability is not declared");
  }
  const system: ChatMessage[] =
    systemPrompt === undefined ? [] : [{ role: "system", content: systemPrompt }];
  return {
    model,
    messages: [...system, ...messages.map(toChatMessage)],
    max_tokens: Math.min(request.maxTokens, maxTokens ?? request.maxTokens),
    ...(temperature === undefined ? {} : { temperature }),
    ...(stopSequences.length === 0 ? {} : { stop: stopSequences }),
  };
}

type SamplingMessage = CreateMessageRequestParams["messages"][number];
type SamplingBlock = Exclude<SamplingMessage["content"], readonly unknown[]>;

function toChatMessage({ role, content }: SamplingMessage): ChatMessage {
  const blocks = Array.isArray(content) ? content : [content];
  if (role === "user") return { role, content: blocks.map(toUserPart) };
  return {
    role,
    content: blocks.map((block) => {
      if (block.type === "text") return { type: "text", text: block.text };
      throw new Error(`An assistant message with content of type ${block.type} cannot be sent`);
    }),
  };
}

function toUserPart(block: SamplingBlock): UserContentPart {
  switch (block.type) {
    case "text":
      return { type: "text", text: block.text };
    case "image":
      return {
        type: "image_url",
        image_url: { url: `data:${block.mimeType};base64,${block.data}` },
      };
    case "audio":
      return {
        type: "input_audio",
        input_audio: { data: block.data, format: toAudioFormat(block.mimeType) },
      };
    case "tool_use":
    case "tool_result":
      throw new Error(`A message with content of type ${block.type} cannot be sent`);
  }
}

function toAudioFormat(mimeType: string): "wav" | "mp3" {
  if (/^audio\/(?:mpeg|mp3)\b/.test(mimeType)) return "mp3";
  if (/^audio\/(?:x-|vnd\.)?wave?\b/.test(mimeType)) return "wav";
  throw new Error(`Audio of type ${mimeType} cannot be sent`);
}

/** The protocol's words for the reasons that it has words for. */
const STOP_REASONS: { readonly [reason: string]: string } = {
  stop: "endTurn",
  length: "maxTokens",
};

function toSamplingResult(reply: ChatCompletion, model: string): CreateMessageResult {
  const choice = reply.choices[0];
  const { content, refusal } = choice?.message ?? {};
  const reason = choice?.finish_reason ?? undefined;
  return {
    model: reply.model || model,
    role: "assistant",
    content: { type: "text", text: content ?? refusal ?? "" },
    ...(reason === undefined ? {} : { stopReason: STOP_REASONS[reason] ?? reason }),
  };
}
