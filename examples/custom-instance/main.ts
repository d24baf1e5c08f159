// #region readme
import { DummyModelInstance, VlloraLLMClient } from "@vllora/core";

// In production: your router, your cache, your own model. It needs invoke() and stream().
const client = new VlloraLLMClient().withInstance(new DummyModelInstance());

const reply = await client.completions
  .withInputVariables({ language: "French" })
  .onEvent(({ event }) => console.log("event:", event.type))
  .create({
    model: "any",
    messages: [{ role: "user", content: "Say hello in {{ language }}." }],
  });
console.log(reply.text);
// #endregion
