import type { Fetch } from "@vllora/core";
import {
  replayable,
  type Transcript,
  type TranscriptChunk,
  type TranscriptEnd,
} from "./transcript.ts";

/** What came back, and how it ended. */
export type Exchange = Pick<Transcript, "response" | "body" | "chunks" | "end">;

/** The answer for the caller, and what went over the wire when it is over; that never fails. */
export function observe(
  fetch: Fetch,
  url: string,
  init: RequestInit,
): { readonly answer: Promise<Response>; readonly over: Promise<Exchange> } {
  let finish!: (exchange: Exchange) => void;
  const over = new Promise<Exchange>((resolve) => {
    finish = resolve;
  });
  return { answer: ask(fetch, url, init, finish), over };
}

/** Of several calls of `finish`, the first one counts. */
async function ask(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  finish: (exchange: Exchange) => void,
): Promise<Response> {
  const start = performance.now();
  const now = () => Math.round(performance.now() - start);
  const endOfFailure = () => (init.signal?.aborted ? "abort" : "reset");
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    finish({ body: Buffer.alloc(0), end: endOfFailure() });
    throw error;
  }
  const head = { status: response.status, headers: replayable(response.headers), atMs: now() };
  const pieces: Uint8Array[] = [];
  const chunks: TranscriptChunk[] = [];
  const finishWith = (end: TranscriptEnd) =>
    finish({ response: head, body: Buffer.concat(pieces), chunks, end });
  if (response.body === null) {
    finishWith("eof");
    return response;
  }
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        // It may break while nobody reads: the caller learns of it at once, as without a recorder.
        reader.closed.catch((error) => {
          finishWith(endOfFailure());
          controller.error(error);
        });
      },
      async pull(controller) {
        const { value } = await reader.read();
        if (value === undefined) {
          finishWith("eof");
          controller.close();
          return;
        }
        pieces.push(new Uint8Array(value));
        chunks.push({ bytes: value.length, atMs: now() });
        controller.enqueue(value);
      },
      async cancel(reason) {
        finishWith("abort");
        await reader.cancel(reason);
      },
    },
    // Nothing is read before the caller asks for it.
    { highWaterMark: 0 },
  );
  const { status, statusText, headers, url: finalURL } = response;
  return Object.defineProperty(new Response(body, { status, statusText, headers }), "url", {
    value: finalURL,
  });
}
