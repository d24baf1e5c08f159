import type { EncodeContext } from "@vllora/core/provider";

/** Something of a request that only one provider knows. */
interface Owned {
  readonly provider_fields?: { readonly [provider: string]: { readonly [field: string]: unknown } };
}

/** What belongs to this provider; that there is more is reported, for it stays behind. */
export function ownFields(
  { provider_fields: fields }: Owned,
  path: string,
  { provider, report }: EncodeContext,
): { readonly [field: string]: unknown } | undefined {
  if (fields == null) return undefined;
  for (const id of Object.keys(fields)) {
    if (id === provider) continue;
    const field = `${path}.provider_fields.${id}`;
    report({ field, outcome: "ignored", note: `it belongs to ${id}` });
  }
  return fields[provider];
}

/** The same of a message that the wire has no such fields for: nothing of it is sent. */
export function reportOwn(value: Owned, path: string, context: EncodeContext): void {
  const own = ownFields(value, path, context);
  if (own === undefined || Object.keys(own).length === 0) return;
  const field = `${path}.provider_fields.${context.provider}`;
  context.report({ field, outcome: "ignored", note: "the API knows nothing beside its content" });
}

/** Says that there is nothing in it to send: the API refuses empty texts and messages. */
export function reportEmpty(path: string, { report }: EncodeContext): void {
  report({ field: path, outcome: "ignored", note: "it is empty, which the API refuses" });
}

/** `{ cache_control }` of a message, a part or a tool, or nothing. */
export function cacheControlOf(value: { readonly cache_control?: object | null }): object {
  return value.cache_control == null ? {} : { cache_control: value.cache_control };
}
