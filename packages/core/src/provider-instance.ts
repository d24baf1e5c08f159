import type { ChatCompletion, ChatCompletionChunk, ChatCompletionRequest } from "@vllora/types";
import { releaseWithout } from "./abandoned.ts";
import { completionProblem } from "./collect.ts";
import type { ChatCompletionResult } from "./completion.ts";
import {
  type ChatCodec,
  ErrorFrame,
  type LoadedFraming,
  type ProviderDefinition,
} from "./contract.ts";
import { decodingOf, type EncodedRequest, encodeRequest } from "./encode.ts";
import type { InvocationContext, ModelInstance } from "./instance.ts";
import type { CallObserver } from "./observer.ts";
import {
  type Attempt,
  maxBytesOf,
  mediaType,
  type ProviderCall,
  type ProviderCallOptions,
  parseJSON,
  readAnswer,
  sendCall,
  wrongAnswer,
} from "./provider-call.ts";
import { codecOf, guarded } from "./provider-errors.ts";
import { ExchangeSource } from "./source.ts";
import { keepSpecimen } from "./specimen.ts";
import { ChatCompletionStream } from "./stream.ts";
import { sse } from "./transport/sse.ts";

/** Options of one chat completion. */
export interface ChatCallOptions extends ProviderCallOptions {
  /** Dresses the whole answer of a stream. */
  readonly finish: (completion: ChatCompletion) => ChatCompletionResult;
}

/** A chat completion that is ready to be sent. */
interface ChatCall extends ProviderCall {
  readonly model: string;
  readonly options: ChatCallOptions;
  readonly sent: EncodedRequest;
  readonly observers: readonly CallObserver[];
}

/** A provider's codec as a {@link ModelInstance}: encodes, sends, retries and decodes. */
export function providerInstance(
  provider: ProviderDefinition,
  model: string,
  options: ChatCallOptions,
): ModelInstance {
  const codec = codecOf(provider, "chat", model);
  const prepare = (
    request: ChatCompletionRequest,
    { observers, report }: InvocationContext,
    streamed: boolean,
  ): ChatCall => {
    const sent = encodeRequest(provider, "chat", request, model, streamed, options);
    report({ provider: provider.id, ledger: sent.ledger });
    return { provider, api: "chat", model, options, sent, observers, report, streamed };
  };
  return {
    async invoke(request, context) {
      const call = prepare(request, context, false);
      return await sendCall(call, (attempt) => {
        const decoding = decodingOf(call, attempt.details.requestId);
        const decode = (body: unknown, text: string) => codec.decode(body, { ...decoding, text });
        return readAnswer(attempt, decode, completionProblem);
      });
    },
    async stream(request, context) {
      const call = prepare(request, context, true);
      return await sendCall(call, (attempt) => openStream(attempt, call, codec));
    },
  };
}

/** Opens a stream and waits for its first output: an error before it is an error of this call. */
async function openStream(
  attempt: Attempt,
  call: ChatCall,
  codec: ChatCodec,
): Promise<AsyncIterable<ChatCompletionChunk>> {
  const { provider, options, sent, observers } = call;
  const { exchange, response, details, errors } = attempt;
  const decoding = decodingOf(call, details.requestId);
  await refuseOtherContent(attempt, codec);
  const { framing = sse } = codec;
  const load = () => (framing as LoadedFraming).load();
  const frames =
    typeof framing === "function"
      ? framing
      : await exchange.guard(guarded(provider, details, "chat.framing.load", load));
  exchange.open(response);
  const open = () =>
    new ExchangeSource(exchange, codec, frames, decoding, maxBytesOf(options), errors.of);
  const source = guarded(provider, details, "chat.createDecoder", open);
  const stream = new ChatCompletionStream(source, {
    details,
    ledger: sent.ledger,
    observers,
    violation: errors.violation,
    finish: options.finish,
  });
  await stream.prime();
  releaseWithout(stream, exchange);
  keepSpecimen(codec, frames, stream.queued);
  return stream;
}

/** A page or a JSON document instead of a stream. */
async function refuseOtherContent(
  { exchange, response, details, errors }: Attempt,
  codec: ChatCodec,
): Promise<void> {
  const type = response.headers.get("content-type") ?? "";
  if (codec.framing !== undefined) return;
  // Behind a proxy the header may come twice.
  if (!/^\s*(application\/json|text\/html)\s*([;,]|$)/i.test(type)) return;
  const text = await exchange.readText(response);
  const body = parseJSON(text);
  if (typeof body === "object" && body !== null && "error" in body) {
    throw errors.of(new ErrorFrame(body));
  }
  throw wrongAnswer(`with ${mediaType(type)} where a stream was asked for`, details);
}
