import { interleave, ratioCells, withWorkers } from "../interleave.ts";
import type { Suite } from "../suite.ts";

/** CPU of a whole call, one after another and 64 at once. */
export const calls: Suite = (bench) =>
  withWorkers(bench, async (workers) => {
    const scenario = { kind: "text", chunks: 100, delivery: "event" } as const;
    const measure = async (total: number, concurrency: number) => {
      const job = {
        type: "calls",
        operation: "whole",
        scenario,
        calls: total,
        concurrency,
      } as const;
      const comparisons = await interleave(workers, job, bench.rounds);
      const what = concurrency === 1 ? "one after another" : `${concurrency} at once`;
      const cells = ratioCells(comparisons, 1);
      return { what: `CPU of a whole call, ${what}`, budget: "≤ 1.15 ×", cells };
    };
    return [await measure(200, 1), await measure(800, 64)];
  });

/** How much later than the floor's the first text of a short stream comes. */
export const firstChunk: Suite = (bench) =>
  withWorkers(bench, async (workers) => {
    const scenario = { kind: "text", chunks: 50, delivery: "event" } as const;
    const job = {
      type: "calls",
      operation: "stream",
      scenario,
      calls: 80,
      concurrency: 1,
    } as const;
    const comparisons = await interleave(workers, job, bench.rounds);
    const cells = [...comparisons]
      .slice(1)
      .map(([name, { laterMs }]) => [name, `${laterMs.toFixed(2)} ms`]);
    const what = "First chunk later than L1's";
    return [{ what, budget: "≤ 0.3 ms", cells: Object.fromEntries(cells) }];
  });
