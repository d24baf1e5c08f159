import { registerProvider } from "@vllora/core/provider";
import { exampleProvider } from "@vllora-examples/recorded";

const { provider, replayedFrom, close } = await exampleProvider("gemini");
if (replayedFrom !== undefined) {
  console.log(`No VLLORA_GEMINI_API_KEY: recorded answers from ${replayedFrom}\n`);
  registerProvider(provider, { override: true });
}

// #region readme
import { VlloraLLMClient } from "@vllora/core";
import "@vllora/provider-gemini/register";

const client = new VlloraLLMClient(); // key from VLLORA_GEMINI_API_KEY

const stream = await client.completions.createStream({
  model: "gemini-2.5-pro",
  messages: [{ role: "user", content: "What is the weather in San Francisco today?" }],
  reasoning_effort: "low",
  provider_options: { gemini: { tools: [{ googleSearch: {} }], include_thoughts: true } },
});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? "");

// What was searched comes with the end; signatures go back with the message.
const { message, usage } = await stream.finalResponse();
console.log("\n", message.annotations?.[0]?.url_citation.title, usage?.total_tokens);
// #endregion
await close();
