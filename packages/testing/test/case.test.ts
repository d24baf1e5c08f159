import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  parseTranscript,
  readCase,
  readCases,
  readTranscript,
  stringifyTranscript,
  writeTranscript,
} from "../src/index.ts";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "vllora-case-"));
});

afterAll(() => rm(root, { recursive: true }));

async function folder(name: string, files: { readonly [file: string]: unknown }): Promise<string> {
  const directory = join(root, name);
  await mkdir(directory, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    await writeFile(
      join(directory, file),
      content instanceof Uint8Array ? content : JSON.stringify(content),
    );
  }
  return directory;
}

const BODY = Buffer.from("data: ä\n\n");

describe("readCase", () => {
  test("reads everything that is there", async () => {
    const directory = await folder("all/stream", {
      "meta.json": {
        id: "acme/stream",
        stream: true,
        model: "m",
        status: 200,
        responseHeaders: {
          "Content-Type": "text/event-stream; charset=utf-8",
          "content-length": "10",
          "content-encoding": "gzip",
          "transfer-encoding": "chunked",
          connection: "keep-alive",
          "set-cookie": "a=b",
          "x-request-id": "r–1",
        },
        responseFile: "response.sse",
        networkChunks: [4, 6],
      },
      "request.json": { method: "POST", url: "https://h/v1", headers: {}, body: { model: "m" } },
      "expected.json": { text: "ä" },
      "response.sse": BODY,
    });
    expect(await readCase(directory)).toEqual({
      name: "acme/stream",
      stream: true,
      model: "m",
      request: { method: "POST", url: "https://h/v1", headers: {}, body: { model: "m" } },
      response: {
        status: 200,
        headers: { "content-type": "text/event-stream; charset=utf-8", "x-request-id": "r?1" },
      },
      body: BODY,
      chunks: [{ bytes: 4 }, { bytes: 6 }],
      end: "eof",
      expected: { text: "ä" },
    });
  });

  test("leaves out chunks that are not the body's, as those of a compressed one", async () => {
    const directory = await folder("compressed", {
      "meta.json": {
        id: "acme/compressed",
        status: 200,
        responseFile: "response.sse",
        networkChunks: [7],
      },
      "response.sse": BODY,
    });
    expect(await readCase(directory)).not.toHaveProperty("chunks");
  });

  test.each([
    ["response.sse", "text/event-stream"],
    ["response.json", "application/json"],
  ])("gives %s its content type where none was recorded", async (responseFile, type) => {
    const directory = await folder(`bare/${responseFile}`, {
      "meta.json": { id: "acme/bare", status: 500, responseFile },
      [responseFile]: BODY,
    });
    expect(await readCase(directory)).toEqual({
      name: "acme/bare",
      stream: false,
      response: { status: 500, headers: { "content-type": type } },
      body: BODY,
      end: "eof",
    });
  });

  test("keeps a body that is not JSON as text", async () => {
    const directory = await folder("text", {
      "meta.json": { id: "acme/text", status: 200 },
      "request.json": { method: "POST", url: "https://h", bodyText: "--boundary" },
    });
    const { request, body } = await readCase(directory);
    expect(request).toEqual({ method: "POST", url: "https://h", body: "--boundary" });
    expect(body).toHaveLength(0);
  });

  test("says that a folder is no case", async () => {
    await expect(readCase(join(root, "nowhere"))).rejects.toThrow(/No meta\.json in .*nowhere/);
  });
});

test("a case becomes a file that reads back the same", async () => {
  const directory = await folder("convert", {
    "meta.json": {
      id: "acme/convert",
      stream: true,
      model: "m",
      status: 200,
      responseHeaders: { "content-type": "text/event-stream" },
      responseFile: "response.sse",
      // Inside of the ä.
      networkChunks: [7, 3],
    },
    "request.json": {
      method: "POST",
      url: "https://h/v1",
      headers: { accept: "*/*" },
      body: { model: "m", messages: [] },
    },
    "expected.json": { text: "ä" },
    "response.sse": BODY,
  });
  const found = await readCase(directory);
  const file = join(root, "converted", "stream.json");
  await writeTranscript(file, found);
  expect(await readTranscript(file)).toEqual(found);
});

test("readCases reads every case below a folder, ordered by path", async () => {
  for (const name of ["many/b/y", "many/a/x", "many/b/x"]) {
    await folder(name, { "meta.json": { id: name, status: 200 } });
  }
  const cases = await readCases(join(root, "many"));
  expect(cases.map(({ name }) => name)).toEqual(["many/a/x", "many/b/x", "many/b/y"]);
});

test("every recorded case becomes a transcript that reads back the same", async () => {
  const fixtures = new URL("../../provider-openai-compatible/test/fixtures", import.meta.url);
  const cases = await readCases(fileURLToPath(fixtures));
  expect(cases.length).toBeGreaterThan(200);
  for (const found of cases) {
    const { body, ...rest } = parseTranscript(stringifyTranscript(found));
    const { body: before, ...restBefore } = found;
    expect(Buffer.compare(body, before), found.name).toBe(0);
    expect(rest).toEqual(restBefore);
  }
});
