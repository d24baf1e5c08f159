import type { Contender, Wire } from "./wire.ts";

/** What every suite gets. */
export interface Bench {
  readonly wire: Wire;
  /** The floor first. */
  readonly contenders: readonly Contender[];
  readonly serverURL: string;
  readonly rounds: number;
  /** For the workers: profiling. */
  readonly nodeArguments: readonly string[];
}

/** Measures one thing; each row is a line of the table. */
export type Suite = (bench: Bench) => Promise<readonly Row[]>;

export interface Row {
  readonly what: string;
  /** What we hold ourselves to. */
  readonly budget: string;
  /** By name of the contender. */
  readonly cells: { readonly [contender: string]: string };
}
