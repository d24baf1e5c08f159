import { VlloraLLMClient } from "@vllora/core";
import { exampleProvider, PROVIDERS } from "@vllora-examples/recorded";

const examples = await Promise.all(PROVIDERS.map((name) => exampleProvider(name)));
const replayed = examples.filter(({ replayedFrom }) => replayedFrom !== undefined);
console.log(
  replayed.length === 0
    ? "Keys found: answers come from the providers."
    : `No key for ${replayed.map(({ name }) => name).join(", ")}: answers are recordings, replayed over HTTP on this machine. Set VLLORA_<PROVIDER>_API_KEY for the real ones.`,
);

const client = new VlloraLLMClient({ providers: examples.map(({ provider }) => provider) });
const messages = [{ role: "user" as const, content: "Invent a new holiday in one paragraph." }];

for (const { name, model } of examples) {
  const request = { model: `${name}/${model}`, messages };

  console.log(`\n── ${request.model}, whole`);
  const reply = await client.completions.create(request);
  console.log(reply.text);
  console.log(`[${reply.finishReason}]`, reply.usage);

  console.log(`\n── ${request.model}, streamed`);
  const stream = await client.completions.createStream(request);
  for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? "");
  const { finishReason, usage } = await stream.finalResponse();
  console.log(`\n[${finishReason}]`, usage ?? "(the server sent no usage)");
}

await Promise.all(examples.map((example) => example.close()));
