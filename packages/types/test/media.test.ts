import { describe, expect, it } from "vitest";
import type { ImageEditRequest } from "../src/index.ts";
import {
  base64EmbeddingResponseSchema,
  embeddingRequestSchema,
  embeddingResponseSchema,
  imageEditRequestSchema,
  imageGenerationRequestSchema,
  imageGenerationStreamEventSchema,
  imageResponseSchema,
} from "../src/schemas/index.ts";

describe("embeddings", () => {
  it.each([["a text"], [["one", "two"]], [[15339, 1917]], [[[15339], [1917, 0]]]])(
    "take texts and token ids: %j",
    (input) => {
      expect(embeddingRequestSchema.parse({ model: "m", input }).input).toEqual(input);
    },
  );

  it("refuse texts and token ids in one list", () => {
    expect(embeddingRequestSchema.safeParse({ model: "m", input: ["a", 1] }).success).toBe(false);
  });

  it("are numbers, or base64 where that was asked for", () => {
    const answer = (embedding: unknown) => ({
      object: "list",
      data: [{ object: "embedding", index: 0, embedding }],
      model: "text-embedding-3-small",
      usage: { prompt_tokens: 8, total_tokens: 8 },
    });
    expect(embeddingResponseSchema.parse(answer([0.5, -1]))).toEqual(answer([0.5, -1]));
    expect(base64EmbeddingResponseSchema.parse(answer("AAA="))).toEqual(answer("AAA="));
    expect(embeddingResponseSchema.safeParse(answer("AAA=")).success).toBe(false);
  });
});

describe("images", () => {
  it("take the sizes and qualities of every generation of models", () => {
    for (const request of [
      { model: "dall-e-3", prompt: "a cat", size: "1792x1024", quality: "hd", style: "vivid" },
      {
        model: "gpt-image-1",
        prompt: "a cat",
        size: "1536x1024",
        quality: "medium",
        background: "transparent",
        output_format: "webp",
        output_compression: 80,
        moderation: "low",
        stream: true,
        partial_images: 2,
      },
      { model: "gpt-image-2", prompt: "a cat", size: "2048x1152" },
    ]) {
      expect(imageGenerationRequestSchema.parse(request)).toEqual(request);
    }
    const request = { prompt: "a cat", quality: "superb" };
    expect(imageGenerationRequestSchema.safeParse(request).success).toBe(false);
  });

  it("edit bytes and blobs, passed as they are, and references", () => {
    const blob = new Blob(["x"], { type: "image/png" });
    const bytes = new Uint8Array([1, 2]);
    const request: ImageEditRequest = { prompt: "green", image: [blob, bytes], mask: blob };
    const parsed = imageEditRequestSchema.parse(request);
    expect(parsed.image).toEqual([blob, bytes]);
    expect(parsed.mask).toBe(blob);
    const remote = { prompt: "green", images: [{ image_url: "https://example.com/a.png" }] };
    expect(imageEditRequestSchema.parse(remote)).toEqual(remote);
    expect(imageEditRequestSchema.safeParse({ prompt: "green", image: 1 }).success).toBe(false);
  });

  it("come back whole or in unfinished pieces, with usage at the end", () => {
    const usage = {
      input_tokens: 50,
      input_tokens_details: { text_tokens: 10, image_tokens: 40 },
      output_tokens: 50,
      total_tokens: 100,
    };
    const answer = { created: 1713833628, data: [{ b64_json: "AA==" }], usage };
    expect(imageResponseSchema.parse(answer)).toEqual(answer);
    const event = {
      type: "image_generation.completed",
      b64_json: "AA==",
      created_at: 1,
      background: "auto",
      output_format: "png",
      quality: "high",
      size: "1024x1024",
      usage,
    };
    expect(imageGenerationStreamEventSchema.parse(event)).toEqual(event);
  });
});
