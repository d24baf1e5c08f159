import { interleave, ratioCells, withWorkers } from "../interleave.ts";
import type { Operation } from "../operation.ts";
import type { Scenario } from "../scenario.ts";
import type { Bench, Row, Suite } from "../suite.ts";

interface StreamRow {
  readonly what: string;
  readonly scenario: Scenario;
  readonly calls: number;
  readonly concurrency?: number;
  readonly budget: number;
  readonly operation?: Operation;
}

const text = (chunks: number, delivery: Scenario["delivery"]): Scenario => ({
  kind: "text",
  chunks,
  delivery,
});

/** CPU of one chunk, by how the bytes come. */
export const chunks: Suite = (bench) =>
  measure(bench, [
    { what: "a chunk: many in a read", scenario: text(10_000, "event"), calls: 6, budget: 1.2 },
    { what: "a chunk: reads of 64 kB", scenario: text(10_000, "burst"), calls: 6, budget: 1.2 },
    { what: "a chunk: cut anywhere", scenario: text(1000, "split"), calls: 3, budget: 1.2 },
    {
      what: "a chunk: 40 live streams",
      scenario: text(60, "paced"),
      calls: 40,
      concurrency: 40,
      budget: 1.2,
    },
  ]);

/** CPU of one chunk, by the length of the stream. */
export const growth: Suite = (bench) =>
  measure(bench, [
    { what: "a chunk of 1,000", scenario: text(1000, "event"), calls: 40, budget: 1.5 },
    { what: "a chunk of 50,000", scenario: text(50_000, "event"), calls: 1, budget: 1.5 },
  ]);

const fragments = (count: number): Scenario => ({ kind: "tool", chunks: count, delivery: "event" });

/** CPU of one fragment of a tool call's arguments. */
export const toolArguments: Suite = (bench) =>
  measure(bench, [
    {
      what: "a tool-argument fragment of 2,000",
      scenario: fragments(2000),
      calls: 20,
      budget: 1.5,
      operation: "tool",
    },
    {
      what: "a tool-argument fragment of 8,000",
      scenario: fragments(8000),
      calls: 5,
      budget: 1.5,
      operation: "tool",
    },
  ]);

async function measure(bench: Bench, rows: readonly StreamRow[]): Promise<readonly Row[]> {
  return await withWorkers(bench, async (workers) => {
    const measured: Row[] = [];
    for (const { what, scenario, calls, concurrency = 1, budget, operation = "stream" } of rows) {
      const job = { type: "calls", operation, scenario, calls, concurrency } as const;
      const comparisons = await interleave(workers, job, bench.rounds);
      const cells = ratioCells(comparisons, scenario.chunks);
      const most = Math.max(budget, bench.wire.chunkBudget ?? 0);
      measured.push({ what: `CPU of ${what}`, budget: `≤ ${most} ×`, cells });
    }
    return measured;
  });
}
