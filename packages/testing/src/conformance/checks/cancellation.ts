import type { ChatCompletionStream, VlloraLLMClient } from "@vllora/core";
import type { ChatCompletionRequest } from "@vllora/core/provider";
import type { Fault } from "../../fault.ts";
import { frameEnds } from "../../frames.ts";
import { type ReplayServer, startReplayServer } from "../../replay-server.ts";
import type { Transcript } from "../../transcript.ts";
import { sample } from "../cuts.ts";
import { describe, toLLMError } from "../outcome.ts";
import { callOf, type Subject } from "../subject.ts";
import { type Check, needs } from "./check.ts";

const STREAMS = 8;
const PLACES = 10;
/** Far longer than it takes: what is not over by then never is. */
const IN_TIME_MS = 5_000;

/** Waits for something, but not for ever: `undefined` when it takes too long. */
type Wait = <T>(promise: Promise<T>) => Promise<T | undefined>;

/** Whoever gives up stops the upstream. */
export const aborts: Check = {
  law: "a signal, abort() or a consumer that leaves closes the upstream at once, after any frame",
  mode: "wire",
  async run(subject, findings) {
    const streams = sample(subject.completeStreams, STREAMS);
    if (!needs(findings, streams.length > 0, "stream")) return;
    const inTime = waitOf(subject);
    for (const found of streams) {
      let fault: Fault = { type: "stall" };
      await using server = await startReplayServer([found], { faults: () => fault });
      const client = subject.clientFor(server.url);
      const ends = [0, ...frameEnds(found)].slice(0, -1);
      for (const afterFrames of sample([...ends.keys()], PLACES)) {
        const pieces = [found.body.subarray(0, ends[afterFrames])];
        const { chunks } = await subject.ask(found, { pieces, end: "reset" });
        for (const way of WAYS) {
          fault = { type: "stall", afterFrames };
          const request = subject.requestFor(found);
          const problem = await leave(server, client, request, chunks.length, way, inTime);
          findings.expect(
            problem === undefined,
            found.name,
            () => `${way} after ${afterFrames} frames: ${problem}`,
          );
        }
      }
    }
  },
};

const WAYS = ["signal", "abort", "return"] as const;

async function leave(
  server: ReplayServer,
  client: VlloraLLMClient,
  request: ChatCompletionRequest,
  chunks: number,
  way: (typeof WAYS)[number],
  inTime: Wait,
): Promise<string | undefined> {
  const controller = new AbortController();
  const stalled = server.stalled();
  let stream: ChatCompletionStream | undefined;
  let arrived: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const call = (async () => {
    stream = await client.completions.createStream(request, { signal: controller.signal });
    let count = 0;
    for await (const _chunk of stream) if (++count === chunks) arrived();
  })().then(
    () => "a clean end",
    (error: unknown) => toLLMError(error).kind,
  );
  // A stream that is whole before the last frame ends by itself.
  await inTime(Promise.race([chunks === 0 ? stalled : all, call]));
  // Before the first output there is no stream to leave yet.
  if (way === "signal" || stream === undefined) controller.abort();
  else if (way === "abort") stream.abort();
  else await stream.return();
  const ended = await inTime(call);
  const closed = await inTime(server.idle().then(() => "closed"));
  if (closed === undefined) return "the upstream was not closed";
  const expected = ended === "aborted" || ended === "a clean end";
  return expected ? undefined : `it ended with ${ended ?? "nothing at all"}`;
}

function waitOf({ options: { inTimeMs = IN_TIME_MS } }: Subject): Wait {
  return (promise) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), inTimeMs);
    });
    return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
  };
}

const SILENCE_MS = 30;

/** Silence ends by a time limit. */
export const stalls: Check = {
  law: "an upstream that falls silent ends the call by a timeout, before the head and after any frame",
  mode: "wire",
  async run(subject, findings) {
    const streams = sample(subject.completeStreams, STREAMS);
    const wholes = sample(subject.wholes, STREAMS);
    if (!needs(findings, streams.length + wholes.length > 0, "answer")) return;
    const inTime = waitOf(subject);
    for (const found of [...streams, ...wholes]) {
      await Promise.all(
        silences(found).map(async (fault) => {
          await using server = await startReplayServer([found], { faults: fault });
          const client = subject.clientFor(server.url, { timeouts: TIMEOUTS });
          const outcome = await callOf(client, subject.requestFor(found), found.stream);
          const { error } = outcome;
          findings.expect(
            error?.kind === "timeout",
            found.name,
            () => `${JSON.stringify(fault)}: ${describe(outcome)}`,
          );
          const closed = await inTime(server.idle().then(() => true));
          findings.expect(closed === true, found.name, "the upstream was not closed");
        }),
      );
    }
  },
};

const TIMEOUTS = {
  connectMs: SILENCE_MS,
  responseMs: SILENCE_MS,
  firstChunkMs: SILENCE_MS,
  idleMs: SILENCE_MS,
};

/** Before the head, after it, in the middle, and where only a little is missing. */
function silences(found: Transcript): Fault[] {
  const half = Math.floor(found.body.length / 2);
  const places = found.stream
    ? [{ afterFrames: 0 }, { afterBytes: half }]
    : [{ afterBytes: 0 }, { afterBytes: half }];
  return [{ type: "stall" }, ...places.map((place): Fault => ({ type: "stall", ...place }))];
}
