import fc from "fast-check";
import { test } from "vitest";
import { check, checkWireError, FuzzedClient, holds, KEY, timeOf } from "./harness.ts";
import { BODIES, STREAMS } from "./samples.ts";

const client = new FuzzedClient();
const encoder = new TextEncoder();
const stream = STREAMS[0]?.map((frame) =>
  encoder.encode(`data: ${typeof frame === "string" ? frame : JSON.stringify(frame)}\n\n`),
);
const whole = encoder.encode(JSON.stringify(BODIES[0]));

/** What a header may hold: anything but line breaks and NUL. */
const anything = fc
  .string({ unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)) })
  .map((text) => text.trim());

const value = fc.oneof(
  anything,
  fc.constantFrom(
    "",
    "0",
    "-1",
    "0.5",
    "1e3",
    "99999999999999999999",
    "9".repeat(400),
    "Infinity",
    "NaN",
    "Wed, 21 Oct 2015 07:28:00 GMT",
    "Wed, 21 Oct 9999 07:28:00 GMT",
    "Thu, 99 Foo 2015 99:99:99 GMT",
    "true",
    "false",
    "application/json",
    "application/json, application/json",
    "text/html; charset=x",
    "text/event-stream;;;",
    "; ;",
    `application/json; key=${KEY}`,
    `Bearer ${KEY}`,
    "x".repeat(5_000),
  ),
);

const name = fc.constantFrom(
  "retry-after",
  "retry-after-ms",
  "x-should-retry",
  "content-type",
  "x-request-id",
  "request-id",
  "location",
  "content-length",
  "content-encoding",
);

const input = fc.record({
  fields: fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 4 }),
  status: fc.constantFrom(200, 200, 204, 302, 401, 429, 500, 503),
  streamed: fc.boolean(),
});

test(
  "headers of an answer may hold anything",
  async () => {
    await holds(0.1, input, async ({ fields, status, streamed }) => {
      const headers = new Headers();
      for (const [field, text] of fields) headers.append(field, text);
      const answer = { status, headers, pieces: (streamed ? stream : [whole]) ?? [] };
      const { error, completion } = await (streamed ? client.stream(answer) : client.whole(answer));
      check((error === undefined) !== (completion === undefined), "is neither answer nor error");
      check(status < 300 || error !== undefined, `took ${status} for an answer`);
      if (error === undefined) return;
      checkWireError(error);
      const { retryAfterMs } = error;
      check(retryAfterMs === undefined || retryAfterMs >= 0, `asks to wait ${retryAfterMs} ms`);
    });
  },
  timeOf(0.1),
);
