import {
  kindOfStatus,
  type LLMErrorKind,
  type ProviderErrorDetails,
  type WireFailure,
} from "@vllora/core/provider";
import { toRateLimits, untilReset } from "./rate-limits.ts";

/**
 * What an error means: `{ type: "error", error: { type, message, details? } }`, as an answer or as an event.
 * @see https://platform.claude.com/docs/en/api/errors (read 2026-11-28)
 */
export function decodeError(failure: WireFailure): ProviderErrorDetails {
  const { status, headers, body } = failure;
  const error = isObject(body) && isObject(body["error"]) ? body["error"] : undefined;
  const type = textOf(error?.["type"]);
  const details = error?.["details"];
  const rateLimits = toRateLimits(headers);
  const message = textOf(error?.["message"]) ?? messageOf(body, status);
  return {
    kind: kindOf(status, type, message),
    message,
    type,
    code: isObject(details) ? textOf(details["error_code"]) : undefined,
    rateLimits,
    // Core reads the header that says it outright.
    retryAfterMs: headers.has("retry-after")
      ? undefined
      : untilReset(rateLimits, headers.get("date")),
  };
}

const BY_TYPE: { readonly [type: string]: LLMErrorKind } = {
  invalid_request_error: "invalid_request",
  request_too_large: "invalid_request",
  authentication_error: "authentication",
  billing_error: "quota",
  permission_error: "permission",
  not_found_error: "not_found",
  rate_limit_error: "rate_limit",
  timeout_error: "timeout",
  api_error: "server",
  overloaded_error: "overloaded",
};

/**
 * The API has no type for these: a prompt that is too long, credit that is used up, and a limit that the organisation
 * has set itself.
 */
const CONTEXT =
  /prompt is too long|exceeds? (the )?(maximum )?context|context (limit|window)|input length and `?max_tokens`? exceed/i;
const CREDIT = /credit balance is too low|reached your specified .*usage limits/i;

function kindOf(status: number, type: string | undefined, message: string): LLMErrorKind {
  const kind = type !== undefined && Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined;
  const found = kind ?? kindOfStatus(status);
  if (found !== "invalid_request") return found;
  if (CREDIT.test(message)) return "quota";
  return CONTEXT.test(message) ? "context_length" : found;
}

/** Proxies before the API have their own shapes. */
function messageOf(body: unknown, status: number): string {
  const said = isObject(body) ? (textOf(body["message"]) ?? textOf(body["error"])) : undefined;
  if (said !== undefined) return said;
  if (typeof body !== "string") return `HTTP status ${status} without a message`;
  if (/^\s*</.test(body)) return `HTTP status ${status} with an HTML page instead of an API answer`;
  return body;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
