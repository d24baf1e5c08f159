import type OpenAI from "openai";
import { describe, expectTypeOf, it } from "vitest";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionRequest,
  ChatMessage,
  EmbeddingRequest,
  EmbeddingResponse,
  ImageEditRequest,
  ImageEditStreamEvent,
  ImageGenerationRequest,
  ImageGenerationStreamEvent,
  ImageResponse,
  Model,
  ResponseInputItem,
  ResponseObject,
  ResponseOutputItem,
  ResponseRequest,
  ResponseStreamEvent,
  Tool,
  ToolChoice,
} from "../src/index.ts";

describe("requests of the openai package are requests of ours", () => {
  it("takes its chat requests, messages, tools and tool choices", () => {
    expectTypeOf<OpenAI.ChatCompletionCreateParams>().toExtend<ChatCompletionRequest>();
    expectTypeOf<OpenAI.ChatCompletionMessageParam>().toExtend<ChatMessage>();
    expectTypeOf<OpenAI.ChatCompletionTool>().toExtend<Tool>();
    expectTypeOf<OpenAI.ChatCompletionToolChoiceOption>().toExtend<ToolChoice>();
  });

  it("takes its embedding requests", () => {
    expectTypeOf<OpenAI.EmbeddingCreateParams>().toExtend<EmbeddingRequest>();
  });

  it("takes its image requests, edits with the images as File, Blob or bytes", () => {
    expectTypeOf<OpenAI.ImageGenerateParams>().toExtend<ImageGenerationRequest>();
    type Edit = Omit<OpenAI.ImageEditParams, "image" | "mask"> & {
      image: File | File[];
      mask?: Blob;
    };
    expectTypeOf<Edit>().toExtend<ImageEditRequest>();
    expectTypeOf<{ prompt: string; image: Uint8Array }>().toExtend<ImageEditRequest>();
  });

  it("takes its Responses requests with every item and tool", () => {
    expectTypeOf<OpenAI.Responses.ResponseCreateParams>().toExtend<ResponseRequest>();
    expectTypeOf<OpenAI.Responses.ResponseInputItem>().toExtend<ResponseInputItem>();
    expectTypeOf<OpenAI.Responses.ResponseOutputItem>().toExtend<ResponseInputItem>();
  });
});

describe("our answers are answers of the openai package", () => {
  it("gives its chat completions and chunks", () => {
    expectTypeOf<ChatCompletion>().toExtend<OpenAI.ChatCompletion>();
    expectTypeOf<ChatCompletionChunk>().toExtend<OpenAI.ChatCompletionChunk>();
  });

  it("gives its embeddings", () => {
    expectTypeOf<OpenAI.CreateEmbeddingResponse>().toExtend<EmbeddingResponse>();
    expectTypeOf<Required<EmbeddingResponse>>().toExtend<OpenAI.CreateEmbeddingResponse>();
  });

  it("gives its models, where the provider says all of it", () => {
    expectTypeOf<Required<Model>>().toExtend<OpenAI.Model>();
    expectTypeOf<OpenAI.Model>().toExtend<Model>();
  });

  it("gives its images and image events", () => {
    expectTypeOf<ImageResponse>().toExtend<OpenAI.ImagesResponse>();
    expectTypeOf<ImageGenerationStreamEvent>().toExtend<OpenAI.ImageGenStreamEvent>();
    expectTypeOf<ImageEditStreamEvent>().toExtend<OpenAI.ImageEditStreamEvent>();
  });

  it("gives its responses, once output_text is computed as that package does", () => {
    type WithText = ResponseObject & { output_text: string };
    expectTypeOf<WithText>().toExtend<OpenAI.Responses.Response>();
    expectTypeOf<ResponseOutputItem>().toExtend<OpenAI.Responses.ResponseOutputItem>();
  });

  it("gives its response events, once their responses have output_text", () => {
    type Spread<Event> = Event extends { type: infer Type }
      ? Type extends string
        ? Omit<Event, "type" | "response"> & { type: Type } & (Event extends {
              response: ResponseObject;
            }
              ? { response: ResponseObject & { output_text: string } }
              : unknown)
        : never
      : never;
    expectTypeOf<Spread<ResponseStreamEvent>>().toExtend<OpenAI.Responses.ResponseStreamEvent>();
    expectTypeOf<OpenAI.Responses.ResponseStreamEvent["type"]>().toEqualTypeOf<
      ResponseStreamEvent["type"]
    >();
  });

  it("takes answers back into the next request", () => {
    expectTypeOf<ChatCompletion["choices"][number]["message"]>().toExtend<ChatMessage>();
    expectTypeOf<ResponseOutputItem>().toExtend<ResponseInputItem>();
  });
});
