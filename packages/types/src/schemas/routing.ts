import { exactOptional, literal, nullable, number, string, union } from "zod";
import type {
  ConditionalRouter,
  ConditionExpression,
  ConditionOperators,
  FallbackRouter,
  GuardInterceptor,
  MessageMapper,
  MetricsDuration,
  OptimizedRouter,
  PercentageRouter,
  RandomRouter,
  RateLimiterInterceptor,
  Route,
  RouteChoice,
  RouteCondition,
  Router,
  RouterInterceptor,
  RouterMetric,
  RouterTarget,
  RouteSortKey,
  RouteTargets,
} from "../routing.ts";
import { jsonValueSchema } from "./json.ts";
import { exactly, readonlyArray, readonlyObject, readonlyRecord, taggedUnion } from "./schema.ts";

/** Schema of `RouterTarget`. */
export const routerTargetSchema = exactly<RouterTarget>()(readonlyRecord(jsonValueSchema));

/** Schema of `MetricsDuration`. */
export const metricsDurationSchema = exactly<MetricsDuration>()(
  literal(["Total", "Last15Minutes", "LastHour"]),
);

const routerBaseShape = {
  name: string(),
  targets: exactOptional(readonlyArray(routerTargetSchema)),
  metrics_duration: exactOptional(nullable(metricsDurationSchema)),
};

/** Schema of `FallbackRouter`. */
export const fallbackRouterSchema = exactly<FallbackRouter>()(
  readonlyObject({ ...routerBaseShape, type: literal("fallback") }),
);

/** Schema of `PercentageRouter`. */
export const percentageRouterSchema = exactly<PercentageRouter>()(
  readonlyObject({
    ...routerBaseShape,
    type: literal(["percentage", "a_b_testing"]),
    targets_percentages: readonlyArray(number()),
  }),
);

/** Schema of `RandomRouter`. */
export const randomRouterSchema = exactly<RandomRouter>()(
  readonlyObject({ ...routerBaseShape, type: literal("random") }),
);

/** Schema of `RouterMetric`. */
export const routerMetricSchema = exactly<RouterMetric>()(
  literal(["requests", "latency", "ttft", "tps", "error_rate"]),
);

/** Schema of `OptimizedRouter`. */
export const optimizedRouterSchema = exactly<OptimizedRouter>()(
  readonlyObject({ ...routerBaseShape, type: literal("optimized"), metric: routerMetricSchema }),
);

/** Schema of `GuardInterceptor`. */
export const guardInterceptorSchema = exactly<GuardInterceptor>()(
  readonlyObject({ name: string(), type: literal(["guardrail", "guard"]), guard_id: string() }),
);

/** Schema of `RateLimiterInterceptor`. */
export const rateLimiterInterceptorSchema = exactly<RateLimiterInterceptor>()(
  readonlyObject({
    name: string(),
    type: literal("rate_limiter"),
    limit: number(),
    period: literal(["hour", "day", "month", "total"]),
    target: literal(["cost", "requests"]),
    entity: literal(["user_id", "user_tier"]),
  }),
);

/** Schema of `RouterInterceptor`. */
export const routerInterceptorSchema = exactly<RouterInterceptor>()(
  taggedUnion("type", [guardInterceptorSchema, rateLimiterInterceptorSchema]),
);

/** Schema of `ConditionOperators`. */
export const conditionOperatorsSchema = exactly<ConditionOperators>()(
  readonlyObject({
    eq: exactOptional(jsonValueSchema),
    ne: exactOptional(jsonValueSchema),
    in: exactOptional(readonlyArray(jsonValueSchema)),
    gt: exactOptional(union([number(), string()])),
    lt: exactOptional(union([number(), string()])),
    gte: exactOptional(union([number(), string()])),
    lte: exactOptional(union([number(), string()])),
    contains: exactOptional(jsonValueSchema),
    $eq: exactOptional(jsonValueSchema),
    $ne: exactOptional(jsonValueSchema),
    $in: exactOptional(readonlyArray(jsonValueSchema)),
    $gt: exactOptional(union([number(), string()])),
    $lt: exactOptional(union([number(), string()])),
    $gte: exactOptional(union([number(), string()])),
    $lte: exactOptional(union([number(), string()])),
    $contains: exactOptional(jsonValueSchema),
  }),
);

/** Schema of `ConditionExpression`. */
export const conditionExpressionSchema = exactly<ConditionExpression>()(
  readonlyRecord(conditionOperatorsSchema),
);

/** Schema of `RouteCondition`. */
export const routeConditionSchema = exactly<RouteCondition>()(
  union([
    readonlyObject({ all: readonlyArray(conditionExpressionSchema) }),
    readonlyObject({ any: readonlyArray(conditionExpressionSchema) }),
    conditionExpressionSchema,
  ]),
);

/** Schema of `RouteSortKey`. */
export const routeSortKeySchema = exactly<RouteSortKey>()(
  union([literal("price"), routerMetricSchema]),
);

/** Schema of `RouteChoice`. */
export const routeChoiceSchema = exactly<RouteChoice>()(
  readonlyObject({
    $any: readonlyArray(string()),
    sort_by: exactOptional(routeSortKeySchema),
    sort_order: exactOptional(nullable(literal(["min", "max"]))),
    filter: exactOptional(
      readonlyObject({
        price: exactOptional(conditionOperatorsSchema),
        requests: exactOptional(conditionOperatorsSchema),
        latency: exactOptional(conditionOperatorsSchema),
        ttft: exactOptional(conditionOperatorsSchema),
        tps: exactOptional(conditionOperatorsSchema),
        error_rate: exactOptional(conditionOperatorsSchema),
      }),
    ),
  }),
);

/** Schema of `RouteTargets`. */
export const routeTargetsSchema = exactly<RouteTargets>()(
  union([string(), readonlyArray(routerTargetSchema), routeChoiceSchema]),
);

/** Schema of `MessageMapper`. */
export const messageMapperSchema = exactly<MessageMapper>()(
  readonlyObject({ modifier: string(), content: string() }),
);

/** Schema of `Route`. */
export const routeSchema = exactly<Route>()(
  readonlyObject({
    name: string(),
    conditions: exactOptional(nullable(routeConditionSchema)),
    targets: exactOptional(nullable(routeTargetsSchema)),
    message_mapper: exactOptional(nullable(messageMapperSchema)),
  }),
);

/** Schema of `ConditionalRouter`. */
export const conditionalRouterSchema = exactly<ConditionalRouter>()(
  readonlyObject({
    ...routerBaseShape,
    type: literal("conditional"),
    pre_request: exactOptional(readonlyArray(routerInterceptorSchema)),
    routes: readonlyArray(routeSchema),
    post_request: exactOptional(readonlyArray(routerInterceptorSchema)),
  }),
);

/** Schema of `Router`. */
export const routerSchema = exactly<Router>()(
  taggedUnion("type", [
    fallbackRouterSchema,
    percentageRouterSchema,
    randomRouterSchema,
    optimizedRouterSchema,
    conditionalRouterSchema,
  ]),
);
