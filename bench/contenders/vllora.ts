import type { ProviderDefinition, VlloraLLMClient } from "@vllora/core";
import { PROMPT, TOOL } from "../payload.ts";
import type { Client, Contender } from "../wire.ts";

/** Which of our providers speaks a wire. */
export interface OwnProvider {
  readonly package: string;
  /** Name of the factory that the package exports. */
  readonly factory: string;
  /** With the provider before it. */
  readonly model: string;
  provider(baseURL: string): Promise<ProviderDefinition>;
}

/** Our client with one provider, from `dist`: with what is there by default, and with our own transport for Node. */
export function vllora(own: OwnProvider): readonly [Contender, Contender] {
  return [contender(own, false), contender(own, true)];
}

function contender(own: OwnProvider, nodeHttp: boolean): Contender {
  return {
    name: nodeHttp ? "vllora, node:http" : "vllora",
    imports: ["@vllora/core", ...(nodeHttp ? ["@vllora/core/node"] : []), own.package],
    program: `
      import { VlloraLLMClient } from "@vllora/core";
      ${nodeHttp ? 'import { nodeHttp } from "@vllora/core/node";' : ""}
      import { ${own.factory} } from "${own.package}";
      const settings = { apiKey: "k", baseURL: process.env.BASE_URL${nodeHttp ? ", fetch: nodeHttp()" : ""} };
      const client = new VlloraLLMClient({ providers: [${own.factory}(settings)] });
      const messages = ${JSON.stringify(PROMPT)};
      const stream = await client.completions.createStream({ model: "${own.model}", messages });
      let text = "";
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
      console.log(text);`,
    async connect(baseURL) {
      const { VlloraLLMClient } = await import("@vllora/core");
      const providers = [await own.provider(baseURL)];
      const fetch = nodeHttp ? (await import("@vllora/core/node")).nodeHttp() : undefined;
      return ownClient(new VlloraLLMClient({ providers, maxRetries: 0, fetch }), own.model);
    },
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
