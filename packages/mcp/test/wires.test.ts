import { readFileSync } from "node:fs";
import { type Fetch, VlloraLLMClient } from "@vllora/core";
import { anthropic } from "@vllora/provider-anthropic";
import { bedrock } from "@vllora/provider-bedrock";
import { gemini, vertex } from "@vllora/provider-gemini";
import { openai } from "@vllora/provider-openai";
import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type McpTools, mcpTools } from "../src/index.ts";
import { factory, NO_ARGUMENTS, published } from "./servers.ts";

function fixture(path: string): object {
  return JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")) as object;
}

function definition(path: string, name: string): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
  return ajv.addSchema(fixture(path), "api").compile({ $ref: `api#/$defs/${name}` });
}

const isGemini = definition(
  "provider-gemini/test/fixtures/schema/generate-content-request.json",
  "GenerateContentRequest",
);

const WIRES = [
  {
    name: "OpenAI",
    provider: (fetch: Fetch) => openai({ apiKey: "k", fetch }),
    model: "gpt-4.1-mini",
    isValid: new Ajv({ strict: false }).compile(
      fixture("provider-openai/test/fixtures/schema/chat-completion-create-params.json"),
    ),
  },
  {
    name: "Anthropic",
    provider: (fetch: Fetch) => anthropic({ apiKey: "k", fetch }),
    model: "claude-haiku-4-5",
    isValid: new Ajv({ strict: false }).compile(
      fixture("provider-anthropic/test/fixtures/schema/message-create-params.json"),
    ),
  },
  {
    name: "Gemini",
    provider: (fetch: Fetch) => gemini({ apiKey: "k", fetch }),
    model: "gemini-2.5-flash",
    isValid: isGemini,
  },
  {
    name: "Vertex AI",
    provider: (fetch: Fetch) => vertex({ accessToken: () => "t", project: "p", fetch }),
    model: "gemini-2.5-flash",
    isValid: isGemini,
  },
  {
    name: "Bedrock",
    provider: (fetch: Fetch) =>
      bedrock({ credentials: { api_key: "k", region: "us-east-1" }, fetch }),
    model: "anthropic.claude-sonnet-4-5-20250929-v1:0",
    isValid: definition("provider-bedrock/test/fixtures/schema/converse.json", "ConverseRequest"),
  },
] as const;

/** What servers may say without being wrong. */
const ODD = [
  { name: "2/fa code", description: "", inputSchema: {} },
  { name: "échange".repeat(20), title: "Échange", inputSchema: NO_ARGUMENTS },
  JSON.parse('{"name":"proto","inputSchema":{"type":"object","properties":{"__proto__":{}}}}'),
  {
    name: "refers",
    description: "\u001b[31mred\u0000",
    inputSchema: {
      type: "object",
      properties: { a: { $ref: "#/$defs/a" }, b: { oneOf: [{ type: "null" }, { const: 1 }] } },
      $defs: { a: { type: "array", items: { $ref: "#/$defs/a" } } },
    },
  },
];

describe("tools of a published server and of an odd one", () => {
  let mcp: McpTools;
  beforeAll(async () => {
    mcp = await mcpTools([published("everything"), { type: "memory", name: "odd" }], {
      servers: { odd: factory({ tools: ODD }) },
      required: true,
    });
  });
  afterAll(() => mcp?.close());

  it.each(WIRES)(
    "are offered to $name as its schema has it",
    async ({ provider, model, isValid }) => {
      let body: unknown;
      const fetch: Fetch = async (_, init) => {
        body = JSON.parse(String(init.body));
        return new Response(null, { status: 418 });
      };
      const client = new VlloraLLMClient({ provider: provider(fetch), maxRetries: 0 });
      const call = client.completions
        .withTools(mcp)
        .create({ model, messages: [{ role: "user", content: "Hello" }] });
      await expect(call).rejects.toMatchObject({ status: 418 });
      isValid(body);
      expect(isValid.errors).toBeNull();
      expect(mcp.tools.length).toBeGreaterThan(ODD.length);
      for (const { name } of mcp.tools) {
        expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/);
        expect(JSON.stringify(body)).toContain(`"name":${JSON.stringify(name)}`);
      }
    },
  );
});
