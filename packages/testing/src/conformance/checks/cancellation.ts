import type { ChatCompletionStream, VlloraLLMClient } from "@vllora/core";
import type { ChatCompletionRequest } from "@vllora/core/provider";
import type { Fault } from "../../fault.ts";
import { frameEnds } from "../../frames.ts";
import { type ReplayServer, startReplayServer } from "../../replay-server.ts";
import type { Transcript } from "../../transcript.ts";
import { sample } from "../cuts.ts";
import { describe, type Outcome, toLLMError } from "../outcome.ts";
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
        const prefix = await subject.ask(found, { pieces, end: "reset" });
        for (const way of WAYS) {
          fault = { type: "stall", afterFrames };
          const request = subject.requestFor(found);
          const problem = await leave(server, client, request, prefix, way, inTime);
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
  { chunks: { length: chunks }, completion }: Outcome,
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
    () => CLEAN,
    (error: unknown) => toLLMError(error).kind,
  );
  await inTime(Promise.race([chunks === 0 ? stalled : all, call]));
  // Before the first output there is no stream to leave yet.
  if (way === "signal" || stream === undefined) controller.abort();
  else if (way === "abort") stream.abort();
  else await stream.return();
  const ended = await inTime(call);
  const closed = await inTime(server.idle().then(() => "closed"));
  if (closed === undefined) return "the upstream was not closed";
  // Who leaves is done, and a stream that is whole before its last frame ends by itself; all else is told.
  const mayBeClean = completion !== undefined || (way === "return" && stream !== undefined);
  const expected = ended === "aborted" || (ended === CLEAN && mayBeClean);
  return expected ? undefined : `it ended with ${ended ?? "nothing at all"}`;
}

const CLEAN = "a clean end";

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
          let problem: string | undefined;
          let limitMs = SILENCE_MS;
          // On a busy machine the time may be over before the request has reached the server: that proves nothing.
          do {
            problem = await fallSilent(subject, found, fault, limitMs, inTime);
            limitMs *= 4;
          } while (problem === NOT_REACHED && limitMs < LONGEST_SILENCE_MS);
          findings.expect(
            problem === undefined,
            found.name,
            () => `${JSON.stringify(fault)}: ${problem}`,
          );
        }),
      );
    }
  },
};

const LONGEST_SILENCE_MS = 10_000;
const NOT_REACHED = "the request did not reach the server in time";

async function fallSilent(
  subject: Subject,
  found: Transcript,
  fault: Fault,
  limitMs: number,
  inTime: Wait,
): Promise<string | undefined> {
  await using server = await startReplayServer([found], { faults: fault });
  let silent = false;
  void server.stalled().then(() => {
    silent = true;
  });
  const timeouts = {
    connectMs: limitMs,
    responseMs: limitMs,
    firstChunkMs: limitMs,
    idleMs: limitMs,
  };
  const client = subject.clientFor(server.url, { timeouts });
  const outcome = await callOf(client, subject.requestFor(found), found.stream);
  if (outcome.error?.kind !== "timeout") return describe(outcome);
  if (!silent) return NOT_REACHED;
  const closed = await inTime(server.idle().then(() => true));
  return closed === true ? undefined : "the upstream was not closed";
}

/** Before the head, after it, in the middle, and where only a little is missing. */
function silences(found: Transcript): Fault[] {
  const half = Math.floor(found.body.length / 2);
  const places = found.stream
    ? [{ afterFrames: 0 }, { afterBytes: half }]
    : [{ afterBytes: 0 }, { afterBytes: half }];
  return [{ type: "stall" }, ...places.map((place): Fault => ({ type: "stall", ...place }))];
}
