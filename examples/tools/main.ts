import { replayWithoutKey } from "@vllora-examples/recorded";

const recordings = ["s1", "s2"].map(
  (step) =>
    `provider-anthropic/test/fixtures/anthropic/streams-tool-calls-and-resumes-with-results.${step}`,
);
const replay = await replayWithoutKey("anthropic", recordings);

// #region readme
import { tool, VlloraLLMClient } from "@vllora/core";
import "@vllora/provider-anthropic/register";
import { z } from "zod";

const secrets: { [password: string]: string | undefined } = {
  mellon: "Welcome to Moria!",
  radiance: "Life before Death",
};

const retrieve = tool({
  name: "secret_retrieval_tool",
  description: "A tool that requires a password to retrieve a secret.",
  parameters: z.object({ password: z.string() }),
  run: ({ password }) => secrets[password] ?? "There is no such secret.",
});

const client = new VlloraLLMClient();
const stream = await client.completions
  .withTools([retrieve])
  .onEvent(({ event }) => {
    if (event.type === "tool_result") console.log(event.data.tool_name, "gave", event.data.output);
  })
  .createStream({
    model: "claude-haiku-4-5",
    messages: [
      { role: "user", content: 'Retrieve the secrets for the passwords "mellon" and "radiance".' },
    ],
  });
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? "");

// All of it: the answer of each step, the usage of both, and what to append to the history.
const { steps, usage, messages } = await stream.finalResponse();
console.log("\n", steps.length, "steps,", usage?.total_tokens, "tokens");
console.log(messages.map(({ role }) => role).join(", "));
// #endregion
await replay[Symbol.asyncDispose]();
