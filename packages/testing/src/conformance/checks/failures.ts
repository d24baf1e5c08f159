import { inspect } from "node:util";
import type { LLMError } from "@vllora/core";
import type { Fault } from "../../fault.ts";
import { startReplayServer } from "../../replay-server.ts";
import type { Transcript } from "../../transcript.ts";
import { describe } from "../outcome.ts";
import { callOf } from "../subject.ts";
import { type Check, needs } from "./check.ts";

const STATUSES = [
  400, 401, 402, 403, 404, 405, 408, 409, 413, 418, 422, 429, 500, 502, 503, 504, 529,
];

/** Every status is an error of its kind, whatever the body says. */
export const statuses: Check = {
  law: "each HTTP status is an error with that status and a message, sent again only where that can help",
  mode: "wire",
  async run(subject, findings) {
    const [found] = [...subject.completeStreams, ...subject.wholes];
    if (!needs(findings, found !== undefined, "answer") || found === undefined) return;
    let fault: Fault = { type: "html" };
    await using server = await startReplayServer([found], { faults: () => fault });
    const retry = { baseDelayMs: 0, maxDelayMs: 0 };
    const client = subject.clientFor(server.url, { maxRetries: 1, retry });
    for (const status of STATUSES) {
      for (const answer of answersWith(status)) {
        fault = answer;
        const before = server.requests.length;
        const outcome = await callOf(client, subject.requestFor(found), found.stream);
        const { error } = outcome;
        const name = `${status} with ${answer.type === "html" ? "a page" : (answer.body ?? "JSON")}`;
        findings.expect(
          error !== undefined &&
            error.status === status &&
            !/^(contract|protocol|interrupted)$/.test(error.kind),
          name,
          () => describe(outcome),
        );
        const tries = error?.retryable === true ? 2 : 1;
        findings.expect(
          server.requests.length - before === tries,
          name,
          `it was not sent ${tries} times`,
        );
        findings.expect(
          error === undefined || error.retryable === WORTH_ANOTHER_TRY.has(status),
          name,
          () => `${error?.kind} is ${error?.retryable ? "" : "not "}sent again`,
        );
        findings.expect(
          error === undefined || !SAYS_NOTHING.test(error.message),
          name,
          "its message says nothing, or is a page",
        );
      }
    }
  },
};

/** None of the answers says more than its status does, so the status alone decides. */
const WORTH_ANOTHER_TRY: ReadonlySet<number> = new Set([408, 409, 429, 500, 502, 503, 504, 529]);

/** Empty, the name of a type of JavaScript, or markup. */
const SAYS_NOTHING = /: *$|\bundefined\b|\[object |<html/i;

type StatusFault = Extract<Fault, { readonly type: "status" | "html" }>;

/** JSON of a shape that says nothing, nothing, text, and a page of a proxy. */
function answersWith(status: number): StatusFault[] {
  const json: StatusFault = { type: "status", status };
  const text = { "content-type": "text/plain" };
  return [
    json,
    { ...json, body: "{}" },
    { ...json, body: "[]" },
    { ...json, body: "" },
    { ...json, body: "upstream failed", headers: text },
    { type: "html", status },
  ];
}

/** Keys stay where they belong. */
export const secrets: Check = {
  law: "no error shows the key, not even where the provider repeats it",
  mode: "codec",
  async run(subject, findings) {
    const [stream] = subject.completeStreams;
    const [whole] = subject.wholes;
    if (!needs(findings, stream !== undefined || whole !== undefined, "answer")) return;
    const known = await subject.secrets();
    const hides = (error: LLMError | undefined) => error !== undefined && !shows(error, known);
    for (const found of [stream, whole]) {
      if (found === undefined) continue;
      for (const answer of known.flatMap((secret) => answersThatRepeat(found, secret))) {
        const { error } = await subject.ask(answer);
        const name = `${answer.name}, ${answer.response?.status}`;
        findings.expect(hides(error), name, "the error shows the key, or there is none");
        const isOfAnswer = error?.status === answer.response?.status;
        findings.expect(isOfAnswer, name, "the error is not of the answer that repeats the key");
      }
      const { error } = await subject.ask(found, { pieces: [], end: "reset" });
      findings.expect(hides(error), found.name, "the error shows the key, or there is none");
      // A header that cannot be sent fails where the key is at hand.
      const { outcome } = await subject.sent(found, {}, { headers: { "x-note": "a\nb" } });
      const name = `${found.name}, with a header that cannot be sent`;
      findings.expect(hides(outcome.error), name, "the error shows the key, or there is none");
    }
  },
};

/** Whether anything that a log could show of an error has a secret in it. */
function shows(error: LLMError, secrets: readonly string[]): boolean {
  const shown = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error)];
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    shown.push(String(at), at.stack ?? "", JSON.stringify(Object.getOwnPropertyDescriptors(at)));
  }
  return shown.some((text) => secrets.some((secret) => text.includes(secret)));
}

/** Answers of servers that repeat the key wherever they can. */
function answersThatRepeat(found: Transcript, secret: string): Transcript[] {
  const said = `Incorrect API key provided: ${secret} (Bearer ${secret})`;
  const error = {
    message: said,
    code: secret,
    type: said,
    status: said,
    param: secret,
    [secret]: [said],
  };
  const bodies = {
    json: JSON.stringify({ error }),
    other: JSON.stringify({ ...error, detail: said }),
    text: said,
  };
  return Object.entries(bodies).flatMap(([name, body]) =>
    [400, 401, 403, 429, 500].map((status) => ({
      ...found,
      name: `${found.stream ? "streamed" : "whole"}, ${name}`,
      response: { status, headers: { "content-type": "application/json" } },
      body: Buffer.from(body),
    })),
  );
}
