import { fileURLToPath } from "node:url";
import { VlloraLLMClient } from "@vllora/core";
import { formatScorecard, readTranscripts, replayFetch } from "@vllora/testing";
import { acme } from "./acme.ts";
import { prove } from "./prove.ts";

// Answers of the invented API, as a recorder would have written them.
const folder = fileURLToPath(new URL("./transcripts", import.meta.url));
const transcripts = await readTranscripts(folder);
const fetch = replayFetch(transcripts.filter(({ name }) => name.startsWith("hello")));

const client = new VlloraLLMClient({ providers: [acme({ apiKey: "any", fetch })] });
const messages = [{ role: "user" as const, content: "Hello" }];

const reply = await client.completions.create({
  model: "acme-1",
  messages,
  temperature: 0.5,
  seed: 7,
});
console.log(reply.text, reply.usage, fetch.requests[0]?.body);
for (const { field, outcome, note } of reply.warnings)
  console.log("warning:", field, outcome, note);

for await (const chunk of await client.completions.createStream({ model: "acme-1", messages })) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
}
console.log("\n");

const scorecard = await prove(transcripts);
console.log(formatScorecard(scorecard));
process.exitCode = scorecard.failed === 0 ? 0 : 1;
