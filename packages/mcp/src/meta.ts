import type { ToolContext } from "@vllora/core";

/** Names that trace context has in `_meta`, without a prefix: those of @modelcontextprotocol/client 2.4 (SEP-414). */
const TRACE_KEYS: ReadonlySet<string> = new Set(["traceparent", "tracestate", "baggage"]);

/**
 * `_meta` of a call: what the context carries, the tags under `tags`, the definition's environment under `env_vars`.
 * Trace context among the tags takes its own place. Absent when there is nothing to say.
 */
export function metaOf(
  env: { readonly [variable: string]: string } | undefined,
  context: Pick<ToolContext, "meta" | "tags"> | undefined,
): Record<string, unknown> | undefined {
  const tags = Object.entries(context?.tags ?? {});
  const meta: Record<string, unknown> = Object.fromEntries(
    tags.filter(([name]) => TRACE_KEYS.has(name)),
  );
  const others = tags.filter(([name]) => !TRACE_KEYS.has(name));
  if (others.length > 0) meta["tags"] = Object.fromEntries(others);
  if (env !== undefined && Object.keys(env).length > 0) meta["env_vars"] = { ...env };
  // What those who watch the call say goes first: they know the span of this very call.
  Object.assign(meta, context?.meta);
  return Object.keys(meta).length === 0 ? undefined : meta;
}
