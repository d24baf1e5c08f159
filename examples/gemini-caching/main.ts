import { cacheServer } from "./server.ts";

const options = process.env["VLLORA_GEMINI_API_KEY"] ? {} : { apiKey: "none", fetch: cacheServer };
if ("fetch" in options) console.log("No VLLORA_GEMINI_API_KEY: answers are written down\n");

// #region readme
import { VlloraLLMClient } from "@vllora/core";
import { gemini, geminiCaches } from "@vllora/provider-gemini";

const model = "gemini-2.5-flash";
const caches = geminiCaches(options);
const cache = await caches.create({
  model,
  messages: [
    { role: "system", content: "You answer from the handbook alone." },
    { role: "user", content: "The handbook: …" }, // a few thousand tokens at least
  ],
  ttlSeconds: 600,
});

const client = new VlloraLLMClient({ provider: gemini(options) });
const reply = await client.completions.create({
  model,
  messages: [{ role: "user", content: "In one short sentence, what does the handbook describe?" }],
  provider_options: { gemini: { cached_content: cache.name } },
});
console.log(reply.text, reply.usage?.prompt_tokens_details?.cached_tokens);

await caches.update(cache.name, { ttlSeconds: 3600 });
for await (const { name, expireTime } of caches.list()) console.log(name, expireTime);
await caches.delete(cache.name);
// #endregion
