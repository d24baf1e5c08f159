import type { Operation } from "./operation.ts";
import type { Scenario } from "./scenario.ts";

/** What a worker is asked to measure. */
export type Job =
  | {
      readonly type: "calls";
      readonly operation: Operation;
      readonly scenario: Scenario;
      readonly calls: number;
      readonly concurrency: number;
    }
  | { readonly type: "heap"; readonly streams: number }
  | { readonly type: "slow-reader"; readonly ms: number };

/** Figures of one job. */
export interface Results {
  readonly calls: {
    /** Of the whole process, for one call. */
    readonly cpuMs: number;
    readonly firstMs: number;
  };
  readonly heap: { readonly bytesPerStream: number };
  readonly "slow-reader": { readonly rssBytes: number; readonly closed: boolean };
}
