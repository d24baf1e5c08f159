import { VlloraLLMClient } from "@vllora/core";
import { acme } from "./acme.ts";

// Stands in for the server of the invented API.
const fakeServer = async (_url: string, init: RequestInit) => {
  const { stream, heat } = JSON.parse(String(init.body)) as { stream: boolean; heat?: number };
  const end = { why: "done", tokens_in: 5, tokens_out: 4 };
  if (!stream) return Response.json({ text: `Beep, at heat ${heat}.`, end });
  const frames = [{ text: "Be" }, { text: "ep." }, { end }];
  const body = frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join("");
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
};

const client = new VlloraLLMClient({ providers: [acme({ apiKey: "any", fetch: fakeServer })] });
const messages = [{ role: "user" as const, content: "Hello" }];

const reply = await client.completions.create({
  model: "acme-1",
  messages,
  temperature: 0.5,
  seed: 7,
});
console.log(reply.text, reply.usage);
for (const { field, outcome, note } of reply.warnings)
  console.log("warning:", field, outcome, note);

for await (const chunk of await client.completions.createStream({ model: "acme-1", messages })) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
}
console.log();
