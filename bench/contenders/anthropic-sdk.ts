import type { Message, MessageParam, Tool } from "@anthropic-ai/sdk/resources/messages";
import { PROMPT, TOOL } from "../payload.ts";
import type { Client, Contender } from "../wire.ts";

const [{ content: system }, { content: question }] = PROMPT;
const messages: MessageParam[] = [{ role: "user", content: question }];
const REQUEST = { model: "claude-sonnet-5", max_tokens: 4096, system, messages };

/** The vendor's own package, its raw loop. */
export const anthropicPackage: Contender = {
  name: "anthropic-sdk",
  imports: ["@anthropic-ai/sdk"],
  program: `
    import Anthropic from "@anthropic-ai/sdk";
    const client = new Anthropic({ apiKey: "k", baseURL: process.env.BASE_URL });
    const request = { ...${JSON.stringify(REQUEST)}, stream: true };
    let text = "";
    for await (const event of await client.messages.create(request)) {
      if (event.type === "content_block_delta") text += event.delta.text ?? "";
    }
    console.log(text);`,
  async connect(baseURL) {
    const { Anthropic } = await import("@anthropic-ai/sdk");
    const client = new Anthropic({ apiKey: "k", baseURL, maxRetries: 0 });
    const { parameters, ...named } = TOOL;
    const tools = [{ ...named, input_schema: parameters as unknown as Tool.InputSchema }];
    return {
      async stream(onText) {
        let input = 0;
        let usage: Awaited<ReturnType<Client["stream"]>>;
        for await (const event of await client.messages.create({ ...REQUEST, stream: true })) {
          if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
            const wait = onText(event.delta.text);
            if (wait !== undefined) await wait;
          } else if (event.type === "message_start") {
            input = event.message.usage.input_tokens;
          } else if (event.type === "message_delta") {
            usage = { prompt_tokens: input, completion_tokens: event.usage.output_tokens };
          }
        }
        return usage;
      },
      async tool(onFragment) {
        let name: string | undefined;
        const stream = await client.messages.create({ ...REQUEST, tools, stream: true });
        for await (const event of stream) {
          if (event.type === "content_block_start" && event.content_block.type === "tool_use") {
            name = event.content_block.name;
          } else if (event.type === "content_block_delta") {
            if (event.delta.type === "input_json_delta") await onFragment(event.delta.partial_json);
          }
        }
        return name;
      },
      async whole() {
        return toWhole(await client.messages.create(REQUEST));
      },
    };
  },
};

function toWhole({ content, usage }: Message): Awaited<ReturnType<Client["whole"]>> {
  const [first] = content;
  return {
    text: first?.type === "text" ? first.text : null,
    usage: { prompt_tokens: usage.input_tokens, completion_tokens: usage.output_tokens },
  };
}
