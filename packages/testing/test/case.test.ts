import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCase, readCases } from "../src/index.ts";

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
      status: 200,
      headers: { "content-type": "text/event-stream; charset=utf-8", "x-request-id": "r?1" },
      body: BODY,
      request: { method: "POST", url: "https://h/v1", body: { model: "m" } },
      expected: { text: "ä" },
      chunks: [4, 6],
    });
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
      status: 500,
      headers: { "content-type": type },
      body: BODY,
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

test("readCases reads every case below a folder, ordered by path", async () => {
  for (const name of ["many/b/y", "many/a/x", "many/b/x"]) {
    await folder(name, { "meta.json": { id: name, status: 200 } });
  }
  const cases = await readCases(join(root, "many"));
  expect(cases.map(({ name }) => name)).toEqual(["many/a/x", "many/b/x", "many/b/y"]);
});
