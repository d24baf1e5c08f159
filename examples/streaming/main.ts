import { replayWithoutKey } from "@vllora-examples/recorded";

const replay = await replayWithoutKey();

// #region readme
import { LLMError, VlloraLLMClient } from "@vllora/core";
import "@vllora/provider-openai/register";

const client = new VlloraLLMClient();
try {
  const stream = await client.completions.createStream({
    model: "gpt-4.1-mini",
    messages: [{ role: "user", content: "Invent a new holiday." }],
  });
  for await (const chunk of stream) {
    process.stdout.write(chunk.choices[0]?.delta.content ?? "");
  }
  const { usage, finishReason } = await stream.finalResponse();
  console.log("\n", finishReason, usage);
} catch (error) {
  // A cut stream, a bad frame, an abort: never a clean end, and what had arrived is in the error.
  if (!LLMError.is(error)) throw error;
  console.error(error.kind, error.message, error.partial?.choices[0]?.message.content);
}
// #endregion
await replay[Symbol.asyncDispose]();
