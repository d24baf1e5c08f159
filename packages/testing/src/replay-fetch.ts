import type { Fetch } from "@vllora/core";
import type { ReplayCase } from "./case.ts";
import { piecesOf, type Split } from "./pieces.ts";

/** How a body is handed out. */
export interface ReplayFetchOptions {
  /** Default `"whole"`. */
  readonly split?: Split;
  /** Ends the body after so many bytes. Default: after all. */
  readonly cutAfterBytes?: number;
}

/**
 * A `fetch` that answers every request with one recorded case, without a socket: each piece is one read.
 *
 * @example
 * openai({ apiKey: "k", fetch: replayFetch(await readCase("fixtures/tool-call"), { split: 1 }) })
 */
export function replayFetch(found: ReplayCase, options: ReplayFetchOptions = {}): Fetch {
  const { split = "whole", cutAfterBytes = found.body.length } = options;
  const body = found.body.subarray(0, cutAfterBytes);
  const pieces = piecesOf({ ...found, body }, split).filter((piece) => piece.length > 0);
  return async (_url, { signal }) => {
    signal?.throwIfAborted();
    let next = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = pieces[next++];
        if (piece === undefined) controller.close();
        else controller.enqueue(piece);
      },
    });
    return new Response(stream, { status: found.status, headers: found.headers });
  };
}
