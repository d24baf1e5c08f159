import type { ReplayCase } from "./case.ts";

/** Finds the case that answers a request. */
export type Picker = (request: {
  readonly method: string;
  readonly body: unknown;
}) => ReplayCase | undefined;

/** Cases that fit equally well take turns: the one that was used least is next. */
export function createPicker(cases: readonly ReplayCase[]): Picker {
  const uses = cases.map((found) => ({ found, count: 0 }));
  return ({ method, body }) => {
    if (method !== "POST") return undefined;
    const { model, stream } = (body ?? {}) as { model?: unknown; stream?: unknown };
    const alike = uses.filter(({ found }) => found.stream === (stream === true));
    const fitting = alike.length > 1 ? alike.filter(({ found }) => serves(found, model)) : alike;
    const least = Math.min(...fitting.map(({ count }) => count));
    const next = fitting.find(({ count }) => count === least);
    if (next === undefined) return undefined;
    next.count++;
    return next.found;
  };
}

/** A case without a model serves every model; a provider in front of the model's name does not count. */
function serves({ model }: ReplayCase, asked: unknown): boolean {
  if (model === undefined || model === asked) return true;
  return typeof asked === "string" && (asked.endsWith(`/${model}`) || model.endsWith(`/${asked}`));
}
