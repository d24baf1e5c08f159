import type {
  ChatCompletionRequest,
  EncodeContext,
  LedgerEntry,
  ProviderDefinition,
} from "@vllora/core/provider";
import { gemini } from "../src/index.ts";
import type { WireRequestBody } from "../src/wire.ts";

/** What the codec makes of a request, and what it says of it. */
export function encode(
  request: Partial<ChatCompletionRequest>,
  options: { readonly provider?: ProviderDefinition; readonly model?: string } = {},
): {
  readonly body: WireRequestBody;
  readonly path: string;
  readonly reports: readonly LedgerEntry[];
} {
  const { provider = gemini(), model = "gemini-2.5-flash" } = options;
  const reports: LedgerEntry[] = [];
  const context: EncodeContext = {
    provider: provider.id,
    model,
    stream: false,
    options: (request.provider_options?.[provider.id] ?? {}) as EncodeContext["options"],
    report: (entry) => reports.push(entry),
  };
  const messages = [{ role: "user", content: "Hello" }] as const;
  const wire = provider.chat!.encode({ model, messages, ...request }, context);
  const body = JSON.parse(JSON.stringify(wire.body)) as WireRequestBody;
  return { body, path: wire.path, reports };
}
