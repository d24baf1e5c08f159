import { type Fetch, LLMError, type ProviderDefinition, VlloraLLMClient } from "@vllora/core";
import type { ChatCompletionRequest } from "@vllora/core/provider";
import type { Transcript } from "@vllora/testing";
import { semanticDiff } from "./semantic-diff.ts";

/** What a fetch was called with. */
export interface SentRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: { readonly [field: string]: unknown };
}

/**
 * What our client sends for a request; the request says whether a stream is asked for. Nothing answers it.
 * @throws what the client throws before it sends.
 */
export async function sentFor(
  request: ChatCompletionRequest,
  make: (fetch: Fetch) => ProviderDefinition,
): Promise<SentRequest> {
  let sent: SentRequest | undefined;
  const provider = make(async (url, { method = "", headers, body }) => {
    sent = {
      url,
      method,
      headers: headers as SentRequest["headers"],
      body: JSON.parse(String(body)) as SentRequest["body"],
    };
    throw new Error("Nobody answers");
  });
  const client = new VlloraLLMClient({ provider, maxRetries: 0 });
  try {
    await client.chat.completions.create(request);
  } catch (error) {
    if (sent === undefined || !LLMError.is(error)) throw error;
  }
  return sent as SentRequest;
}

/** A difference that is meant. */
export interface RequestDifference {
  readonly reason: string;
  readonly line: RegExp;
}

/** What our request is meant to have that the recorded one has not, and the other way round. */
export const REQUEST_DIFFERENCES: readonly RequestDifference[] = [
  {
    reason: "a stream is asked for by the method; false is not sent",
    line: /^stream: absent vs false$/,
  },
  {
    reason: "usage is asked for when the caller says nothing",
    line: /^stream_options: \{"include_usage":true\} vs absent$/,
  },
];

/** Sends a recorded request. Gives what differs beyond what is meant, and the reasons for what is meant. */
export async function checkRequest(
  { request }: Transcript,
  make: (fetch: Fetch) => ProviderDefinition,
  meant: readonly RequestDifference[],
): Promise<{ readonly differences: readonly string[]; readonly reasons: readonly string[] }> {
  const recorded = request?.body as ChatCompletionRequest;
  const before = JSON.stringify(recorded);
  const { body } = await sentFor(recorded, make);
  const lines = semanticDiff(body, recorded);
  const known = meant.filter(({ line }) => lines.some((text) => line.test(text)));
  const differences = lines.filter((text) => !meant.some(({ line }) => line.test(text)));
  if (JSON.stringify(recorded) !== before) differences.push("the caller's request was changed");
  return { differences, reasons: known.map(({ reason }) => reason) };
}
