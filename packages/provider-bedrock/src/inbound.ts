import type { ChatCompletionRequest } from "@vllora/core/provider";
import { toMessages } from "./inbound/messages.ts";
import { toParameters } from "./inbound/parameters.ts";
import { toInstructions } from "./inbound/system.ts";
import { toChatTools } from "./inbound/tools.ts";
import { traitsOf } from "./models.ts";
import type { ConverseRequest } from "./wire.ts";

export type { ConverseMessage, ConverseRequest, WireBlock } from "./wire.ts";

/**
 * A request of Converse or ConverseStream → ours: the inverse of what this provider sends, so that a gateway can take
 * Bedrock's wire and serve it by any provider. The model's id, which the API has in its path, stands beside the body;
 * bytes are base64, as in JSON. What only Bedrock knows goes into `provider_options.bedrock` and
 * `provider_fields.bedrock`, a field that nobody knows into `extra_body`. The request is not checked.
 *
 * Sent to Bedrock again it is the same request, but for these: an empty `system`, `inferenceConfig`, `toolConfig` or
 * list of stops is left out, and so are `null`, empty texts of the model, and what the model itself refuses, such as
 * `top_k` beside thinking; neighbours of one role are one message; JSON text in `outputConfig` is written anew.
 */
export function toChatRequest(request: ConverseRequest): ChatCompletionRequest {
  const { modelId: model, messages = [], system = [], toolConfig, ...others } = request;
  const traits = traitsOf(model);
  const { tools, options: toolOptions } = toChatTools(toolConfig?.tools ?? []);
  const { options, ...parameters } = toParameters({ ...others, toolConfig }, traits);
  const own = { ...options, ...toolOptions };
  const conversation = [...toInstructions(system), ...toMessages(messages, traits)];
  return {
    model,
    // A managed prompt alone: ours wants a message, and sends nothing for this one.
    messages: conversation.length === 0 ? [{ role: "system", content: "" }] : conversation,
    ...(tools.length === 0 ? {} : { tools }),
    ...parameters,
    ...(Object.keys(own).length === 0 ? {} : { provider_options: { bedrock: own } }),
  };
}
