import type { Job } from "./job.ts";
import { Worker } from "./process.ts";
import { median } from "./statistics.ts";
import type { Bench } from "./suite.ts";

type CallsJob = Extract<Job, { type: "calls" }>;

/** Medians over the rounds. */
export interface Comparison {
  readonly cpuMs: number;
  /** CPU in ratio to the floor of the same round. */
  readonly ratio: number;
  /** How much later than the floor's the first piece came. */
  readonly laterMs: number;
}

/** Starts a process for each contender, lets `use` measure, and ends them. */
export async function withWorkers<T>(
  { wire, contenders, serverURL, nodeArguments }: Bench,
  use: (workers: readonly Worker[]) => Promise<T>,
): Promise<T> {
  const starting = contenders.map(({ name }) =>
    Worker.start(wire.id, name, serverURL, name.startsWith("vllora") ? nodeArguments : []),
  );
  const workers = await Promise.all(starting);
  try {
    return await use(workers);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

/**
 * Runs a job by turns, the floor before and after each contender, so that what else happens on the machine hits
 * all alike. Every answer is compared with what was sent, those of the warm-up first.
 */
export async function interleave(
  workers: readonly Worker[],
  job: CallsJob,
  rounds: number,
): Promise<ReadonlyMap<string, Comparison>> {
  const [floor, ...others] = workers as readonly [Worker, ...Worker[]];
  for (const worker of workers) await warmUp(worker, job);
  const samples = new Map(workers.map(({ name }) => [name, [] as Comparison[]]));
  for (let round = 0; round < rounds; round++) {
    const floors = [await floor.run(job)];
    const measured: [string, { cpuMs: number; firstMs: number }][] = [];
    for (const worker of round % 2 === 0 ? others : others.toReversed()) {
      measured.push([worker.name, await worker.run(job)]);
      floors.push(await floor.run(job));
    }
    const cpuMs = median(floors.map((sample) => sample.cpuMs));
    const firstMs = median(floors.map((sample) => sample.firstMs));
    samples.get(floor.name)?.push({ cpuMs, ratio: 1, laterMs: 0 });
    for (const [name, sample] of measured) {
      const ratio = sample.cpuMs / cpuMs;
      samples.get(name)?.push({ ratio, cpuMs: sample.cpuMs, laterMs: sample.firstMs - firstMs });
    }
  }
  return new Map([...samples].map(([name, list]) => [name, middle(list)]));
}

async function warmUp(worker: Worker, job: CallsJob): Promise<void> {
  const end = performance.now() + 800;
  do await worker.run(job);
  while (performance.now() < end);
}

function middle(samples: readonly Comparison[]): Comparison {
  return {
    cpuMs: median(samples.map(({ cpuMs }) => cpuMs)),
    ratio: median(samples.map(({ ratio }) => ratio)),
    laterMs: median(samples.map(({ laterMs }) => laterMs)),
  };
}

/** The floor's own CPU, the others in ratios to it. */
export function ratioCells(
  comparisons: ReadonlyMap<string, Comparison>,
  perCall: number,
): { readonly [contender: string]: string } {
  const cells = [...comparisons].map(([name, { cpuMs, ratio }], index) => [
    name,
    index === 0 ? microseconds((cpuMs * 1000) / perCall) : `${ratio.toFixed(2)} ×`,
  ]);
  return Object.fromEntries(cells);
}

function microseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} µs`;
}
