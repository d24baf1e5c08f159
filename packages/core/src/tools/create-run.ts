import type { ChatCompletionRequest } from "@vllora/types";
import type { CallOptions } from "../call-options.ts";
import type { ChatCompletionResult } from "../completion.ts";
import { Run, type StepCall } from "./run.ts";

/** Asks the model, runs its tools, and asks again, until an answer needs none. */
export async function createRun(
  request: ChatCompletionRequest,
  options: CallOptions,
  ask: (step: StepCall) => Promise<ChatCompletionResult>,
): Promise<ChatCompletionResult> {
  const run = new Run(request, options, false);
  try {
    while (await run.take(await ask(await run.next())));
    return run.finish();
  } catch (error) {
    throw run.fail(error);
  }
}
