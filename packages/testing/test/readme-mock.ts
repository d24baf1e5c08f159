import { VlloraLLMClient } from "@vllora/core";
import { mockModel } from "../src/index.ts";

const model = mockModel([
  { tool_calls: [{ id: "call_1", type: "function", function: { name: "now", arguments: "{}" } }] },
  "It is noon.",
]);
const client = new VlloraLLMClient({ instance: model });

const question = { role: "user", content: "What time is it?" } as const;
const first = await client.completions.create({ model: "any", messages: [question] });
console.log(first.toolCalls[0]?.id); // call_1

const result = { role: "tool", tool_call_id: "call_1", content: "12:00" } as const;
const stream = await client.completions.createStream({
  model: "any",
  messages: [question, first.message, result],
});
for await (const chunk of stream) console.log(chunk.choices[0]?.delta.content); // "", "It ", "is ", …

console.log(model.calls.length); // 2
