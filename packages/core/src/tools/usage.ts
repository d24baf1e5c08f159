import type { Usage } from "@vllora/types";
import { isRecord } from "../collect.ts";
import type { Cost } from "../cost.ts";

/**
 * The tokens of several answers. Absent where one of them does not say its own: a sum without it would be wrong; so is
 * the cost. What a sum is made of counts those that say it.
 */
export function sumUsage(usages: readonly (Usage | undefined)[]): Usage | undefined {
  return sumWhole(usages, (known) => {
    const { cost: _, ...sum } = addNumbers(known) as unknown as Usage;
    const cost = sumWhole(
      known.map((usage) => usage.cost),
      (costs) => costs.reduce((total, each) => total + each),
    );
    return { ...sum, ...(cost === undefined ? {} : { cost }) };
  });
}

/** What several answers cost; absent where one of them is not known. */
export function sumCost(costs: readonly (Cost | undefined)[]): Cost | undefined {
  return sumWhole(costs, (known) => {
    const parts = known.flatMap(({ input, output }) =>
      input === undefined || output === undefined ? [] : [{ input, output }],
    );
    return {
      total: known.reduce((sum, { total }) => sum + total, 0),
      ...(parts.length === known.length ? (addNumbers(parts) as { input: number }) : {}),
      source: known.every(({ source }) => source === "prices") ? "prices" : "provider",
    };
  });
}

function sumWhole<T>(
  all: readonly (T | undefined)[],
  sum: (known: readonly T[]) => T,
): T | undefined {
  const known = all.filter((item) => item !== undefined);
  if (known.length === 0 || known.length < all.length) return undefined;
  return known.length === 1 ? known[0] : sum(known);
}

/** Numbers are added, objects go deeper, of the rest the last word stays. */
function addNumbers(records: readonly object[]): Record<string, unknown> {
  const sum: Record<string, unknown> = {};
  for (const record of records) {
    for (const [key, value] of Object.entries(record)) {
      if (value == null || key === "__proto__") continue;
      const before = sum[key];
      if (typeof value === "number" && typeof before === "number") sum[key] = before + value;
      else if (isRecord(value) && isRecord(before)) sum[key] = addNumbers([before, value]);
      else sum[key] = value;
    }
  }
  return sum;
}
