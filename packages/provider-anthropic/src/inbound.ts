import type { ChatCompletionRequest, ChatMessage } from "@vllora/core/provider";
import { toMessages } from "./inbound/messages.ts";
import { toParameters } from "./inbound/parameters.ts";
import { toInstructionMessage } from "./inbound/system.ts";
import { toChatTools } from "./inbound/tools.ts";
import { traitsOf } from "./models.ts";
import type { MessagesRequest } from "./wire.ts";

export type { MessagesInput, MessagesRequest, WireBlock } from "./wire.ts";

/**
 * A request of the Messages API → ours: the inverse of what this provider sends, so that a gateway can take
 * Anthropic's wire and serve it by any provider. What only Anthropic knows goes into `provider_options.anthropic` and
 * `provider_fields.anthropic`, a field that nobody knows into `extra_body`. The request is not checked.
 *
 * Sent to Anthropic again it is the same request, but for these: `null` is left out; so are `stream: false`, an empty
 * `system`, and a `temperature` or `top_p` that is what the model does anyway; so is what the API refuses: empty texts,
 * empty messages of the model, thinking without a signature; neighbours of one role are one message; instructions
 * that begin `messages` go into `system`, later ones after what the user said; a tool result without content has an
 * empty one.
 */
export function toChatRequest(request: MessagesRequest): ChatCompletionRequest {
  const { model, messages, system, tools, ...others } = request;
  const traits = traitsOf(model);
  const { tools: functions, options: toolOptions } = toChatTools(tools ?? [], traits);
  const { options, ...parameters } = toParameters(others, traits);
  const own = { ...options, ...toolOptions };
  const instructions: ChatMessage[] = system == null ? [] : toInstructionMessage(system);
  return {
    model,
    messages: [...instructions, ...toMessages(messages)],
    ...(functions.length === 0 ? {} : { tools: functions }),
    ...parameters,
    ...(Object.keys(own).length === 0 ? {} : { provider_options: { anthropic: own } }),
  };
}
