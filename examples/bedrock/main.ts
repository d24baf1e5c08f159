import { replayWithoutKey } from "@vllora-examples/recorded";

const recordings = ["s1", "s2"].map(
  (step) => `provider-bedrock/test/fixtures/bedrock/test-bedrock-bedrock-model-iter-stream.${step}`,
);
const replay = await replayWithoutKey("bedrock", recordings);

// #region readme
import { type ChatMessage, VlloraLLMClient } from "@vllora/core";
import "@vllora/provider-bedrock/register";

// Key from VLLORA_BEDROCK_API_KEY or AWS_BEARER_TOKEN_BEDROCK, else AWS's standard chain.
const client = new VlloraLLMClient();
const thermometer = {
  type: "function",
  function: {
    name: "get_temperature",
    description: "Get the current temperature in a city.",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
} as const;

const messages: ChatMessage[] = [
  { role: "user", content: "What is the temperature of the capital of France?" },
];
for (let turn = 0; turn < 2; turn++) {
  const stream = await client.completions.createStream({
    model: "us.amazon.nova-micro-v1:0",
    messages,
    tools: [thermometer],
    temperature: 0.2,
  });
  for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? "");
  const { message, toolCalls, finishReason, usage } = await stream.finalResponse();
  console.log("\n", finishReason, usage);

  // The message goes back as it is: reasoning, signatures and the order of its blocks are in it.
  messages.push(message);
  for (const { id } of toolCalls) {
    messages.push({ role: "tool", tool_call_id: id, content: "30°C" });
  }
}
// #endregion
await replay[Symbol.asyncDispose]();
