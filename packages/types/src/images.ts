import type { ProviderOptions } from "./chat.ts";

interface ImageRequestBase {
  /** What to draw, or how to change the images. */
  readonly prompt: string;
  /** Model id, with or without the provider before it. Absent or `null`: the provider's default. */
  readonly model?: string | null;
  /** How many images, 1 to 10; absent means 1. */
  readonly n?: number | null;
  readonly size?: ImageSize | null;
  readonly background?: ImageBackground | null;
  /** Percentage 0 to 100 for `jpeg` and `webp`; absent means 100. */
  readonly output_compression?: number | null;
  readonly output_format?: ImageOutputFormat | null;
  /** Unfinished images sent while streaming, 0 to 3. */
  readonly partial_images?: number | null;
  /** Models of the `gpt-image` family always answer with `b64_json` and refuse the field. */
  readonly response_format?: "url" | "b64_json" | null;
  readonly stream?: boolean | null;
  readonly user?: string;

  /** What only one provider knows, by provider id. */
  readonly provider_options?: ProviderOptions;
  /** Fields put into the body as they are, last. */
  readonly extra_body?: { readonly [field: string]: unknown };
  /** Headers put onto the call, last. */
  readonly extra_headers?: { readonly [header: string]: string };
}

/**
 * A request for new images: OpenAI's shape.
 * @see https://platform.openai.com/docs/api-reference/images/create (read 2026-11-22)
 */
export interface ImageGenerationRequest extends ImageRequestBase {
  readonly quality?: ImageQuality | null;
  readonly moderation?: "auto" | "low" | null;
  /** For `dall-e-3` only. */
  readonly style?: "vivid" | "natural" | null;
}

/**
 * A request for changed images. The images are given as `image` or, by reference, as `images`.
 * @see https://platform.openai.com/docs/api-reference/images/createEdit (read 2026-11-22)
 */
export interface ImageEditRequest extends ImageRequestBase {
  readonly image?: ImageUpload | readonly ImageUpload[];
  /** Images by URL, data URI, or id of an uploaded file. */
  readonly images?: readonly ImageReference[];
  /** Its transparent areas say where the first image is to be changed. */
  readonly mask?: ImageUpload | ImageReference;
  /** How closely faces and styles of the input are kept; absent means `low`. */
  readonly input_fidelity?: "high" | "low" | null;
  readonly quality?: ImageEditQuality | null;
}

/** An image to send: its bytes, or what has them, as a `Blob` or `File` does. */
export type ImageUpload = Uint8Array | ImageBlob;

/** As much of a `Blob` or `File` as uploading needs. `type` is a media type, or empty when unknown. */
export interface ImageBlob {
  readonly size: number;
  readonly type: string;
  /** Name of a file. */
  readonly name?: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** An image that the provider fetches or has: exactly one of the two. */
export interface ImageReference {
  /** `https:` URL or `data:` URI. */
  readonly image_url?: string;
  readonly file_id?: string;
}

/** Width and height in pixels, `WIDTHxHEIGHT`; each model has its own list. */
export type ImageSize =
  | "auto"
  | "256x256"
  | "512x512"
  | "1024x1024"
  | "1536x1024"
  | "1024x1536"
  | "1792x1024"
  | "1024x1792"
  | (string & {});

/** `standard` and `hd` are words of `dall-e-3`, the others of the `gpt-image` family. */
export type ImageQuality = "auto" | "low" | "medium" | "high" | "standard" | "hd";

/** Every quality but `hd`, which is for new images only. */
export type ImageEditQuality = Exclude<ImageQuality, "hd">;

/** Whether the image has a background; `transparent` needs `png` or `webp`. */
export type ImageBackground = "transparent" | "opaque" | "auto";

/** File format of the images. */
export type ImageOutputFormat = "png" | "jpeg" | "webp";

/** Images that were made. */
export interface ImageResponse {
  /** Unix time in seconds. */
  created: number;
  data?: GeneratedImage[];
  background?: "transparent" | "opaque";
  output_format?: ImageOutputFormat;
  quality?: "low" | "medium" | "high";
  size?: "1024x1024" | "1024x1536" | "1536x1024";
  /** Absent when the provider did not say. */
  usage?: ImageUsage;
}

/** One image: its bytes as base64, or a URL that lasts an hour. */
export interface GeneratedImage {
  b64_json?: string;
  url?: string;
  /** The prompt as the model rewrote it. */
  revised_prompt?: string;
}

/** Tokens of one call. */
export interface ImageUsage {
  input_tokens: number;
  input_tokens_details: ImageTokensDetails;
  output_tokens: number;
  output_tokens_details?: ImageTokensDetails;
  total_tokens: number;
}

/** What image tokens are made of. */
export interface ImageTokensDetails {
  image_tokens: number;
  text_tokens: number;
}

interface ImageStreamEventBase {
  /** The image as base64. */
  b64_json: string;
  /** Unix time in seconds. */
  created_at: number;
  background: ImageBackground;
  output_format: ImageOutputFormat;
  quality: "auto" | "low" | "medium" | "high";
  size: "1024x1024" | "1024x1536" | "1536x1024" | "auto";
}

/** An unfinished new image. `partial_image_index` counts from 0. */
export interface ImageGenerationPartialEvent extends ImageStreamEventBase {
  type: "image_generation.partial_image";
  partial_image_index: number;
}

/** A finished new image. */
export interface ImageGenerationCompletedEvent extends ImageStreamEventBase {
  type: "image_generation.completed";
  usage: ImageUsage;
}

/** What a stream of new images sends, told apart by `type`. */
export type ImageGenerationStreamEvent =
  | ImageGenerationPartialEvent
  | ImageGenerationCompletedEvent;

/** An unfinished changed image. `partial_image_index` counts from 0. */
export interface ImageEditPartialEvent extends ImageStreamEventBase {
  type: "image_edit.partial_image";
  partial_image_index: number;
}

/** A finished changed image. */
export interface ImageEditCompletedEvent extends ImageStreamEventBase {
  type: "image_edit.completed";
  usage: ImageUsage;
}

/** What a stream of changed images sends, told apart by `type`. */
export type ImageEditStreamEvent = ImageEditPartialEvent | ImageEditCompletedEvent;
