import { replayWithoutKey } from "@vllora-examples/recorded";

const recording = "provider-anthropic/test/fixtures/anthropic/test-anthropic-opus-46-schema";
const replay = await replayWithoutKey("anthropic", [recording]);

// #region readme
import { StructuredOutputError, VlloraLLMClient } from "@vllora/core";
import "@vllora/provider-anthropic/register";
import { z } from "zod";

const dog = z.object({ name: z.string(), age: z.int(), bio: z.string() });

const client = new VlloraLLMClient();
try {
  const stream = await client.completions.parseStream(
    { model: "claude-opus-4-6", messages: [{ role: "user", content: "Invent a good dog" }] },
    dog,
  );
  let shown = 0;
  for await (const _ of stream) {
    const { name, bio = "" } = stream.partial ?? {}; // as far as it has come
    if (bio !== "") process.stdout.write(shown === 0 ? `${name}: ${bio}` : bio.slice(shown));
    shown = bio.length;
  }
  const { parsed } = await stream.finalResponse(); // whole, checked, and typed by the schema
  console.log("\n", parsed.name, "is", parsed.age);
} catch (error) {
  if (!StructuredOutputError.is(error)) throw error;
  console.error(error.reason, error.issues, error.text); // "refusal", "length", "schema", …
}
// #endregion
await replay[Symbol.asyncDispose]();
