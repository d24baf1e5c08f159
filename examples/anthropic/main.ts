import { replayWithoutKey } from "@vllora-examples/recorded";

const recordings = [
  "anthropic-claude-sonnet-4-0-stream-2.s1",
  "anthropic-claude-sonnet-4-0-stream-2.s2",
  "anthropic-prompt-caching-stream-legacy.s1",
  "anthropic-prompt-caching-stream-legacy.s2",
].map((name) => `provider-anthropic/test/fixtures/anthropic/${name}`);
const replay = await replayWithoutKey("anthropic", recordings);

// #region readme
import { type ChatMessage, VlloraLLMClient } from "@vllora/core";
import "@vllora/provider-anthropic/register";

const client = new VlloraLLMClient(); // key from VLLORA_ANTHROPIC_API_KEY
const model = "claude-sonnet-5";

// Thinking: signed blocks go back with the message, as they came.
const messages: ChatMessage[] = [
  { role: "user", content: "How many primes below 400 contain 79 as a substring?" },
];
for (const question of ["Which ones were they?", undefined]) {
  const stream = await client.completions.createStream({
    model,
    messages,
    reasoning_effort: "low",
    // The newest models keep the text of their thoughts back otherwise.
    provider_options: { anthropic: { thinking: { type: "adaptive", display: "summarized" } } },
  });
  for await (const chunk of stream) {
    const { reasoning_content: thought, content } = chunk.choices[0]?.delta ?? {};
    process.stdout.write(thought ?? content ?? "");
  }
  messages.push((await stream.finalResponse()).message);
  if (question !== undefined) messages.push({ role: "user", content: question });
  console.log("\n");
}
// #endregion

// Caching: the second call reads what the first has written.
const articles = "Three long articles. ".repeat(500);
for (const instruction of ["Summarise them.", "Summarise them in a sentence each."]) {
  const stream = await client.completions.createStream({
    model,
    messages: [
      { role: "system", content: articles, cache_control: { type: "ephemeral" } },
      { role: "user", content: instruction },
    ],
  });
  const { text, usage } = await stream.finalResponse();
  console.log(text, usage?.prompt_tokens_details, "\n");
}
await replay[Symbol.asyncDispose]();
