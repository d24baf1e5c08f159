import { readCases, writeTranscript } from "../src/index.ts";

for (const found of await readCases("cases")) {
  await writeTranscript(`converted/${found.name}.json`, found);
}
