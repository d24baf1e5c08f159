import { replayWithoutKey } from "@vllora-examples/recorded";

const replay = await replayWithoutKey();

// #region readme
import { VlloraLLMClient } from "@vllora/core";
import "@vllora/provider-openai/register";

const client = new VlloraLLMClient(); // key from VLLORA_OPENAI_API_KEY
const reply = await client.completions.create({
  model: "gpt-4.1-mini",
  messages: [
    { role: "system", content: "You are a helpful assistant." },
    { role: "user", content: "Invent a new holiday." },
  ],
});
console.log(reply.text, reply.finishReason, reply.usage);
// #endregion
await replay[Symbol.asyncDispose]();
