import { exampleProvider } from "@vllora-examples/recorded";

const { replayedFrom, close } = await exampleProvider("openai");
const baseURL = replayedFrom ?? "https://api.openai.com/v1";
const apiKey = process.env["VLLORA_OPENAI_API_KEY"] ?? "any key will do for recordings";
if (replayedFrom !== undefined) console.log(`No key: recorded answers from ${replayedFrom}\n`);

// #region readme
import { VlloraLLMClient } from "@vllora/core";
import "@vllora/provider-openai/register";
import type OpenAI from "openai";

const client = new VlloraLLMClient({ apiKey, baseURL }); // was: new OpenAI({ apiKey, baseURL })
const params: OpenAI.Chat.ChatCompletionCreateParamsNonStreaming = {
  model: "gpt-4.1-mini",
  messages: [{ role: "user", content: "Invent a new holiday." }],
};

const completion: OpenAI.ChatCompletion = await client.chat.completions.create(params);
console.log(completion.choices[0]?.message.content);

const stream = await client.chat.completions.create({ ...params, stream: true });
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? "");
// #endregion
console.log();
await close();
