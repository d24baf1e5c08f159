import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { build } from "esbuild";
import { rollup } from "rollup";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import webpack from "webpack";

const PACKAGES = fileURLToPath(new URL("../..", import.meta.url));
const OURS = ["types", "core", "provider-openai-compatible", "provider-openai"];
const THEIRS = ["eventsource-parser", "@huggingface/jinja", "@cfworker/json-schema"];

let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "vllora-bundlers-")));
  await Promise.all([...OURS.map(install), ...THEIRS.map(link)]);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

interface Manifest {
  readonly name: string;
  readonly exports: { readonly [entry: string]: string | { readonly "@vllora/source"?: string } };
  readonly publishConfig: object;
  readonly files: readonly string[];
}

/** What the exports of a package can be imported by. */
function entriesOf(name: string): string[] {
  const { exports, name: id } = manifestOf(name);
  return Object.keys(exports)
    .filter((entry) => !entry.endsWith(".json"))
    .map((entry) => join(id, entry));
}

function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(join(PACKAGES, name, "package.json"), "utf8")) as Manifest;
}

/** What a package needs at run time. */
interface Dependent {
  readonly name: string;
  readonly dependencies?: object;
  readonly peerDependencies?: object;
  readonly optionalDependencies?: object;
}

/** A package as npm would install it: what it publishes, and no more. */
async function install(name: string): Promise<void> {
  const source = join(PACKAGES, name);
  const manifest = manifestOf(name);
  const target = join(folder, "node_modules", manifest.name);
  const entries = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === "string" ? [] : (entry["@vllora/source"] ?? []),
  );
  await mkdir(target, { recursive: true });
  await build({
    entryPoints: entries.map((entry) => join(source, entry)),
    outdir: join(target, "dist"),
    outbase: join(source, "src"),
    bundle: true,
    splitting: true,
    packages: "external",
    format: "esm",
    target: "node20",
  });
  const { publishConfig, ...published } = manifest;
  await writeFile(join(target, "package.json"), JSON.stringify({ ...published, ...publishConfig }));
  await cp(join(source, "src"), join(target, "src"), { recursive: true });
}

async function link(name: string): Promise<void> {
  const target = join(folder, "node_modules", name);
  await mkdir(dirname(target), { recursive: true });
  await symlink(await realpath(join(PACKAGES, "core", "node_modules", name)), target);
}

type Bundler = (entry: string, outfile: string) => Promise<unknown>;

const BUNDLERS: { readonly [name: string]: Bundler } = {
  esbuild: (entry, outfile) =>
    build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      minifySyntax: true,
    }),
  async rollup(entry, file) {
    const bundle = await rollup({ input: entry, plugins: [nodeResolve()] });
    await bundle.write({ file, format: "es", inlineDynamicImports: true });
    await bundle.close();
  },
  webpack: (entry, outfile) =>
    new Promise((resolve, reject) => {
      const compiler = webpack({
        mode: "production",
        target: "node20",
        entry,
        output: {
          path: dirname(outfile),
          filename: outfile.slice(dirname(outfile).length + 1),
          module: true,
          chunkFormat: "module",
        },
        experiments: { outputModule: true },
        plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })],
      });
      compiler.run((error, stats) => {
        if (error !== null || stats === undefined || stats.hasErrors()) {
          reject(error ?? new Error(stats?.toString()));
        } else compiler.close(() => resolve(stats));
      });
    }),
};

/** Bundles a program; gives the text of the bundle, and what it prints when it is run. */
async function bundled(bundler: string, program: string) {
  const place = await mkdtemp(join(folder, `${bundler}-`));
  const entry = join(place, "entry.mjs");
  const outfile = join(place, "out.mjs");
  await writeFile(entry, program);
  await BUNDLERS[bundler]?.(entry, outfile);
  const code = await readFile(outfile, "utf8");
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], {
    // The bundle must stand alone.
    cwd: place,
  });
  return { code, printed: stdout.trim() };
}

/** Words that no minifier changes, by what they are part of. */
const TRACES: { readonly [part: string]: string } = {
  provider: "/chat/completions",
  client: "llm_start",
  transport: "retry-after-ms",
  templates: "Missing end of comment tag",
};

function partsIn(code: string): string[] {
  return Object.keys(TRACES).filter((part) => code.includes(TRACES[part] as string));
}

/** Prints the ids of what is registered. */
const LIST = `
  const records = [...(globalThis[Symbol.for("vllora.registry.v1")] ?? new Map()).values()];
  console.log([...new Set(records.map(({ id }) => id))].sort().join());`;

