/**
 * What goes wrong with an answer. Positions count from the start of the body, negative ones from its end:
 * `{ afterFrames: -1 }` is before the last frame, `{ afterBytes: 10 }` in the middle of one. What lies beyond the
 * body is its start or its end.
 *
 * - `cut`: the answer ends too early, in a way that HTTP takes for its end.
 * - `reset`: the connection breaks; without a position, before the head.
 * - `stall`: nothing more comes, and the connection stays open; without a position, before the head.
 * - `drip`: pieces of `bytes` (default 1) with a pause of `everyMs` before each.
 * - `insert`: `data` comes between two frames, such as the provider's error frame inside a 200.
 * - `malformed_frame`: a frame that cannot be read comes between two others.
 * - `content_type`: the head claims another type.
 * - `status`: another answer altogether. Absent `body`: JSON with a message, `""` for an empty one.
 * - `html`: a page instead of an answer, as proxies send it. Default status 502.
 */
export type Fault =
  | ({ readonly type: "cut" } & Position)
  | ({ readonly type: "reset" | "stall" } & Partial<Position>)
  | { readonly type: "drip"; readonly everyMs: number; readonly bytes?: number }
  | ({ readonly type: "insert"; readonly data: string | Uint8Array } & Position)
  | ({ readonly type: "malformed_frame" } & Position)
  | { readonly type: "content_type"; readonly value: string }
  | {
      readonly type: "status";
      readonly status: number;
      /** Such as `{ "retry-after": "1" }`, `{ "retry-after-ms": "50" }`. Default content type: JSON. */
      readonly headers?: { readonly [name: string]: string };
      readonly body?: string;
    }
  | { readonly type: "html"; readonly status?: number };

/** A place in a body. */
export type Position =
  | { readonly afterBytes: number; readonly afterFrames?: never }
  | { readonly afterFrames: number; readonly afterBytes?: never };

/**
 * Which requests go wrong: all of them in the same way, the n-th by the n-th of a list (`undefined` and those
 * after the list do not), or those that a function of the request says.
 */
export type FaultPlan<Request> =
  | Fault
  | readonly (Fault | undefined)[]
  | ((request: Request, number: number) => Fault | undefined);

/** What goes wrong with a request, the `number`-th from 1. */
export function faultFor<Request>(
  plan: FaultPlan<Request> | undefined,
  request: Request,
  number: number,
): Fault | undefined {
  if (typeof plan === "function") return plan(request, number);
  return isList(plan) ? plan[number - 1] : plan;
}

function isList(plan: unknown): plan is readonly (Fault | undefined)[] {
  return Array.isArray(plan);
}
