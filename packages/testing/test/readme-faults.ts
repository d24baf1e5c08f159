import { VlloraLLMClient } from "@vllora/core";
import { openai } from "../../provider-openai/src/index.ts";
import { faultyFetch, readTranscripts, replayFetch } from "../src/index.ts";

const recorded = replayFetch(await readTranscripts("test/transcripts"));
const fetch = faultyFetch(recorded, [
  { type: "status", status: 429, headers: { "retry-after": "0" } },
  { type: "reset" },
]);
const client = new VlloraLLMClient({ provider: openai({ apiKey: "any", fetch }) });
const { attempts } = await client.completions.create({
  model: "gpt-4.1-nano",
  messages: [{ role: "user", content: "Hello" }],
});

console.log(attempts); // 3
