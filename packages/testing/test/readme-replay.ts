import { VlloraLLMClient } from "@vllora/core";
import { openai } from "../../provider-openai/src/index.ts";
import { readTranscripts, replayFetch } from "../src/index.ts";

const fetch = replayFetch(await readTranscripts("test/transcripts"));
const client = new VlloraLLMClient({ provider: openai({ apiKey: "any", fetch }) });
const { text } = await client.completions.create({
  model: "gpt-4.1-nano",
  messages: [{ role: "user", content: "Hello" }],
});

console.log(text); // Hello! How can I help?
