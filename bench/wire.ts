import type { Answer } from "./payload.ts";

/** A provider's API: how its answers look, and who can read them. One file in `wires/` each. */
export interface Wire {
  readonly id: string;
  /** Of streams. Default: that of server-sent events. */
  readonly contentType?: string;
  /** What a chunk may cost, × the floor, where its frames have more to check than text. */
  readonly chunkBudget?: number;
  /** Whether a request is for a stream; `undefined` when it is not for this wire at all. */
  streams(path: string, body: unknown): boolean | undefined;
  /** The events of a streamed answer, as they are on the wire. */
  events(answer: Answer): readonly (string | Uint8Array)[];
  /** The whole answer. */
  body(answer: Answer): string;
  /** The floor first: the others are measured in ratios to it. */
  readonly contenders: readonly Contender[];
}

/** One client. */
export interface Contender {
  readonly name: string;
  /** What its user imports; empty for the floor. */
  readonly imports: readonly string[];
  /** A program that prints the text of a streamed answer; the base URL is in `BASE_URL`. */
  readonly program?: string;
  /** Loads the client. Nothing of it may be loaded before. */
  connect(baseURL: string): Promise<Client>;
}

/** What is measured of a client. */
export interface Client {
  stream(onText: OnText): Promise<Usage | undefined>;
  /** Gives the fragments of the arguments as they come, and returns the name of the tool. */
  tool(onFragment: OnText): Promise<string | undefined>;
  whole(): Promise<{ readonly text: string | null; readonly usage: Usage | undefined }>;
}

/** A promise makes the stream wait. */
export type OnText = (text: string) => Promise<void> | undefined;

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
}
