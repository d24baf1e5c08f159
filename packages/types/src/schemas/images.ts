import {
  array,
  boolean,
  custom,
  exactOptional,
  literal,
  nullable,
  number,
  string,
  union,
  unknown,
} from "zod";
import type {
  GeneratedImage,
  ImageBackground,
  ImageBlob,
  ImageEditCompletedEvent,
  ImageEditPartialEvent,
  ImageEditQuality,
  ImageEditRequest,
  ImageEditStreamEvent,
  ImageGenerationCompletedEvent,
  ImageGenerationPartialEvent,
  ImageGenerationRequest,
  ImageGenerationStreamEvent,
  ImageOutputFormat,
  ImageQuality,
  ImageReference,
  ImageResponse,
  ImageSize,
  ImageTokensDetails,
  ImageUpload,
  ImageUsage,
} from "../images.ts";
import { providerOptionsSchema } from "./chat.ts";
import {
  exactly,
  mutableObject,
  openString,
  readonlyArray,
  readonlyObject,
  readonlyRecord,
  taggedUnion,
} from "./schema.ts";

/** Schema of `ImageSize`. */
export const imageSizeSchema = exactly<ImageSize>()(openString<ImageSize>());

/** Schema of `ImageBackground`. */
export const imageBackgroundSchema = exactly<ImageBackground>()(
  literal(["transparent", "opaque", "auto"]),
);

/** Schema of `ImageOutputFormat`. */
export const imageOutputFormatSchema = exactly<ImageOutputFormat>()(
  literal(["png", "jpeg", "webp"]),
);

const imageRequestBaseShape = {
  prompt: string(),
  model: exactOptional(nullable(string())),
  n: exactOptional(nullable(number())),
  size: exactOptional(nullable(imageSizeSchema)),
  background: exactOptional(nullable(imageBackgroundSchema)),
  output_compression: exactOptional(nullable(number())),
  output_format: exactOptional(nullable(imageOutputFormatSchema)),
  partial_images: exactOptional(nullable(number())),
  response_format: exactOptional(nullable(literal(["url", "b64_json"]))),
  stream: exactOptional(nullable(boolean())),
  user: exactOptional(string()),
  provider_options: exactOptional(providerOptionsSchema),
  extra_body: exactOptional(readonlyRecord(unknown())),
  extra_headers: exactOptional(readonlyRecord(string())),
};

/** Schema of `ImageQuality`. */
export const imageQualitySchema = exactly<ImageQuality>()(
  literal(["auto", "low", "medium", "high", "standard", "hd"]),
);

/** Schema of `ImageGenerationRequest`. */
export const imageGenerationRequestSchema = exactly<ImageGenerationRequest>()(
  readonlyObject({
    ...imageRequestBaseShape,
    quality: exactOptional(nullable(imageQualitySchema)),
    moderation: exactOptional(nullable(literal(["auto", "low"]))),
    style: exactOptional(nullable(literal(["vivid", "natural"]))),
  }),
);

// A Blob has its fields on the prototype, so it is passed as it is rather than copied.
const isImageBlob = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "arrayBuffer" in value;

/** Schema of `ImageBlob`: what has a method `arrayBuffer`. */
export const imageBlobSchema = exactly<ImageBlob>()(custom<ImageBlob>(isImageBlob));

/** Schema of `ImageUpload`. */
export const imageUploadSchema = exactly<ImageUpload>()(
  union([custom<Uint8Array>((value) => value instanceof Uint8Array), imageBlobSchema]),
);

/** Schema of `ImageReference`. */
export const imageReferenceSchema = exactly<ImageReference>()(
  readonlyObject({ image_url: exactOptional(string()), file_id: exactOptional(string()) }),
);

/** Schema of `ImageEditQuality`. */
export const imageEditQualitySchema = exactly<ImageEditQuality>()(
  literal(["auto", "low", "medium", "high", "standard"]),
);

