import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startServerProcess } from "./process.ts";
import type { Bench, Row } from "./suite.ts";
import { SUITES } from "./suites.ts";
import type { Wire } from "./wire.ts";
import { loadWires } from "./wires.ts";

const { values: flags } = parseArgs({
  options: {
    /** Contenders beside the floor, with commas. */
    only: { type: "string" },
    suite: { type: "string" },
    wire: { type: "string" },
    rounds: { type: "string", default: "5" },
    /** Writes CPU profiles of our client into `bench/profiles`. */
    prof: { type: "boolean", default: false },
  },
});

if (!existsSync(fileURLToPath(import.meta.resolve("@vllora/core")))) {
  throw new Error(
    "No dist: run `pnpm run build` first. What is published is measured, not the sources.",
  );
}
const suites = chosen(Object.keys(SUITES), flags.suite, "suite");
const all = await loadWires();
const wires = chosen(
  all.map(({ id }) => id),
  flags.wire,
  "wire",
);
const server = await startServerProcess();
try {
  for (const wire of all) if (wires.includes(wire.id)) await measure(wire);
} finally {
  server.stop();
}

async function measure(wire: Wire): Promise<void> {
  const [floor, ...others] = wire.contenders;
  const names = chosen(
    others.map(({ name }) => name),
    flags.only,
    "only",
  );
  const bench: Bench = {
    wire,
    contenders: wire.contenders.filter(({ name }) => name === floor?.name || names.includes(name)),
    serverURL: server.url,
    rounds: Number(flags.rounds),
    nodeArguments: flags.prof
      ? ["--cpu-prof", `--cpu-prof-dir=${fileURLToPath(new URL("profiles", import.meta.url))}`]
      : [],
  };
  const rows: Row[] = [];
  for (const name of suites) {
    console.error(`${wire.id}: ${name}`);
    rows.push(...((await SUITES[name]?.(bench)) ?? []));
  }
  print(bench, rows);
}

function print({ wire, contenders, rounds }: Bench, rows: readonly Row[]): void {
  const names = contenders.map(({ name }) => name);
  const date = new Date().toISOString().slice(0, 10);
  const machine = `Node ${process.versions.node}, ${cpus().length} cores`;
  const command = ["pnpm run bench", ...process.argv.slice(2)].join(" ");
  const line = (cells: readonly string[]) => console.log(`| ${cells.join(" | ")} |`);
  console.log(`\n${wire.id}, ${date}, ${machine}, \`${command}\`, medians of ${rounds} rounds:\n`);
  line(["", "budget", ...names.toReversed()]);
  line(["---", ...["", ...names].map(() => "---:")]);
  for (const { what, budget, cells } of rows) {
    line([what, budget, ...names.toReversed().map((name) => cells[name] ?? "")]);
  }
}

/** What a flag names, with commas; everything when it is not given. */
function chosen(
  known: readonly string[],
  flag: string | undefined,
  name: string,
): readonly string[] {
  if (flag === undefined) return known;
  const given = flag.split(",");
  const unknown = given.find((one) => !known.includes(one));
  if (unknown === undefined) return given;
  throw new Error(`--${name} does not know "${unknown}": ${known.join(", ")}`);
}
