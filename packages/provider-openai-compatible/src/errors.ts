import {
  kindOfStatus,
  type LLMErrorKind,
  type ProviderErrorDetails,
  type WireFailure,
} from "@vllora/core/provider";

/**
 * What an error of the wire means. Servers agree on `{ error: { message, type, code, param } }` only in part.
 * @see https://platform.openai.com/docs/guides/error-codes (read 2026-11-22)
 */
export function decodeError({ status, body }: WireFailure): ProviderErrorDetails {
  const error = errorObject(body);
  const code = textOf(error?.["code"]);
  const type = textOf(error?.["type"]);
  const message = messageOf(error, body);
  return {
    kind: kindOf(status, code, type, message ?? ""),
    message,
    code,
    type,
    param: textOf(error?.["param"]),
  };
}

type Loose = { readonly [key: string]: unknown };

/** The object that says what is wrong: under `error`, in a list (Google's compatible endpoint), or the body itself. */
function errorObject(body: unknown): Loose | undefined {
  const first: unknown = Array.isArray(body) ? body[0] : body;
  if (!isObject(first)) return undefined;
  const { error } = first;
  if (isObject(error)) return error;
  return typeof error === "string" ? { ...first, message: error } : first;
}

function messageOf(error: Loose | undefined, body: unknown): string | undefined {
  for (const key of ["message", "detail", "msg", "error_message"]) {
    const value = error?.[key];
    if (typeof value === "string" && value !== "") return value;
    if (Array.isArray(value) && value.length > 0) return value.map(validationError).join("; ");
  }
  // A page is for people.
  return typeof body === "string" && !/^\s*</.test(body) ? body : undefined;
}

/** FastAPI's list of what is wrong; beside it stands the input, which is the prompt. */
function validationError(value: unknown): string {
  if (!isObject(value)) return "";
  const { loc, msg } = value;
  const path = Array.isArray(loc) ? loc.map(textOf).join(".") : "request";
  return `${path}: ${textOf(msg) ?? "not valid"}`;
}

/** Codes name the fault, whatever the status. */
const BY_CODE: { readonly [word: string]: LLMErrorKind } = {
  context_length_exceeded: "context_length",
  insufficient_quota: "quota",
  billing_hard_limit_reached: "quota",
  billing_not_active: "quota",
  model_not_found: "not_found",
  DeploymentNotFound: "not_found",
  invalid_api_key: "authentication",
  content_filter: "content_filter",
  content_policy_violation: "content_filter",
  rate_limit_exceeded: "rate_limit",
};

/** Types are coarser: they count where no status does, inside a stream. */
const BY_TYPE: { readonly [word: string]: LLMErrorKind } = {
  invalid_request_error: "invalid_request",
  authentication_error: "authentication",
  permission_error: "permission",
  rate_limit_error: "rate_limit",
  insufficient_quota: "quota",
  overloaded_error: "overloaded",
  service_unavailable: "overloaded",
};

const CONTEXT =
  /context (length|window|size)|maximum context|too many tokens|prompt (is )?too long|total length of all messages/i;

function kindOf(
  status: number,
  code: string | undefined,
  type: string | undefined,
  message: string,
): LLMErrorKind {
  const byCode = lookUp(BY_CODE, code);
  if (byCode !== undefined) return byCode;
  if (lookUp(BY_TYPE, type) === "quota") return "quota";
  // Not every server has a code for it.
  if ([200, 400, 413, 422].includes(status) && CONTEXT.test(message)) return "context_length";
  if (status === 400 && /\bapi[ -]key\b/i.test(message)) return "authentication";
  if (status >= 400) return kindOfStatus(status);
  // Inside a stream only the body can say; some put the HTTP status into `code`.
  const number = Number(code);
  if (Number.isInteger(number) && number >= 400 && number < 600) return kindOfStatus(number);
  return lookUp(BY_TYPE, type) ?? "server";
}

function lookUp(
  kinds: { readonly [word: string]: LLMErrorKind },
  word: string | undefined,
): LLMErrorKind | undefined {
  return word !== undefined && Object.hasOwn(kinds, word) ? kinds[word] : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
