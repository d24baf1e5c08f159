import type { Fetch } from "@vllora/core";
import type { FaultPlan } from "./fault.ts";
import { createPicker } from "./pick.ts";
import { play } from "./play.ts";
import { createPlayer } from "./player.ts";
import { parsed, textOf } from "./request-body.ts";
import type { PlayOptions } from "./script.ts";
import type { Transcript } from "./transcript.ts";

/** How recorded answers are handed out. */
export interface ReplayFetchOptions extends PlayOptions {
  /** What goes wrong. */
  readonly faults?: FaultPlan<FetchRequest>;
}

/** A request as a replaying `fetch` got it. */
export interface FetchRequest {
  readonly method: string;
  readonly url: string;
  /** Of the URL, with the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  /** Parsed where it is JSON; a body that is no text as it was given. */
  readonly body: unknown;
}

/** A `fetch` without a network. */
export interface ReplayFetch extends Fetch {
  /** What it was asked, in order. */
  readonly requests: readonly FetchRequest[];
}

/**
 * A `fetch` that answers with recorded exchanges, without a socket: each piece is one read. Given one, it answers
 * every request with it; given several, it chooses as {@link startReplayServer} does.
 *
 * @example
 * openai({ apiKey: "k", fetch: replayFetch(await readTranscripts("test/transcripts")) })
 */
export function replayFetch(
  transcripts: Transcript | readonly Transcript[],
  options: ReplayFetchOptions = {},
): ReplayFetch {
  const pick = isList(transcripts) ? createPicker(transcripts) : () => transcripts;
  const player = createPlayer(pick, options);
  const requests: FetchRequest[] = [];
  const fetch: Fetch = async (url, init = {}) => {
    const signal = init.signal ?? undefined;
    signal?.throwIfAborted();
    const request = toFetchRequest(url, init);
    requests.push(request);
    return await play(player(request), signal);
  };
  return Object.assign(fetch, { requests });
}

function isList(value: Transcript | readonly Transcript[]): value is readonly Transcript[] {
  return Array.isArray(value);
}

/** What a `fetch` was given, in plain terms. */
export function toFetchRequest(
  url: string,
  { method = "GET", headers, body }: RequestInit,
): FetchRequest {
  const { pathname, search } = new URL(url);
  const text = textOf(body);
  return {
    method,
    url,
    path: pathname + search,
    headers: Object.fromEntries(new Headers(headers)),
    body: text === undefined ? (body ?? undefined) : parsed(text),
  };
}
