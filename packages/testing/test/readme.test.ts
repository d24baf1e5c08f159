import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readTranscripts, replayFetch } from "../src/index.ts";
import { whole } from "./transcripts.ts";

const KEY = "sk-secret-0123456789abcdef";

/** What OpenAI would answer. */
const ANSWER = whole("answer", {
  body: Buffer.from(
    JSON.stringify({
      id: "c1",
      object: "chat.completion",
      created: 1,
      model: "gpt-4.1-nano",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hello! How can I help?" },
          finish_reason: "stop",
        },
      ],
    }),
  ),
});

const home = process.cwd();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vllora-readme-"));
  process.chdir(folder);
  vi.stubEnv("VLLORA_OPENAI_API_KEY", KEY);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  process.chdir(home);
  await rm(folder, { recursive: true });
});

/** What an example logs. */
async function run(example: () => Promise<unknown>): Promise<unknown[]> {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await example();
  const said = log.mock.calls.flat();
  log.mockRestore();
  return said;
}

test("the example of the mock model says what its comments say", async () => {
  expect(await run(() => import("./readme-mock.ts"))).toEqual([
    "call_1",
    "",
    "It ",
    "is ",
    "noo",
    "n.",
    undefined,
    2,
  ]);
});

test("the example of recording writes what those of replaying read", async () => {
  vi.stubGlobal("fetch", replayFetch(ANSWER));
  await run(() => import("./readme-record.ts"));
  vi.unstubAllGlobals();
  expect(await readTranscripts("test/transcripts")).toMatchObject([{ name: "0001", end: "eof" }]);
  expect(await readFile("test/transcripts/0001.json", "utf8")).not.toContain(KEY);

  expect(await run(() => import("./readme-replay.ts"))).toEqual(["Hello! How can I help?"]);
  expect(await run(() => import("./readme-server.ts"))).toEqual([200, 1]);
  expect(await run(() => import("./readme-faults.ts"))).toEqual([3]);
});

test("the example of converting makes a file of each folder", async () => {
  const fixtures = new URL("../../provider-openai/test/fixtures/openai-chat", import.meta.url);
  for (const name of ["openai-text", "openai-text-2"]) {
    await cp(join(fileURLToPath(fixtures), name), join("cases", name), { recursive: true });
  }
  await run(() => import("./readme-convert.ts"));
  expect((await readTranscripts("converted")).map(({ name }) => name)).toEqual([
    "openai-chat/openai-text-2",
    "openai-chat/openai-text",
  ]);
});

test("the README shows the files that run", async () => {
  const text = (file: string) => readFile(new URL(file, import.meta.url), "utf8");
  const readme = await text("../README.md");
  // Inside the repository, packages go by other names.
  const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ""]) =>
    code
      .replace('"@vllora/testing"', '"../src/index.ts"')
      .replace('"@vllora/provider-openai"', '"../../provider-openai/src/index.ts"'),
  );
  for (const name of ["mock", "record", "replay", "server", "faults", "convert"]) {
    expect(blocks).toContain(await text(`./readme-${name}.ts`));
  }
});