describe("what a program is made of", () => {
  it("is nothing for tests, and nothing of Node but where its entry says so", async () => {
    const place = await mkdtemp(join(folder, "inputs-"));
    const entry = join(place, "entry.mjs");
    await writeFile(
      entry,
      OURS.filter((name) => name !== "types")
        .flatMap((name) => entriesOf(name))
        .filter((specifier) => !specifier.endsWith("/node"))
        .map(
          (specifier, index) =>
            `import * as all${index} from "${specifier}"; console.log(all${index});`,
        )
        .join("\n"),
    );
    // Platform "neutral" leaves no built-in of Node unseen.
    const { metafile } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "neutral",
      mainFields: ["module", "main"],
      external: ["node:*"],
    });
    const inputs = Object.entries(metafile.inputs);
    expect(inputs.length).toBeGreaterThan(6);
    expect(inputs.map(([path]) => path).filter((path) => /testing/.test(path))).toEqual([]);
    const builtIn = inputs.flatMap(([, { imports }]) =>
      imports.filter(({ external, path }) => external === true || path.startsWith("node:")),
    );
    expect(builtIn).toEqual([]);
  });

  it("is named by no package that is not for tests", async () => {
    const folders = await readdir(PACKAGES);
    const manifests: Dependent[] = await Promise.all(
      folders.map(async (name) =>
        JSON.parse(await readFile(join(PACKAGES, name, "package.json"), "utf8")),
      ),
    );
    expect(manifests.map(({ name }) => name)).toContain("@vllora/testing");
    const needing = manifests.filter(({ dependencies, peerDependencies, optionalDependencies }) =>
      [dependencies, peerDependencies, optionalDependencies].some(
        (needed) => needed !== undefined && "@vllora/testing" in needed,
      ),
    );
    expect(needing).toEqual([]);
  });
});

describe.concurrent.each(Object.keys(BUNDLERS))("%s", (bundler) => {
  it("keeps the registration of a provider that is imported for it alone", async () => {
    const { code, printed } = await bundled(
      bundler,
      `import "@vllora/provider-openai/register";\n${LIST}`,
    );
    expect(printed).toBe("openai,openai-compatible");
    expect(partsIn(code)).toEqual(["provider"]);
  });

  it("makes one program of client and registered provider that works", async () => {
    const { code, printed } = await bundled(
      bundler,
      `import { VlloraLLMClient, LLMError } from "@vllora/core";
      import "@vllora/provider-openai/register";
      const refuse = async () =>
        Response.json({ error: { message: "no", code: "model_not_found" } }, { status: 404 });
      const refuseLate = async () =>
        new Response('data: {"error": {"message": "no", "code": "rate_limit_exceeded"}}\\n\\n');
      const echo = async (_, init) => {
        const { content } = JSON.parse(init.body).messages[0];
        return Response.json({ choices: [{ message: { content }, finish_reason: "stop" }] });
      };
      async function main() {
        const { completions } = new VlloraLLMClient({ apiKey: "k", maxRetries: 0 });
        const request = { model: "gpt-4.1", messages: [{ role: "user", content: "{{ a }}" }] };
        const error = await completions.create(request, { fetch: refuse }).catch((e) => e);
        const late = await completions.createStream(request, { fetch: refuseLate }).catch((e) => e);
        const reply = await completions.create(request, { fetch: echo, variables: { a: "Ada" } });
        console.log(LLMError.is(error), error.provider, error.kind, late.kind, reply.text);
      }
      main();`,
    );
    expect(printed).toBe("true openai not_found rate_limit Ada");
    expect(partsIn(code)).toEqual(Object.keys(TRACES));
  });

  it("takes no provider, client or templates with the errors alone", async () => {
    const { code, printed } = await bundled(
      bundler,
      `import { LLMError } from "@vllora/core";\nconsole.log(LLMError.is(new LLMError("server", "x")));`,
    );
    expect(printed).toBe("true");
    expect(partsIn(code)).toEqual([]);
  });

  it("drops a provider that is imported and not used", async () => {
    const { code, printed } = await bundled(
      bundler,
      `import { openai } from "@vllora/provider-openai";\nimport { VlloraLLMClient } from "@vllora/core";\n${LIST}`,
    );
    expect(printed).toBe("");
    expect(partsIn(code)).toEqual([]);
    expect(code.length).toBeLessThan(1000);
  });

  it("registers nothing for a provider that is used without its registration", async () => {
    const { printed } = await bundled(
      bundler,
      `import { openai } from "@vllora/provider-openai";\nconsole.log(openai().id);\n${LIST}`,
    );
    expect(printed).toBe("openai");
  });
});
