import type { RateLimits } from "@vllora/core/provider";

const HEADER = /^anthropic-ratelimit-(.+)-(limit|remaining|reset)$/;

/**
 * The limits that an answer names: requests, tokens, input-tokens, output-tokens, ….
 * @see https://platform.claude.com/docs/en/api/rate-limits#response-headers
 */
export function toRateLimits(headers: Headers): RateLimits | undefined {
  const limits = new Map<string, { [field: string]: number | string }>();
  headers.forEach((value, header) => {
    const [, name, field] = HEADER.exec(header) ?? [];
    if (name === undefined || field === undefined) return;
    const known = limits.get(name) ?? {};
    if (field === "reset") known[field] = value;
    else if (Number.isFinite(Number(value))) known[field] = Number(value);
    limits.set(name, known);
  });
  return limits.size === 0 ? undefined : Object.fromEntries(limits);
}

/**
 * Until the last limit that is used up is filled again, in milliseconds. The answer's own date is the clock; without
 * it nobody knows.
 */
export function untilReset(
  limits: RateLimits | undefined,
  date: string | null,
): number | undefined {
  const resets = Object.values(limits ?? {})
    .filter(({ remaining }) => remaining === 0)
    .map(({ reset }) => Date.parse(reset ?? ""))
    .filter((time) => !Number.isNaN(time));
  const wait = Math.max(...resets) - Date.parse(date ?? "");
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