/** Schema of `ImageEditRequest`. */
export const imageEditRequestSchema = exactly<ImageEditRequest>()(
  readonlyObject({
    ...imageRequestBaseShape,
    image: exactOptional(union([imageUploadSchema, readonlyArray(imageUploadSchema)])),
    images: exactOptional(readonlyArray(imageReferenceSchema)),
    mask: exactOptional(union([imageUploadSchema, imageReferenceSchema])),
    input_fidelity: exactOptional(nullable(literal(["high", "low"]))),
    quality: exactOptional(nullable(imageEditQualitySchema)),
  }),
);

/** Schema of `GeneratedImage`. */
export const generatedImageSchema = exactly<GeneratedImage>()(
  mutableObject({
    b64_json: exactOptional(string()),
    url: exactOptional(string()),
    revised_prompt: exactOptional(string()),
  }),
);

/** Schema of `ImageTokensDetails`. */
export const imageTokensDetailsSchema = exactly<ImageTokensDetails>()(
  mutableObject({ image_tokens: number(), text_tokens: number() }),
);

/** Schema of `ImageUsage`. */
export const imageUsageSchema = exactly<ImageUsage>()(
  mutableObject({
    input_tokens: number(),
    input_tokens_details: imageTokensDetailsSchema,
    output_tokens: number(),
    output_tokens_details: exactOptional(imageTokensDetailsSchema),
    total_tokens: number(),
  }),
);

/** Schema of `ImageResponse`. */
export const imageResponseSchema = exactly<ImageResponse>()(
  mutableObject({
    created: number(),
    data: exactOptional(array(generatedImageSchema)),
    background: exactOptional(openString<"transparent" | "opaque">()),
    output_format: exactOptional(openString<ImageOutputFormat>()),
    quality: exactOptional(openString<"low" | "medium" | "high">()),
    size: exactOptional(openString<"1024x1024" | "1024x1536" | "1536x1024">()),
    usage: exactOptional(imageUsageSchema),
  }),
);

const imageStreamEventBaseShape = {
  b64_json: string(),
  created_at: number(),
  background: openString<ImageBackground>(),
  output_format: openString<ImageOutputFormat>(),
  quality: openString<"auto" | "low" | "medium" | "high">(),
  size: openString<"1024x1024" | "1024x1536" | "1536x1024" | "auto">(),
};

/** Schema of `ImageGenerationPartialEvent`. */
export const imageGenerationPartialEventSchema = exactly<ImageGenerationPartialEvent>()(
  mutableObject({
    ...imageStreamEventBaseShape,
    type: literal("image_generation.partial_image"),
    partial_image_index: number(),
  }),
);

/** Schema of `ImageGenerationCompletedEvent`. */
export const imageGenerationCompletedEventSchema = exactly<ImageGenerationCompletedEvent>()(
  mutableObject({
    ...imageStreamEventBaseShape,
    type: literal("image_generation.completed"),
    usage: imageUsageSchema,
  }),
);

/** Schema of `ImageGenerationStreamEvent`. */
export const imageGenerationStreamEventSchema = exactly<ImageGenerationStreamEvent>()(
  taggedUnion("type", [imageGenerationPartialEventSchema, imageGenerationCompletedEventSchema]),
);

/** Schema of `ImageEditPartialEvent`. */
export const imageEditPartialEventSchema = exactly<ImageEditPartialEvent>()(
  mutableObject({
    ...imageStreamEventBaseShape,
    type: literal("image_edit.partial_image"),
    partial_image_index: number(),
  }),
);

/** Schema of `ImageEditCompletedEvent`. */
export const imageEditCompletedEventSchema = exactly<ImageEditCompletedEvent>()(
  mutableObject({
    ...imageStreamEventBaseShape,
    type: literal("image_edit.completed"),
    usage: imageUsageSchema,
  }),
);

/** Schema of `ImageEditStreamEvent`. */
export const imageEditStreamEventSchema = exactly<ImageEditStreamEvent>()(
  taggedUnion("type", [imageEditPartialEventSchema, imageEditCompletedEventSchema]),
);
