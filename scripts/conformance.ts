import { readdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { formatScorecard, runConformance, type Scorecard } from "@vllora/testing";
import type { Conformance } from "../packages/provider-openai-compatible/test/conformance-run.ts";

/**
 * Runs the conformance kit over every provider of this repository and prints the scorecards. `--thorough` cuts
 * every stream at each of its bytes, which takes minutes; `--only openai` is the name of one; `--json FILE` writes
 * the scorecards.
 */
const { values } = parseArgs({
  options: {
    thorough: { type: "boolean", default: false },
    only: { type: "string" },
    json: { type: "string" },
  },
});

const packages = new URL("../packages/", import.meta.url);
const names = (await readdir(packages)).filter((name) => name.startsWith("provider-")).sort();
const scorecards: Scorecard[] = [];
for (const name of names) {
  if (values.only !== undefined && name !== `provider-${values.only}`) continue;
  const { href } = new URL(`${name}/test/conformance.ts`, packages);
  const { conformance } = (await import(href)) as { readonly conformance: Conformance };
  const { provider, transcripts, options } = conformance;
  const scorecard = await runConformance(provider, transcripts, {
    ...options,
    thorough: values.thorough,
    onCheck: ({ check, status, tried }) =>
      console.error(`${name}: ${check} ${status}, ${tried} tried`),
  });
  scorecards.push(scorecard);
  console.log(`${formatScorecard(scorecard)}\n`);
}
if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify(scorecards, undefined, 2)}\n`);
}
process.exitCode = scorecards.every(({ failed }) => failed === 0) && scorecards.length > 0 ? 0 : 1;
