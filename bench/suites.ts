import type { Suite } from "./suite.ts";
import { bundle } from "./suites/bundle.ts";
import { calls, firstChunk } from "./suites/calls.ts";
import { footprint } from "./suites/footprint.ts";
import { coldCall, importTime } from "./suites/import-time.ts";
import { heap, slowReader } from "./suites/memory.ts";
import { chunks, growth, toolArguments } from "./suites/streams.ts";

/** By the name that `--suite` takes, in the order of the table. */
export const SUITES: { readonly [name: string]: Suite } = {
  chunks,
  growth,
  tool: toolArguments,
  calls,
  first: firstChunk,
  heap,
  slow: slowReader,
  import: importTime,
  cold: coldCall,
  bundle,
  footprint,
};
