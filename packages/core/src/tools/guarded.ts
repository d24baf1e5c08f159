import { LLMError } from "../errors.ts";
import { untilAborted } from "../transport/abort.ts";

/** Asks a function of the application whose failure ends the run; an abort does not wait for it. */
export async function guarded<T>(
  name: string,
  signal: AbortSignal,
  ask: () => T | Promise<T>,
): Promise<T> {
  try {
    return await untilAborted((async () => await ask())(), signal);
  } catch (cause) {
    if (LLMError.is(cause)) throw cause;
    throw new LLMError("invalid_request", `${name} failed`, { cause });
  }
}
