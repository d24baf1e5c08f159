import type { EncodeContext } from "@vllora/core/provider";

type Fields = { readonly [provider: string]: { readonly [field: string]: unknown } };

/** What this provider sent, to go back to it. What others sent stays here, which is reported. */
export function reportForeign(
  all: Fields | undefined,
  path: string,
  { provider, report }: EncodeContext,
): { readonly [field: string]: unknown } | undefined {
  for (const id of Object.keys(all ?? {})) {
    if (id === provider) continue;
    const field = `${path}.provider_fields.${id}`;
    report({ field, outcome: "ignored", note: `it belongs to ${id}` });
  }
  return all !== undefined && Object.hasOwn(all, provider) ? all[provider] : undefined;
}

/** Says of a mark that it does nothing here. */
export function reportCacheControl(
  marked: { readonly cache_control?: unknown },
  path: string,
  { report }: EncodeContext,
): void {
  if (marked.cache_control == null) return;
  const note = "prefixes are cached without being asked for; cached_content uses an explicit cache";
  report({ field: `${path}.cache_control`, outcome: "ignored", note });
}
