import {
  kindOfStatus,
  type LLMErrorKind,
  type ProviderErrorDetails,
  type WireFailure,
} from "@vllora/core/provider";

/**
 * What an error means. Its name comes in the header `x-amzn-errortype`, as `__type` in the body, or as the type of an
 * exception inside of a stream, with a namespace before `#` or a link behind `:`.
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html#API_runtime_ConverseStream_Errors
 */
export function decodeError({ status, headers, body }: WireFailure): ProviderErrorDetails {
  const fields = isObject(body) ? body : {};
  const name =
    headers.get("x-amzn-errortype") ?? textOf(fields["__type"]) ?? textOf(fields["code"]);
  const type = name === undefined ? undefined : plainName(name);
  const message =
    textOf(fields["message"]) ??
    textOf(fields["Message"]) ??
    // A proxy's words, but not its page.
    (typeof body === "string" && !/^\s*</.test(body) ? body : undefined);
  const original = fields["originalStatusCode"];
  return {
    kind: kindOf(status, type, message ?? ""),
    message,
    type,
    code: typeof original === "number" ? String(original) : undefined,
  };
}

/** `com.amazon.coral.service#ThrottlingException:http://…` is `ThrottlingException`; streams begin it in lower case. */
function plainName(name: string): string {
  const plain = name.replace(/^.*#/s, "").replace(/:.*$/s, "");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

const BY_TYPE: { readonly [type: string]: LLMErrorKind } = {
  AccessDeniedException: "permission",
  ExpiredTokenException: "authentication",
  IncompleteSignature: "authentication",
  IncompleteSignatureException: "authentication",
  InternalFailure: "server",
  InternalServerException: "server",
  InvalidClientTokenId: "authentication",
  InvalidSignatureException: "authentication",
  MissingAuthenticationToken: "authentication",
  MissingAuthenticationTokenException: "authentication",
  ModelErrorException: "server",
  ModelNotReadyException: "overloaded",
  ModelStreamErrorException: "server",
  ModelTimeoutException: "timeout",
  ResourceNotFoundException: "not_found",
  ServiceQuotaExceededException: "quota",
  ServiceUnavailableException: "overloaded",
  ThrottlingException: "rate_limit",
  UnrecognizedClientException: "authentication",
  ValidationException: "invalid_request",
};

/** The API has no type for it, and each vendor of models its own words. */
const CONTEXT =
  /input is too long|prompt is too long|too many (input )?tokens|exceeds? (the )?(model'?s? )?(maximum )?context|context (length|limit|window)|maximum (context|input) (length|tokens)/i;

function kindOf(status: number, type: string | undefined, message: string): LLMErrorKind {
  const known = type !== undefined && Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined;
  const kind = known ?? kindOfStatus(status);
  return kind === "invalid_request" && CONTEXT.test(message) ? "context_length" : kind;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
