import { replayWithoutKey } from "@vllora-examples/recorded";

const replay = await replayWithoutKey();

// #region readme
import { VlloraLLMClient } from "@vllora/core";
import { nodeHttp } from "@vllora/core/node";
import "@vllora/provider-openai/register";

const client = new VlloraLLMClient({ fetch: nodeHttp() });
const stream = await client.completions.createStream({
  model: "gpt-4.1-mini",
  messages: [{ role: "user", content: "Invent a new holiday." }],
});
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
}
// #endregion
await replay[Symbol.asyncDispose]();
