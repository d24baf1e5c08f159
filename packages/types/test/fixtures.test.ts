import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  chatCompletionRequestSchema,
  embeddingRequestSchema,
  imageGenerationRequestSchema,
  responseRequestSchema,
} from "../src/schemas/index.ts";

const directory = new URL("./fixtures/", import.meta.url);
const schemas = {
  chat: chatCompletionRequestSchema,
  embeddings: embeddingRequestSchema,
  images: imageGenerationRequestSchema,
  responses: responseRequestSchema,
};

describe("requests that OpenAI answered", () => {
  const files = readdirSync(directory).filter((name) => name.endsWith(".json"));
  it.each(files)("are accepted, with nothing lost: %s", (name) => {
    const body: unknown = JSON.parse(readFileSync(new URL(name, directory), "utf8"));
    const api = name.split("-")[0] as keyof typeof schemas;
    expect(schemas[api].parse(body)).toEqual(body);
  });
});
