import { exampleProvider } from "@vllora-examples/recorded";

const { replayedFrom, close } = await exampleProvider("deepseek");
const endpoint = replayedFrom ?? "https://api.deepseek.com/v1";
if (replayedFrom !== undefined)
  console.log(`No VLLORA_DEEPSEEK_API_KEY: recorded answers from ${endpoint}\n`);

// #region readme
import { VlloraLLMClient } from "@vllora/core";
import "@vllora/provider-openai-compatible/register";

// Any name for any server that speaks OpenAI's API; the key is in VLLORA_DEEPSEEK_API_KEY.
const client = new VlloraLLMClient().withModelProvider("deepseek").withInferenceEndpoint(endpoint);

const stream = await client.completions.createStream({
  model: "deepseek-reasoner",
  messages: [{ role: "user", content: "Hello" }],
});
for await (const chunk of stream) {
  const { reasoning_content: thought, content } = chunk.choices[0]?.delta ?? {};
  process.stdout.write(thought ?? content ?? "");
}
// #endregion
console.log();
await close();
