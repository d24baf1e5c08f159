import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  parseTranscript,
  readTranscript,
  readTranscripts,
  stringifyTranscript,
  type Transcript,
  writeTranscript,
} from "../src/index.ts";
import { message, stream, whole } from "./transcripts.ts";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "vllora-transcript-"));
});

afterAll(() => rm(root, { recursive: true }));

const EVENT_STREAM = {
  response: { status: 200, headers: { "content-type": "application/vnd.amazon.eventstream" } },
};

describe("a transcript reads back as it was written", () => {
  test.each<[string, Transcript]>([
    ["with the least there can be", whole("a")],
    [
      "with everything",
      stream("a/b", {
        model: "m",
        request: {
          method: "POST",
          url: "https://h/v1",
          headers: { accept: "*/*" },
          body: { n: 0, stop: null, user: "" },
        },
        response: { status: 429, headers: { "retry-after": "1" }, atMs: 0 },
        body: Buffer.from("data: x\n\ndata: y\n\n"),
        chunks: [{ bytes: 9, atMs: 0 }, { bytes: 9 }],
        expected: { text: "" },
      }),
    ],
    [
      "with a chunk that ends inside of a character",
      stream("a", {
        body: Buffer.from("data: ä€👍\n\n"),
        chunks: [{ bytes: 7 }, { bytes: 2 }, { bytes: 4 }, { bytes: 4 }],
      }),
    ],
    ["with a body that is no text", stream("a", { body: Uint8Array.of(0xff, 0, 0xfe) })],
    [
      "with messages of an AWS event stream",
      stream("a", {
        ...EVENT_STREAM,
        body: Buffer.concat([message("{}"), message("ä")]),
        chunks: [{ bytes: 3 }, { bytes: 33 }],
      }),
    ],
    ["with a byte order mark", stream("a", { body: Buffer.from("\uFEFFdata: x\r\n\r\n\0") })],
    ["with an empty body", whole("a", { body: Buffer.alloc(0) })],
    ["with an empty body of no chunk", whole("a", { body: Buffer.alloc(0), chunks: [] })],
    [
      "with an empty chunk",
      whole("a", { body: Buffer.from("x"), chunks: [{ bytes: 0 }, { bytes: 1 }] }),
    ],
    ["that broke", stream("a", { body: Buffer.from("data: "), end: "reset" })],
    [
      "that was given up before its head",
      { name: "a", stream: true, body: Buffer.alloc(0), end: "abort" },
    ],
  ])("%s", (_name, transcript) => {
    const text = stringifyTranscript(transcript);
    const found = parseTranscript(text);
    expect({ ...found, body: [...found.body] }).toEqual({
      ...transcript,
      body: [...transcript.body],
    });
    expect(stringifyTranscript(found)).toBe(text);
  });
});

test("text stays text in the file, and says its version", () => {
  const transcript = stream("a", {
    body: Buffer.from("data: ä\n\n"),
    chunks: [{ bytes: 7, atMs: 1 }, { bytes: 3 }],
  });
  expect(JSON.parse(stringifyTranscript(transcript))).toEqual({
    format: "vllora-transcript/1",
    name: "a",
    stream: true,
    response: transcript.response,
    chunked: true,
    chunks: [{ atMs: 1, base64: "ZGF0YTogww==" }, { base64: "pAoK" }],
    end: "eof",
  });
  expect(JSON.parse(stringifyTranscript({ ...transcript, chunks: [{ bytes: 10 }] }))).toMatchObject(
    {
      chunks: [{ text: "data: ä\n\n" }],
    },
  );
});

test.each([
  ["more", 11],
  ["less", 9],
])("chunks that are %s than the body are not written", (_name, bytes) => {
  const transcript = stream("acme", { body: Buffer.alloc(10), chunks: [{ bytes }] });
  expect(() => stringifyTranscript(transcript)).toThrow(
    /^The chunks of acme are \d+ bytes, its body is 10$/,
  );
});

describe("what is no transcript is refused, with the reason", () => {
  const good = JSON.parse(stringifyTranscript(whole("a"))) as object;

  test.each<[string, string, string]>([
    ["no JSON", "data: x", "it is not JSON"],
    ["nothing", "", "it is not JSON"],
    ["null", "null", 'expected the format "vllora-transcript/1", got no format'],
    ["a list", "[]", 'expected the format "vllora-transcript/1", got no format'],
    [
      "another version",
      JSON.stringify({ ...good, format: "vllora-transcript/2" }),
      'expected the format "vllora-transcript/1", got "vllora-transcript/2"',
    ],
    ["no name", JSON.stringify({ ...good, name: 1 }), "expected name, stream, chunks and end"],
    ["no chunks", JSON.stringify({ ...good, chunks: {} }), "expected name, stream, chunks and end"],
    ["an unknown end", JSON.stringify({ ...good, end: "fin" }), "expected name, stream, chunks"],
    [
      "a head without status",
      JSON.stringify({ ...good, response: { headers: {} } }),
      "expected a response with status and headers",
    ],
    [
      "a chunk without bytes",
      JSON.stringify({ ...good, chunks: [{ text: "" }, { atMs: 1 }] }),
      "chunk 1 has neither text nor base64",
    ],
  ])("%s", (_name, text, why) => {
    expect(() => parseTranscript(text, "my.json")).toThrow(why);
    expect(() => parseTranscript(text, "my.json")).toThrow(/^my\.json/);
  });

  test("in a file, which the error names", async () => {
    const file = join(root, "bad.json");
    await writeFile(file, "{}");
    await expect(readTranscript(file)).rejects.toThrow(`${file} is no transcript`);
  });
});

test("readTranscripts reads every file below a folder, ordered by path, and no other", async () => {
  const folder = join(root, "many");
  for (const name of ["b/y", "a/deep/x", "c", "b/x"]) {
    await writeTranscript(join(folder, `${name}.json`), whole(name));
  }
  const other = join(folder, "b", "README.md");
  await mkdir(dirname(other), { recursive: true });
  await writeFile(other, "no transcript");
  const names = (await readTranscripts(folder)).map(({ name }) => name);
  expect(names).toEqual(["a/deep/x", "b/x", "b/y", "c"]);
});

test("a large body is written and read", async () => {
  const body = Buffer.alloc(32 * 1024 * 1024, "data: x\n\n");
  const file = join(root, "large.json");
  await writeTranscript(file, stream("large", { body }));
  const found = await readTranscript(file);
  expect(Buffer.compare(found.body, body)).toBe(0);
});
