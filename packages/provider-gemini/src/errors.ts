import {
  kindOfStatus,
  type LLMErrorKind,
  type ProviderErrorDetails,
  type WireFailure,
} from "@vllora/core/provider";

/**
 * What an error of a Google API means: `{ error: { code, message, status, details[] } }`, in a list where a stream
 * failed before it began.
 * @see https://cloud.google.com/apis/design/errors
 */
export function decodeError({ status, body }: WireFailure): ProviderErrorDetails {
  const error = errorObject(body);
  const details = detailsOf(error);
  const word = textOf(error?.["status"]);
  const reason = textOf(detail(details, "ErrorInfo")?.["reason"]);
  const message = textOf(error?.["message"]) ?? plainText(body);
  return {
    kind: kindOf(word, status, reason, message ?? "", details),
    message,
    code: reason,
    type: word,
    param: fieldOf(details),
    retryAfterMs: retryDelay(detail(details, "RetryInfo")?.["retryDelay"]),
  };
}

type Loose = { readonly [key: string]: unknown };

function errorObject(body: unknown): Loose | undefined {
  const first: unknown = Array.isArray(body) ? body[0] : body;
  const error = isObject(first) ? first["error"] : undefined;
  if (typeof error === "string") return { message: error };
  return isObject(error) ? error : undefined;
}

/** Text that is no page for people. */
function plainText(body: unknown): string | undefined {
  return typeof body === "string" && !/^\s*</.test(body) ? textOf(body) : undefined;
}

function detailsOf(error: Loose | undefined): readonly Loose[] {
  const details = error?.["details"];
  return Array.isArray(details) ? details.filter(isObject) : [];
}

/** @param name of a message of google.rpc. @see https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto */
function detail(details: readonly Loose[], name: string): Loose | undefined {
  return details.find((item) => item["@type"] === `type.googleapis.com/google.rpc.${name}`);
}

const KINDS: { readonly [status: string]: LLMErrorKind } = {
  INVALID_ARGUMENT: "invalid_request",
  FAILED_PRECONDITION: "invalid_request",
  OUT_OF_RANGE: "invalid_request",
  UNAUTHENTICATED: "authentication",
  PERMISSION_DENIED: "permission",
  NOT_FOUND: "not_found",
  RESOURCE_EXHAUSTED: "rate_limit",
  ABORTED: "server",
  CANCELLED: "server",
  INTERNAL: "server",
  UNKNOWN: "server",
  DATA_LOSS: "server",
  UNAVAILABLE: "overloaded",
  DEADLINE_EXCEEDED: "timeout",
};

const CONTEXT = /input token count .*exceeds|exceeds the maximum number of tokens|token limit/i;

function kindOf(
  word: string | undefined,
  status: number,
  reason: string | undefined,
  message: string,
  details: readonly Loose[],
): LLMErrorKind {
  // A wrong key is an INVALID_ARGUMENT with status 400.
  if (reason === "API_KEY_INVALID" || /\bAPI key not valid\b/i.test(message)) {
    return "authentication";
  }
  const kind =
    word !== undefined && Object.hasOwn(KINDS, word) ? KINDS[word] : kindOfStatus(status);
  if (kind === "invalid_request" && CONTEXT.test(message)) return "context_length";
  if (kind === "rate_limit" && isUsedUp(details)) return "quota";
  return kind ?? "server";
}

/** A quota of a day, or one of nothing at all: waiting a minute does not mend it. */
function isUsedUp(details: readonly Loose[]): boolean {
  const violations = detail(details, "QuotaFailure")?.["violations"];
  if (!Array.isArray(violations)) return false;
  return violations
    .filter(isObject)
    .some((item) => /PerDay/.test(String(item["quotaId"])) || item["quotaValue"] === "0");
}

function fieldOf(details: readonly Loose[]): string | undefined {
  const violations = detail(details, "BadRequest")?.["fieldViolations"];
  const first: unknown = Array.isArray(violations) ? violations[0] : undefined;
  return isObject(first) ? textOf(first["field"]) : undefined;
}

/** A duration is text in seconds: `"34.4s"`. */
function retryDelay(value: unknown): number | undefined {
  const seconds = typeof value === "string" ? /^(\d+(?:\.\d+)?)s$/.exec(value)?.[1] : undefined;
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
