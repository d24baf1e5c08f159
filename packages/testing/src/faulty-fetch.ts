import type { Fetch } from "@vllora/core";
import { type FaultPlan, faultFor } from "./fault.ts";
import { play } from "./play.ts";
import { type FetchRequest, toFetchRequest } from "./replay-fetch.ts";
import { needsAnswer, scriptOf } from "./script.ts";
import { replayable, type Transcript } from "./transcript.ts";

/**
 * Puts faults into the answers of any `fetch`: a real one, a recorded one, or that of a test server. An answer that
 * goes wrong half-way is first read whole; one that is replaced altogether is never asked for; all others pass as
 * they are.
 *
 * @example
 * const flaky = faultyFetch(fetch, [{ type: "status", status: 429, headers: { "retry-after": "0" } }]);
 * const client = new VlloraLLMClient({ fetch: flaky }); // the first try fails, the second does not
 */
export function faultyFetch(fetch: Fetch, faults: FaultPlan<FetchRequest>): Fetch {
  let count = 0;
  return async (url, init = {}) => {
    init.signal?.throwIfAborted();
    count++;
    const fault = faultFor(faults, toFetchRequest(url, init), count);
    if (fault === undefined) return await fetch(url, init);
    const answer = needsAnswer(fault) ? await read(await fetch(url, init)) : NONE;
    return await play(scriptOf(answer, {}, fault), init.signal ?? undefined);
  };
}

const NONE: Transcript = { name: "", stream: false, body: new Uint8Array(), end: "eof" };

async function read(response: Response): Promise<Transcript> {
  const { status } = response;
  const headers = replayable(response.headers);
  const body = new Uint8Array(await response.arrayBuffer());
  const stream = headers["content-type"]?.includes("stream") === true;
  return { name: "", stream, response: { status, headers }, body, end: "eof" };
}
