/**
 * The wire of generateContent, as far as it is written and read. Google's JSON takes field names in both cases;
 * it answers in camelCase, and that is what we send. Fields are those of the types of `@google/genai` 2.32.0.
 * @see https://ai.google.dev/api/generate-content
 * @see https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference
 */
export interface WireRequestBody {
  contents: WireContent[];
  systemInstruction?: { parts: WirePart[] };
  tools?: object[];
  toolConfig?: object;
  generationConfig?: object;
  [field: string]: unknown;
}

/** A turn. */
export interface WireContent {
  role?: string;
  parts?: WirePart[];
}

/** A part of a turn: one kind of data, and what is said about it. Fields that are not listed are kept as they are. */
export interface WirePart {
  text?: string;
  /** The text is a summary of the model's thoughts. */
  thought?: boolean;
  /** Opaque; has to come back on the part that bore it. @see https://ai.google.dev/gemini-api/docs/thought-signatures (read 2026-11-28) */
  thoughtSignature?: string;
  functionCall?: WireFunctionCall;
  functionResponse?: WireFunctionResponse;
  inlineData?: { mimeType?: string; data?: string };
  fileData?: { mimeType?: string; fileUri?: string };
  [field: string]: unknown;
}

/** A call of a function. */
export interface WireFunctionCall {
  id?: string;
  name?: string;
  /** In requests it may be a `RawJSON`. */
  args?: object;
  /** Vertex streams arguments in pieces where `streamFunctionCallArguments` asks for it. */
  partialArgs?: readonly WirePartialArg[];
  /** More of this call follows. */
  willContinue?: boolean;
}

/** A piece of the arguments: the value at a path, or the next characters of it. */
export interface WirePartialArg {
  jsonPath?: string;
  stringValue?: string;
  numberValue?: number;
  boolValue?: boolean;
  nullValue?: unknown;
}

/** The result of a call. */
export interface WireFunctionResponse {
  id?: string;
  name?: string;
  response?: unknown;
  parts?: WirePart[];
  [field: string]: unknown;
}

/** A whole answer, or a frame of a stream: nothing is taken for granted. */
export interface WireAnswer {
  candidates?: WireCandidate[] | null;
  promptFeedback?: { blockReason?: string; [field: string]: unknown } | null;
  usageMetadata?: WireUsage | null;
  modelVersion?: unknown;
  responseId?: unknown;
  error?: unknown;
}

/** One answer. Fields that are not listed are kept as they are. */
export interface WireCandidate {
  index?: number;
  content?: WireContent | null;
  finishReason?: string | null;
  logprobsResult?: WireLogprobs | null;
  groundingMetadata?: WireGrounding | null;
  citationMetadata?: { citations?: readonly WireCitation[] } | null;
  [field: string]: unknown;
}

/** Counts of tokens. @see https://ai.google.dev/api/generate-content#UsageMetadata */
export interface WireUsage {
  promptTokenCount?: number;
  candidatesTokenCount?: number;
  thoughtsTokenCount?: number;
  toolUsePromptTokenCount?: number;
  cachedContentTokenCount?: number;
  totalTokenCount?: number;
  promptTokensDetails?: readonly WireModalityCount[];
  toolUsePromptTokensDetails?: readonly WireModalityCount[];
  candidatesTokensDetails?: readonly WireModalityCount[];
  serviceTier?: string;
  trafficType?: string;
}

/** Tokens of one kind of content: `TEXT`, `IMAGE`, `AUDIO`, `VIDEO`, `DOCUMENT`. */
export interface WireModalityCount {
  modality?: string;
  tokenCount?: number;
}

/** Likelihood of the tokens that were chosen, and of those that were not. */
export interface WireLogprobs {
  chosenCandidates?: readonly WireLogprob[];
  topCandidates?: readonly { candidates?: readonly WireLogprob[] }[];
}

/** A log probability of 0, which is certainty, is left out by the JSON mapping of protocol buffers. */
export interface WireLogprob {
  token?: string;
  logProbability?: number;
}

/** What search found, and which parts of the answer it supports. Offsets count bytes of UTF-8. */
export interface WireGrounding {
  groundingChunks?: readonly {
    web?: WireSource;
    retrievedContext?: WireSource;
    maps?: WireSource;
  }[];
  groundingSupports?: readonly {
    segment?: { startIndex?: number; endIndex?: number; text?: string };
    groundingChunkIndices?: readonly number[];
  }[];
}

/** Where something was found. */
export interface WireSource {
  uri?: string;
  title?: string;
}

/** Where text of the answer was taken from. Offsets count bytes of UTF-8. */
export interface WireCitation extends WireSource {
  startIndex?: number;
  endIndex?: number;
}
