import { LLMError } from "../src/index.ts";

/** The error that an action ends with. */
export async function rejection(action: () => unknown): Promise<LLMError> {
  try {
    await action();
  } catch (error) {
    if (LLMError.is(error)) return error;
    throw new Error("Expected an LLMError", { cause: error });
  }
  throw new Error("Expected an error, and there was none");
}
