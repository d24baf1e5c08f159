import fc from "fast-check";
import { describe, test } from "vitest";
import { check, checkCompletion, checkWireError, FuzzedClient, holds, timeOf } from "./harness.ts";
import { mutated, mutation, nastyText, spelled } from "./nasty.ts";
import { BODIES } from "./samples.ts";

const client = new FuzzedClient();
const encoder = new TextEncoder();
const headers = new Headers({ "content-type": "application/json" });

const status = fc.oneof(
  { weight: 3, arbitrary: fc.constant(200) },
  fc.constantFrom(201, 204, 304, 400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 503, 529, 999),
);

/** Whatever the body: the call gives the whole answer, or throws what went wrong; streamed and whole alike. */
async function checkBody(text: string, code: number): Promise<void> {
  const answer = { status: code, headers, pieces: [encoder.encode(text)] };
  const whole = await client.whole(answer);
  if (whole.error !== undefined) checkWireError(whole.error);
  if (whole.completion !== undefined) {
    check(code < 300, `took ${code} for an answer`);
    checkCompletion(whole.completion);
  }
  // No body of this kind is a stream.
  const { error } = await client.stream(answer);
  check(error !== undefined, "took a document for a stream");
  if (error === undefined) return;
  checkWireError(error);
  if (code >= 400) check(error.message === whole.error?.message, "says another thing streamed");
}

describe("a body", () => {
  test(
    "whose values were changed",
    async () => {
      const input = fc.record({
        sample: fc.nat(BODIES.length - 1),
        mutations: fc.array(mutation, { maxLength: 4 }),
        status,
      });
      await holds(0.2, input, async ({ sample, mutations, status: code }) => {
        await checkBody(mutated(BODIES[sample], mutations), code);
      });
    },
    timeOf(0.2),
  );

  test(
    "of any text",
    async () => {
      const text = fc.oneof(
        nastyText,
        fc.string({ unit: "binary", maxLength: 20 }),
        fc.constantFrom("", "\ufeff{}", "<!doctype html>", "upstream connect error", "{", "nul\0"),
      );
      await holds(0.05, fc.record({ text, status }), async ({ text: body, status: code }) => {
        await checkBody(spelled(body), code);
      });
    },
    timeOf(0.05),
  );
});
