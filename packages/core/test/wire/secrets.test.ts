import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  type Answer,
  begin,
  clientFor,
  deadURL,
  HELLO,
  json,
  KEY,
  REQUEST,
  ROLE,
  rejectionOf,
  serve,
  stream,
} from "./server.ts";
import { everythingOf } from "./shown.ts";

const said = `Incorrect API key provided: ${KEY}, header Bearer ${KEY}`;
const error = { message: said, code: KEY, type: said, param: KEY, [KEY]: [{ deep: said }] };
const FRAME = `data: ${JSON.stringify({ error })}\n\n`;

/** Servers that repeat the key wherever they can. */
const ANSWERS: [string, Answer][] = [
  ["an error", (response) => json(response, { error }, 401, { "x-request-id": "r1" })],
  ["an error of another shape", (response) => json(response, { detail: [said], [KEY]: KEY }, 422)],
  ["an id", (response) => json(response, {}, 500, { "x-request-id": `for Bearer ${KEY}` })],
  [
    "a type",
    (response) =>
      response.writeHead(200, { "content-type": `application/json; key="${KEY}"` }).end("no") &&
      undefined,
  ],
  ["a text", (response) => response.writeHead(500).end(said) && undefined],
  [
    "a page",
    (response) =>
      response.writeHead(502, { "content-type": "text/html" }).end(`<p>${said}`) && undefined,
  ],
  ["an error inside a 200", (response) => json(response, { error })],
  ["a redirect", (response) => json(response, {}, 307, { location: `http://h/?key=${KEY}` })],
  ["a body that is not JSON", (response) => response.writeHead(200).end(said) && undefined],
  ["no answer", (response) => void response.socket?.resetAndDestroy()],
];

describe("the key does not show in an error", () => {
  test.each(ANSWERS)("of a whole answer: %s", async (_name, answer) => {
    const server = await serve(answer);
    const shown = everythingOf(
      await rejectionOf(clientFor(server, { maxRetries: 0 }).completions.create(REQUEST)),
    );
    expect(shown).toContain("LLMError");
    expect(shown).not.toContain(KEY);
    expect(shown).not.toContain("Bearer");
  });

  test.each<[string, Answer]>([
    ...ANSWERS,
    ["an error frame", (response) => stream(response, ROLE, FRAME)],
    ["a frame that cannot be read", (response) => stream(response, `data: {${said}\n\n`)],
  ])("of a stream before output: %s", async (_name, answer) => {
    const server = await serve(answer);
    const shown = everythingOf(
      await rejectionOf(clientFor(server, { maxRetries: 0 }).completions.createStream(REQUEST)),
    );
    expect(shown).toContain("Error");
    expect(shown).not.toContain(KEY);
    expect(shown).not.toContain("Bearer");
  });

  test.each<[string, Answer]>([
    ["an error frame", (response) => stream(response, ROLE, HELLO, FRAME)],
    [
      "a frame that cannot be read",
      (response) => stream(response, ROLE, HELLO, `data: {${said}\n\n`),
    ],
    [
      "a reset",
      (response) => {
        begin(response, ROLE);
        response.write(HELLO, () => response.socket?.resetAndDestroy());
      },
    ],
  ])("of a stream after output: %s", async (_name, answer) => {
    const server = await serve(answer);
    const chunks = await clientFor(server).completions.createStream(REQUEST);
    const shown = everythingOf(await rejectionOf(chunks.finalResponse()));
    expect(shown).not.toContain(KEY);
    expect(shown).not.toContain("Bearer");
  });

  test("of a connection that was not made", async () => {
    const client = clientFor({ url: await deadURL() }, { maxRetries: 0 });
    const shown = everythingOf(await rejectionOf(client.completions.create(REQUEST)));
    expect(shown).not.toContain(KEY);
  });
});

test("the model's text does not show in an error, only in its partial answer", async () => {
  const server = await serve((response) => stream(response, ROLE, HELLO));
  const chunks = await clientFor(server).completions.createStream(REQUEST);
  const thrown = await rejectionOf(chunks.finalResponse());
  expect(inspect(thrown, { depth: 20 })).not.toContain("Hello");
  expect(JSON.stringify(thrown)).not.toContain("Hello");
  expect(thrown).toHaveProperty("partial.choices.0.message.content", "Hello");
});
