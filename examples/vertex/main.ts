import { exampleProvider } from "@vllora-examples/recorded";

const { replayedFrom, close } = await exampleProvider("vertex");
const options = replayedFrom === undefined ? {} : { baseURL: replayedFrom, apiKey: null };
if (replayedFrom !== undefined) {
  console.log(`No VLLORA_VERTEX_API_KEY: recorded answers from ${replayedFrom}\n`);
}

// #region readme
import { VlloraLLMClient } from "@vllora/core";
import { vertex } from "@vllora/provider-gemini";

// Application-default credentials, unless `credentials`, `accessToken` or `apiKey` is passed.
const provider = vertex({ project: "my-project", location: "global", ...options });
const client = new VlloraLLMClient({ provider });

const stream = await client.completions.createStream({
  model: "gemini-3-flash-preview",
  messages: [{ role: "user", content: "What is 15 * 23?" }],
  thinking: { type: "enabled" },
});
for await (const chunk of stream) {
  const { reasoning_content: thought, content } = chunk.choices[0]?.delta ?? {};
  process.stdout.write(thought ?? content ?? "");
}
console.log((await stream.finalResponse()).usage);
// #endregion
await close();
