import type { VlloraLLMClient } from "@vllora/core";
import { PROMPT, TOOL } from "../payload.ts";
import type { Client, Contender } from "../wire.ts";

/** Which of our providers speaks a wire. */
export interface OwnProvider {
  readonly package: string;
  /** Name of the factory that the package exports. */
  readonly factory: string;
  /** With the provider before it. */
  readonly model: string;
  client(baseURL: string): Promise<VlloraLLMClient>;
}

/** Our client with one provider, from `dist`. */
export function vllora(provider: OwnProvider): Contender {
  return {
    name: "vllora",
    imports: ["@vllora/core", provider.package],
    program: `
      import { VlloraLLMClient } from "@vllora/core";
      import { ${provider.factory} } from "${provider.package}";
      const settings = { apiKey: "k", baseURL: process.env.BASE_URL };
      const client = new VlloraLLMClient({ providers: [${provider.factory}(settings)] });
      const messages = ${JSON.stringify(PROMPT)};
      const stream = await client.completions.createStream({ model: "${provider.model}", messages });
      let text = "";
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
      console.log(text);`,
    connect: async (baseURL) => ownClient(await provider.client(baseURL), provider.model),
  };
}

function ownClient({ completions }: VlloraLLMClient, model: string): Client {
  const tools = [{ type: "function" as const, function: TOOL }];
  return {
    async stream(onText) {
      let usage: Awaited<ReturnType<Client["stream"]>>;
      for await (const chunk of await completions.createStream({ model, messages: PROMPT })) {
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
      const request = { model, messages: PROMPT, tools };
      for await (const chunk of await completions.createStream(request)) {
        const called = chunk.choices[0]?.delta.tool_calls?.[0]?.function;
        if (called?.name) name = called.name;
        if (called?.arguments) await onFragment(called.arguments);
      }
      return name;
    },
    async whole() {
      const { text, usage } = await completions.create({ model, messages: PROMPT });
      return { text, usage };
    },
  };
}
