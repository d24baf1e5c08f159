import { VlloraLLMClient } from "@vllora/core";
import { openai } from "../../provider-openai/src/index.ts";
import { recordFetch } from "../src/index.ts";

const recorder = recordFetch({ save: "test/transcripts" });
const client = new VlloraLLMClient({ provider: openai({ fetch: recorder.fetch }) });
await client.completions.create({
  model: "gpt-4.1-nano",
  messages: [{ role: "user", content: "Hello" }],
});
await recorder.saved(); // test/transcripts/0001.json
