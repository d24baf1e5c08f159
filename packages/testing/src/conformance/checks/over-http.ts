import { startReplayServer } from "../../replay-server.ts";
import { sample } from "../cuts.ts";
import { describe, fingerprint, sameJSON } from "../outcome.ts";
import { callOf } from "../subject.ts";
import { type Check, needs } from "./check.ts";

/** Real HTTP changes nothing. */
export const http: Check = {
  law: "each exchange gives what it gives in memory",
  mode: "wire",
  async run(subject, findings) {
    const found = subject.transcripts.filter(({ end, response }) => end === "eof" && response);
    if (!needs(findings, found.length > 0, "exchange")) return;
    for (const transcript of found) {
      await using server = await startReplayServer([transcript], { split: "recorded" });
      const client = subject.clientFor(server.url);
      const outcome = await callOf(client, subject.requestFor(transcript), transcript.stream);
      const expected = await subject.ask(transcript);
      const same = sameJSON(fingerprint(outcome), fingerprint(expected));
      findings.expect(same, transcript.name, () => describe(outcome));
    }
  },
};

const STREAMS = 6;
const PLACES = 6;

/** A connection that breaks is an error, wherever it does. */
export const drops: Check = {
  law: "a connection that ends or breaks too early is an error that says so, wherever it does",
  mode: "wire",
  async run(subject, findings) {
    const streams = sample(subject.completeStreams, STREAMS);
    const wholes = sample(subject.wholes, STREAMS);
    if (!needs(findings, streams.length + wholes.length > 0, "answer")) return;
    for (const found of [...streams, ...wholes]) {
      const half = Math.floor(found.body.length / 2);
      // The last byte may be no more than the end of a line.
      const places = [...Array(PLACES).keys()].map((part) => Math.floor((half * part) / PLACES));
      for (const afterBytes of places) {
        for (const type of ["cut", "reset"] as const) {
          await using server = await startReplayServer([found], { faults: { type, afterBytes } });
          const client = subject.clientFor(server.url);
          const outcome = await callOf(client, subject.requestFor(found), found.stream);
          const { error } = outcome;
          const kind =
            found.stream || type === "reset" ? /^interrupted$/ : /^(interrupted|protocol)$/;
          findings.expect(
            error !== undefined && kind.test(error.kind),
            found.name,
            () => `${type} after ${afterBytes} bytes: ${describe(outcome)}`,
          );
        }
      }
      await using server = await startReplayServer([found], { faults: { type: "reset" } });
      const outcome = await callOf(
        subject.clientFor(server.url),
        subject.requestFor(found),
        found.stream,
      );
      findings.expect(
        outcome.error?.kind === "connection",
        found.name,
        () => `before the head: ${describe(outcome)}`,
      );
    }
  },
};
