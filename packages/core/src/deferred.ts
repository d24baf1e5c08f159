// One entry for all that the client loads on first use, so that a bundler makes one file of it.
export { parseAnswer, streamAnswer } from "./structured/parse.ts";
export { createRun } from "./tools/create-run.ts";
export { runOneCall } from "./tools/run-tool.ts";
export { streamRun } from "./tools/stream-run.ts";
export { argumentCheckOf } from "./tools/validator.ts";
