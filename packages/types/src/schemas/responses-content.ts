import { exactOptional, literal, nullable, number, string } from "zod";
import type { ImageDetail } from "../message.ts";
import type {
  ResponseAnnotation,
  ResponseEchoedContent,
  ResponseEchoedFile,
  ResponseEchoedImage,
  ResponseEchoedText,
  ResponseInputContent,
  ResponseInputFile,
  ResponseInputImage,
  ResponseInputOutputText,
  ResponseInputText,
  ResponseLogprob,
  ResponseOutputRefusal,
  ResponseOutputText,
  ResponseReasoningSummary,
  ResponseReasoningText,
} from "../responses-content.ts";
import { promptCacheBreakpointSchema } from "./message.ts";
import { exactly, openString, openTaggedUnion, readonlyArray, readonlyObject } from "./schema.ts";

const responseInputTextShape = {
  type: literal("input_text"),
  text: string(),
  prompt_cache_breakpoint: exactOptional(nullable(promptCacheBreakpointSchema)),
};

/** Schema of `ResponseInputText`. */
export const responseInputTextSchema = exactly<ResponseInputText>()(
  readonlyObject(responseInputTextShape),
);

const responseInputImageShape = {
  type: literal("input_image"),
  detail: exactOptional(nullable(openString<ImageDetail>())),
  image_url: exactOptional(nullable(string())),
  file_id: exactOptional(nullable(string())),
  prompt_cache_breakpoint: exactOptional(nullable(promptCacheBreakpointSchema)),
};

/** Schema of `ResponseInputImage`. */
export const responseInputImageSchema = exactly<ResponseInputImage>()(
  readonlyObject(responseInputImageShape),
);

const responseInputFileShape = {
  type: literal("input_file"),
  detail: exactOptional(openString<"auto" | "low" | "high">()),
  file_data: exactOptional(nullable(string())),
  file_id: exactOptional(nullable(string())),
  file_url: exactOptional(nullable(string())),
  filename: exactOptional(nullable(string())),
  prompt_cache_breakpoint: exactOptional(nullable(promptCacheBreakpointSchema)),
};

/** Schema of `ResponseInputFile`. */
export const responseInputFileSchema = exactly<ResponseInputFile>()(
  readonlyObject(responseInputFileShape),
);

/** Schema of `ResponseInputContent`. */
export const responseInputContentSchema = exactly<ResponseInputContent>()(
  openTaggedUnion("type", [
    responseInputTextSchema,
    responseInputImageSchema,
    responseInputFileSchema,
  ]),
);

/** Schema of `ResponseEchoedText`. */
export const responseEchoedTextSchema = exactly<ResponseEchoedText>()(
  readonlyObject({
    ...responseInputTextShape,
    prompt_cache_breakpoint: exactOptional(promptCacheBreakpointSchema),
  }),
);

/** Schema of `ResponseEchoedImage`. */
export const responseEchoedImageSchema = exactly<ResponseEchoedImage>()(
  readonlyObject({
    ...responseInputImageShape,
    detail: openString<ImageDetail>(),
    prompt_cache_breakpoint: exactOptional(promptCacheBreakpointSchema),
  }),
);

/** Schema of `ResponseEchoedFile`. */
export const responseEchoedFileSchema = exactly<ResponseEchoedFile>()(
  readonlyObject({
    ...responseInputFileShape,
    file_data: exactOptional(string()),
    file_url: exactOptional(string()),
    filename: exactOptional(string()),
    prompt_cache_breakpoint: exactOptional(promptCacheBreakpointSchema),
  }),
);

/** Schema of `ResponseEchoedContent`. */
export const responseEchoedContentSchema = exactly<ResponseEchoedContent>()(
  openTaggedUnion("type", [
    responseEchoedTextSchema,
    responseEchoedImageSchema,
    responseEchoedFileSchema,
  ]),
);

/** Schema of `ResponseAnnotation`. */
export const responseAnnotationSchema = exactly<ResponseAnnotation>()(
  openTaggedUnion("type", [
    readonlyObject({
      type: literal("file_citation"),
      file_id: string(),
      filename: string(),
      index: number(),
    }),
    readonlyObject({
      type: literal("url_citation"),
      url: string(),
      title: string(),
      start_index: number(),
      end_index: number(),
    }),
    readonlyObject({
      type: literal("container_file_citation"),
      container_id: string(),
      file_id: string(),
      filename: string(),
      start_index: number(),
      end_index: number(),
    }),
    readonlyObject({ type: literal("file_path"), file_id: string(), index: number() }),
  ]),
);

/** Schema of `ResponseLogprob`. */
export const responseLogprobSchema = exactly<ResponseLogprob>()(
  readonlyObject({
    token: string(),
    bytes: readonlyArray(number()),
    logprob: number(),
    top_logprobs: readonlyArray(
      readonlyObject({ token: string(), bytes: readonlyArray(number()), logprob: number() }),
    ),
  }),
);

const responseOutputTextShape = {
  type: literal("output_text"),
  text: string(),
  annotations: readonlyArray(responseAnnotationSchema),
  logprobs: exactOptional(readonlyArray(responseLogprobSchema)),
};

/** Schema of `ResponseOutputText`. */
export const responseOutputTextSchema = exactly<ResponseOutputText>()(
  readonlyObject(responseOutputTextShape),
);

/** Schema of `ResponseInputOutputText`. */
export const responseInputOutputTextSchema = exactly<ResponseInputOutputText>()(
  readonlyObject({
    ...responseOutputTextShape,
    annotations: exactOptional(readonlyArray(responseAnnotationSchema)),
  }),
);

/** Schema of `ResponseOutputRefusal`. */
export const responseOutputRefusalSchema = exactly<ResponseOutputRefusal>()(
  readonlyObject({ type: literal("refusal"), refusal: string() }),
);

/** Schema of `ResponseReasoningText`. */
export const responseReasoningTextSchema = exactly<ResponseReasoningText>()(
  readonlyObject({ type: literal("reasoning_text"), text: string() }),
);

/** Schema of `ResponseReasoningSummary`. */
export const responseReasoningSummarySchema = exactly<ResponseReasoningSummary>()(
  readonlyObject({ type: literal("summary_text"), text: string() }),
);
