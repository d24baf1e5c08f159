import type { ConverseRequest } from "@aws-sdk/client-bedrock-runtime";
import { PROMPT, TOOL } from "../payload.ts";
import type { Client, Contender, Usage } from "../wire.ts";

const [{ content: system }, { content: question }] = PROMPT;
const { parameters, ...NAMED } = TOOL;
/** What the AWS client calls a document: JSON, but not as a constant. */
const schema = JSON.parse(JSON.stringify(parameters));
const REQUEST = {
  modelId: "anthropic.claude-sonnet-4-5-20250929-v1:0",
  system: [{ text: system }],
  messages: [{ role: "user", content: [{ text: question }] }],
} satisfies ConverseRequest;
const SETTINGS = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
};

/** The vendor's own package, over HTTP/1.1, which the server speaks. */
export const awsPackage: Contender = {
  name: "aws-sdk",
  imports: ["@aws-sdk/client-bedrock-runtime", "@smithy/node-http-handler"],
  program: `
    import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
    import { NodeHttpHandler } from "@smithy/node-http-handler";
    const settings = { ...${JSON.stringify(SETTINGS)}, endpoint: process.env.BASE_URL };
    const client = new BedrockRuntimeClient({ ...settings, requestHandler: new NodeHttpHandler() });
    const { stream } = await client.send(new ConverseStreamCommand(${JSON.stringify(REQUEST)}));
    let text = "";
    for await (const event of stream) text += event.contentBlockDelta?.delta?.text ?? "";
    console.log(text);
    client.destroy();`,
  async connect(baseURL) {
    const { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } = await import(
      "@aws-sdk/client-bedrock-runtime"
    );
    const { NodeHttpHandler } = await import("@smithy/node-http-handler");
    const requestHandler = new NodeHttpHandler({ httpAgent: { maxSockets: 256 } });
    const client = new BedrockRuntimeClient({
      ...SETTINGS,
      endpoint: baseURL,
      maxAttempts: 1,
      requestHandler,
    });
    const tools = [{ toolSpec: { ...NAMED, inputSchema: { json: schema } } }];
    return {
      async stream(onText) {
        const { stream = [] } = await client.send(new ConverseStreamCommand(REQUEST));
        let usage: Awaited<ReturnType<Client["stream"]>>;
        for await (const { contentBlockDelta, metadata } of stream) {
          const text = contentBlockDelta?.delta?.text;
          if (text) {
            const wait = onText(text);
            if (wait !== undefined) await wait;
          }
          if (metadata?.usage !== undefined) usage = toUsage(metadata.usage);
        }
        return usage;
      },
      async tool(onFragment) {
        const request = { ...REQUEST, toolConfig: { tools } };
        const { stream = [] } = await client.send(new ConverseStreamCommand(request));
        let name: string | undefined;
        for await (const { contentBlockStart, contentBlockDelta } of stream) {
          name ??= contentBlockStart?.start?.toolUse?.name;
          const input = contentBlockDelta?.delta?.toolUse?.input;
          if (input) await onFragment(input);
        }
        return name;
      },
      async whole() {
        const { output, usage } = await client.send(new ConverseCommand(REQUEST));
        return {
          text: output?.message?.content?.[0]?.text ?? null,
          usage: usage === undefined ? undefined : toUsage(usage),
        };
      },
    };
  },
};

function toUsage({
  inputTokens = 0,
  outputTokens = 0,
}: {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
}): Usage {
  return { prompt_tokens: inputTokens, completion_tokens: outputTokens };
}
