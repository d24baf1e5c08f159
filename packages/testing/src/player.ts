import { type FaultPlan, faultFor } from "./fault.ts";
import { type AskedRequest, type Picker, refusalOf } from "./pick.ts";
import { needsAnswer, type PlayOptions, type Script, scriptOf } from "./script.ts";

/** How requests are answered. */
export interface PlayerOptions<Request> extends PlayOptions {
  /** What goes wrong. Where no transcript fits, only what needs none: a status, a page, nothing at all. */
  readonly faults?: FaultPlan<Request>;
}

/** Says what to do with each request, in order. */
export function createPlayer<Request extends AskedRequest>(
  pick: Picker,
  options: PlayerOptions<Request>,
): (request: Request) => Script {
  let count = 0;
  return (request) => {
    count++;
    const fault = faultFor(options.faults, request, count);
    const found = pick(request);
    if (found !== undefined) return scriptOf(found, options, fault);
    const refusal = refusalOf(request);
    return scriptOf(refusal, {}, fault !== undefined && needsAnswer(fault) ? undefined : fault);
  };
}
