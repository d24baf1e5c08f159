import { PROMPT, TOOL } from "../payload.ts";
import type { Client, Contender } from "../wire.ts";

const MODEL = "gpt-4o";

/** The vendor's own package. */
export const openaiPackage: Contender = {
  name: "openai",
  imports: ["openai"],
  program: `
    import OpenAI from "openai";
    const client = new OpenAI({ apiKey: "k", baseURL: process.env.BASE_URL });
    const messages = ${JSON.stringify(PROMPT)};
    const request = { model: "${MODEL}", messages, stream: true };
    let text = "";
    for await (const chunk of await client.chat.completions.create(request)) {
      text += chunk.choices[0]?.delta.content ?? "";
    }
    console.log(text);`,
  async connect(baseURL) {
    const { OpenAI } = await import("openai");
    const client = new OpenAI({ apiKey: "k", baseURL, maxRetries: 0 });
    const { completions } = client.chat;
    const messages = [...PROMPT];
    const streamed = {
      model: MODEL,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    } as const;
    const tools = [{ type: "function" as const, function: TOOL }];
    return {
      async stream(onText) {
        let usage: Awaited<ReturnType<Client["stream"]>>;
        for await (const chunk of await completions.create(streamed)) {
          const text = chunk.choices[0]?.delta.content;
          if (text) {
            const wait = onText(text);
            if (wait !== undefined) await wait;
          }
          if (chunk.usage) usage = chunk.usage;
        }
        return usage;
      },
      async tool(onFragment) {
        let name: string | undefined;
        for await (const chunk of await completions.create({ ...streamed, tools })) {
          const called = chunk.choices[0]?.delta.tool_calls?.[0]?.function;
          if (called?.name) name = called.name;
          if (called?.arguments) await onFragment(called.arguments);
        }
        return name;
      },
      async whole() {
        const { choices, usage } = await completions.create({ model: MODEL, messages });
        return { text: choices[0]?.message.content ?? null, usage };
      },
    };
  },
};
