import type { EncodeContext } from "@vllora/core/provider";
import type { WireBlock } from "./wire.ts";

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

/** Converse marks the end of a cached prefix by a block of its own, behind what it ends with. */
export function cachePointOf(
  mark: { readonly ttl?: string | undefined } | null | undefined,
): readonly WireBlock[] {
  if (mark == null) return [];
  return [
    { cachePoint: { type: "default", ...(mark.ttl === undefined ? {} : { ttl: mark.ttl }) } },
  ];
}

/** A part of a message, or a tool, that is a block of Converse as it is. */
export const BLOCK_PART = "converse_block";

/** The block of such a part. */
export function blockIn(part: object): WireBlock | undefined {
  const { type, block } = part as { readonly type?: unknown; readonly block?: unknown };
  return type === BLOCK_PART && typeof block === "object" && block !== null
    ? (block as WireBlock)
    : undefined;
}
