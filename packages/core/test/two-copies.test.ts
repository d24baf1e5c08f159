import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answering, chunk, completion, events, json } from "./fake-fetch.ts";
import { HELLO, parameterTable } from "./fake-provider.ts";

type Core = typeof import("../src/index.ts") & typeof import("../src/provider.ts");

const KEY = Symbol.for("vllora.registry.v1");
const shared = globalThis as { [KEY]?: unknown };

let folder: string;
let first: Core;
let second: Core;
let records: unknown;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vllora-copies-"));
  [first, second] = (await Promise.all([copy("first"), copy("second")])) as [Core, Core];
  records = shared[KEY];
  shared[KEY] = undefined;
  // Registered through one copy, called through the other.
  first.registerProvider(provider(first));
});

afterAll(async () => {
  shared[KEY] = records;
  await rm(folder, { recursive: true });
});

/** All of core in one file of its own. */
async function copy(name: string): Promise<unknown> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    stdin: {
      contents: `export * from "./index.ts"; export * from "./provider.ts";`,
      resolveDir: fileURLToPath(new URL("../src", import.meta.url)),
      loader: "ts",
    },
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["@vllora/source"],
    external: ["@huggingface/jinja"],
    outfile,
  });
  return await import(/* @vite-ignore */ pathToFileURL(outfile).href);
}

function provider(core: Core) {
  return core.defineProvider({
    contract: 1,
    id: "acme",
    package: { name: "@acme/vllora-provider", version: "1.0.0" },
    models: ["acme-*"],
    credentials: { kinds: ["api_key"], env: [] },
    baseURL: "https://api.acme.test/v1",
    parameters: parameterTable(),
    authorize: (request) => request,
    chat: {
      encode: (_, { model }) => ({ path: "/chat", body: { model } }),
      decode: (body) => {
        if (JSON.stringify(body).includes("error")) throw new core.ErrorFrame(body, 429);
        return body as never;
      },
      createDecoder: () => ({
        finished: true,
        push({ data }) {
          if (data === "garbage") throw new core.MalformedFrameError("expected JSON");
          return [JSON.parse(data)];
        },
      }),
      decodeError: ({ status }) => ({
        kind: core.kindOfStatus(status),
        message: "the provider's own word",
      }),
    },
  });
}

function client(fetch: ReturnType<typeof answering>) {
  return new second.VlloraLLMClient({ fetch, maxRetries: 0, provider: "acme", apiKey: "k" });
}

describe("two copies of core in one process", () => {
  it("are two", () => {
    expect(first.LLMError).not.toBe(second.LLMError);
  });

  it("share the registry", async () => {
    expect(new second.VlloraLLMClient().explain("acme-1").provider).toBe("acme");
    const reply = await client(answering(json(completion()))).completions.create(HELLO);
    expect(reply.text).toBe("Hi there");
  });

  it("know each other's errors", () => {
    const error = new first.StreamInterruptedError("cut");
    expect(second.LLMError.is(error)).toBe(true);
    expect(error instanceof second.LLMError).toBe(false);
    for (const other of [new Error("x"), null, undefined, "x", {}]) {
      expect(second.LLMError.is(other)).toBe(false);
    }
  });

  it("understand each other's error frames", async () => {
    const reported = client(answering(json({ error: {} }))).completions.create(HELLO);
    await expect(reported).rejects.toMatchObject({ kind: "rate_limit" });
    const malformed = client(answering(events([chunk({ content: "a" }), "garbage"])));
    const read = async () => {
      for await (const _ of await malformed.completions.createStream(HELLO));
    };
    await expect(read()).rejects.toMatchObject({ kind: "protocol" });
  });
});
