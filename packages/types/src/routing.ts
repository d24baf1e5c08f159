import type { JsonValue } from "./json.ts";

interface RouterBase {
  readonly name: string;
  /** Candidates in order; each is laid over the request. */
  readonly targets?: readonly RouterTarget[];
  /** Over which time metrics are taken; absent or `null` means `Total`. */
  readonly metrics_duration?: MetricsDuration | null;
}

/** How a request finds its model, told apart by `type`. */
export type Router =
  | FallbackRouter
  | PercentageRouter
  | RandomRouter
  | OptimizedRouter
  | ConditionalRouter;

/** Tries the targets in order until one answers. */
export interface FallbackRouter extends RouterBase {
  readonly type: "fallback";
}

/** Spreads requests over the targets by weight. `a_b_testing` is the same as `percentage`. */
export interface PercentageRouter extends RouterBase {
  readonly type: "percentage" | "a_b_testing";
  /** Weights, one per target; only their ratio counts. */
  readonly targets_percentages: readonly number[];
}

/** Picks one of the targets, each as likely as the others. */
export interface RandomRouter extends RouterBase {
  readonly type: "random";
}

/** Picks the target that is best by a metric. */
export interface OptimizedRouter extends RouterBase {
  readonly type: "optimized";
  readonly metric: RouterMetric;
}

/** Takes the first route whose conditions hold. */
export interface ConditionalRouter extends RouterBase {
  readonly type: "conditional";
  /** Run before routing; conditions read their results as `pre_request.<name>.<field>`. */
  readonly pre_request?: readonly RouterInterceptor[];
  readonly routes: readonly Route[];
  readonly post_request?: readonly RouterInterceptor[];
}

/** Request fields that a target sets: `model`, and any other. A `model` may name another router. */
export type RouterTarget = { readonly [field: string]: JsonValue };

/** `requests` and `tps` (tokens per second) are better when higher, the others when lower. */
export type RouterMetric = "requests" | "latency" | "ttft" | "tps" | "error_rate";

/** Time over which metrics are taken. */
export type MetricsDuration = "Total" | "Last15Minutes" | "LastHour";

/** A step of a conditional router, told apart by `type`. */
export type RouterInterceptor = GuardInterceptor | RateLimiterInterceptor;

/** Runs a guard. `guard` is the same as `guardrail`. */
export interface GuardInterceptor {
  readonly name: string;
  readonly type: "guardrail" | "guard";
  readonly guard_id: string;
}

/** Counts against a limit. */
export interface RateLimiterInterceptor {
  readonly name: string;
  readonly type: "rate_limiter";
  /** US dollars or requests, as `target` says. */
  readonly limit: number;
  readonly period: "hour" | "day" | "month" | "total";
  readonly target: "cost" | "requests";
  readonly entity: "user_id" | "user_tier";
}

/** One way through a conditional router. */
export interface Route {
  readonly name: string;
  /** Absent or `null`: always. */
  readonly conditions?: RouteCondition | null;
  /** Absent or `null`: the router's own targets. */
  readonly targets?: RouteTargets | null;
  readonly message_mapper?: MessageMapper | null;
}

/** When a route is taken: all expressions hold, any of them holds, or one expression holds. */
export type RouteCondition =
  | { readonly all: readonly ConditionExpression[] }
  | { readonly any: readonly ConditionExpression[] }
  | ConditionExpression;

/**
 * What must hold, by path: `metadata.…`, `extra.user.…`, `extra.variables.…`, `pre_request.…`. All paths
 * must hold; a path that is not there does not.
 */
export type ConditionExpression = { readonly [path: string]: ConditionOperators };

/** Comparisons of a value; all must hold. Each may be written with `$` before it. */
export interface ConditionOperators {
  readonly eq?: JsonValue;
  readonly ne?: JsonValue;
  readonly in?: readonly JsonValue[];
  readonly gt?: number | string;
  readonly lt?: number | string;
  readonly gte?: number | string;
  readonly lte?: number | string;
  /** The value, a text or a list, has this in it. */
  readonly contains?: JsonValue;
  readonly $eq?: JsonValue;
  readonly $ne?: JsonValue;
  readonly $in?: readonly JsonValue[];
  readonly $gt?: number | string;
  readonly $lt?: number | string;
  readonly $gte?: number | string;
  readonly $lte?: number | string;
  readonly $contains?: JsonValue;
}

/** Where a route leads: one model or router, targets in order, or the best of several. */
export type RouteTargets = string | readonly RouterTarget[] | RouteChoice;

/** The best of several models. Without `sort_by`, the first that passes `filter`. */
export interface RouteChoice {
  readonly $any: readonly string[];
  readonly sort_by?: RouteSortKey;
  /** `min`: the lowest first. Absent or `null`: what is better for the key. */
  readonly sort_order?: "min" | "max" | null;
  /** Only models whose figures pass. */
  readonly filter?: { readonly [Key in RouteSortKey]?: ConditionOperators };
}

/** A price or a metric. */
export type RouteSortKey = "price" | RouterMetric;

/** Text that a route adds to the messages. */
export interface MessageMapper {
  readonly modifier: string;
  readonly content: string;
}
