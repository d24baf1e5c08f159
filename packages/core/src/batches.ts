import type { EmbeddingRequest, EmbeddingResponse, EmbeddingUsage } from "@vllora/types";
import { offAbort, onAbort } from "./transport/abort.ts";

/** Calls of one request that are on their way together. */
const AT_ONCE = 8;

/** The request, or several with so many of its inputs each, in their order. */
export function inBatches(
  request: EmbeddingRequest,
  mostInputs: number | undefined,
): readonly EmbeddingRequest[] {
  const { input } = request;
  if (mostInputs === undefined || typeof input === "string" || typeof input[0] === "number") {
    return [request];
  }
  return Array.from({ length: Math.ceil(input.length / mostInputs) }, (_, index) => ({
    ...request,
    // All inputs are of one kind.
    input: input.slice(index * mostInputs, (index + 1) * mostInputs) as EmbeddingRequest["input"],
  }));
}

/** Runs them a few at a time; results in their order. The first failure is thrown, and stops the others. */
export async function fewAtOnce<Item, Result>(
  items: readonly Item[],
  signal: AbortSignal | undefined,
  run: (item: Item, signal: AbortSignal | undefined) => Promise<Result>,
): Promise<readonly Result[]> {
  const [first, ...others] = items;
  if (first !== undefined && others.length === 0) return [await run(first, signal)];
  const controller = new AbortController();
  const stop = () => controller.abort(signal?.reason);
  if (signal?.aborted) stop();
  else onAbort(signal, stop);
  const results: Result[] = [];
  const left = items.entries();
  const work = async () => {
    for (const [index, item] of left) results[index] = await run(item, controller.signal);
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
    return results;
  } catch (error) {
    controller.abort(error);
    throw error;
  } finally {
    offAbort(signal, stop);
  }
}

type Answer = EmbeddingResponse<number[] | string>;

/** The answers of a request's batches as one. Usage is that of all of them, or absent. */
export function joined(first: Answer, others: readonly Answer[]): Answer {
  if (others.length === 0) return first;
  const answers = [first, ...others];
  const data = answers.flatMap((answer) => answer.data);
  const usage = sumOf(answers.map((answer) => answer.usage));
  return {
    object: "list",
    data: data.map((item, index) => ({ ...item, index })),
    model: first.model,
    ...(usage === undefined ? {} : { usage }),
  };
}

function sumOf(usages: readonly (EmbeddingUsage | undefined)[]): EmbeddingUsage | undefined {
  const known = usages.filter((usage) => usage !== undefined);
  if (known.length < usages.length) return undefined;
  const sum = (of: (usage: EmbeddingUsage) => number) =>
    known.reduce((total, usage) => total + of(usage), 0);
  const priced = known.every(({ cost }) => cost !== undefined);
  return {
    prompt_tokens: sum((usage) => usage.prompt_tokens),
    total_tokens: sum((usage) => usage.total_tokens),
    ...(priced ? { cost: sum(({ cost }) => cost ?? 0) } : {}),
  };
}
