import { withWorkers } from "../interleave.ts";
import type { Job, Results } from "../job.ts";
import { median } from "../statistics.ts";
import type { Bench, Suite } from "../suite.ts";

/** Live heap of an open stream, in the middle of 200. */
export const heap: Suite = async (bench) => {
  const results = await repeat(bench, { type: "heap", streams: 200 });
  const cells = mapValues(results, (list) => {
    const bytes = median(list.map(({ bytesPerStream }) => bytesPerStream));
    return `${(bytes / 1000).toFixed(1)} kB`;
  });
  return [{ what: "Live heap of an open stream", budget: "≤ 50 kB", cells }];
};

/** 200 MB for a reader that takes 20 chunks every 2 ms and leaves after 2 s. */
export const slowReader: Suite = async (bench) => {
  const results = await repeat(bench, { type: "slow-reader", ms: 2000 });
  const rss = mapValues(results, (list) => {
    const bytes = median(list.map(({ rssBytes }) => rssBytes));
    return `+ ${(bytes / 1e6).toFixed(0)} MB`;
  });
  const closed = mapValues(results, (list) => (list.every((one) => one.closed) ? "yes" : "no"));
  return [
    { what: "RSS of a slow reader of 200 MB", budget: "≤ + 45 MB", cells: rss },
    { what: "`break` closes the upstream", budget: "yes", cells: closed },
  ];
};

/** New processes in each round: memory that was used once is not given back. */
async function repeat<J extends Job>(
  bench: Bench,
  job: J,
): Promise<ReadonlyMap<string, readonly Results[J["type"]][]>> {
  const results = new Map<string, Results[J["type"]][]>();
  for (let round = 0; round < Math.min(3, bench.rounds); round++) {
    await withWorkers(bench, async (workers) => {
      for (const worker of workers) {
        const result = await worker.run(job);
        results.set(worker.name, [...(results.get(worker.name) ?? []), result]);
      }
    });
  }
  return results;
}

function mapValues<T>(
  map: ReadonlyMap<string, T>,
  toCell: (value: T) => string,
): { readonly [name: string]: string } {
  return Object.fromEntries([...map].map(([name, value]) => [name, toCell(value)]));
}
