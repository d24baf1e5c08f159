import type { ImageDetail, PromptCacheBreakpoint } from "./message.ts";

/** Text for the model. */
export interface ResponseInputText {
  readonly type: "input_text";
  readonly text: string;
  readonly prompt_cache_breakpoint?: PromptCacheBreakpoint | null;
}

/** An image for the model: by `https:` URL or `data:` URI, or as an uploaded file. */
export interface ResponseInputImage {
  readonly type: "input_image";
  /** Absent or `null` means `auto`. */
  readonly detail?: ImageDetail | null;
  readonly image_url?: string | null;
  readonly file_id?: string | null;
  readonly prompt_cache_breakpoint?: PromptCacheBreakpoint | null;
}

/** A document for the model: as a data URI with a name, by URL, or as an uploaded file. */
export interface ResponseInputFile {
  readonly type: "input_file";
  readonly detail?: "auto" | "low" | "high";
  readonly file_data?: string | null;
  readonly file_id?: string | null;
  readonly file_url?: string | null;
  readonly filename?: string | null;
  readonly prompt_cache_breakpoint?: PromptCacheBreakpoint | null;
}

/** What the caller may put into a message or a tool's output. */
export type ResponseInputContent = ResponseInputText | ResponseInputImage | ResponseInputFile;

/** Text as an answer repeats it. */
export interface ResponseEchoedText extends ResponseInputText {
  readonly prompt_cache_breakpoint?: PromptCacheBreakpoint;
}

/** An image as an answer repeats it. */
export interface ResponseEchoedImage extends ResponseInputImage {
  readonly detail: ImageDetail;
  readonly prompt_cache_breakpoint?: PromptCacheBreakpoint;
}

/** A document as an answer repeats it. */
export interface ResponseEchoedFile extends ResponseInputFile {
  readonly file_data?: string;
  readonly file_url?: string;
  readonly filename?: string;
  readonly prompt_cache_breakpoint?: PromptCacheBreakpoint;
}

/** What the caller sent, as an answer repeats it. */
export type ResponseEchoedContent = ResponseEchoedText | ResponseEchoedImage | ResponseEchoedFile;

/** Text of the model. */
export interface ResponseOutputText {
  readonly type: "output_text";
  readonly text: string;
  readonly annotations: readonly ResponseAnnotation[];
  readonly logprobs?: readonly ResponseLogprob[];
}

/** An earlier text of the model, on its way back. */
export interface ResponseInputOutputText extends Omit<ResponseOutputText, "annotations"> {
  readonly annotations?: readonly ResponseAnnotation[];
}

/** The model will not answer, and says so. */
export interface ResponseOutputRefusal {
  readonly type: "refusal";
  readonly refusal: string;
}

/** Reasoning in full. */
export interface ResponseReasoningText {
  readonly type: "reasoning_text";
  readonly text: string;
}

/** A paragraph of the summary of reasoning. */
export interface ResponseReasoningSummary {
  readonly type: "summary_text";
  readonly text: string;
}

/** A source of the text. Indexes count characters of the text; `index` alone is where it stands. */
export type ResponseAnnotation =
  | {
      readonly type: "file_citation";
      readonly file_id: string;
      readonly filename: string;
      readonly index: number;
    }
  | {
      readonly type: "url_citation";
      readonly url: string;
      readonly title: string;
      readonly start_index: number;
      readonly end_index: number;
    }
  | {
      readonly type: "container_file_citation";
      readonly container_id: string;
      readonly file_id: string;
      readonly filename: string;
      readonly start_index: number;
      readonly end_index: number;
    }
  | { readonly type: "file_path"; readonly file_id: string; readonly index: number };

/** One token with its likelihood and its UTF-8 bytes. */
export interface ResponseLogprob {
  readonly token: string;
  readonly bytes: readonly number[];
  readonly logprob: number;
  readonly top_logprobs: readonly {
    readonly token: string;
    readonly bytes: readonly number[];
    readonly logprob: number;
  }[];
}
