import type { CompletionPrice, Usage } from "@vllora/types";

/** Prices by model: the requested id, the provider's `provider/model`, or the wire's model. A function is asked for each call. */
export type Prices =
  | { readonly [model: string]: CompletionPrice }
  | ((call: PricedCall) => CompletionPrice | undefined);

/** The call whose price is asked for: `requested` is the model as the caller named it. */
export interface PricedCall {
  readonly provider: string;
  readonly model: string;
  readonly requested: string;
}

/** US dollars. */
export interface Cost {
  readonly total: number;
  /** Absent when only the total is known. */
  readonly input?: number;
  readonly output?: number;
  /** Whose figure it is: reckoned from the prices given, or said by the provider. */
  readonly source: "prices" | "provider";
}

/** The price of a call, from the caller's prices or the provider's word; `undefined` when nobody knows. */
export function costOf(
  usage: Usage | undefined,
  prices: Prices | undefined,
  call: PricedCall,
): Cost | undefined {
  if (usage === undefined) return undefined;
  const price = prices === undefined ? undefined : priceOf(prices, call);
  if (price !== undefined) return reckon(usage, price);
  return usage.cost == null ? undefined : { total: usage.cost, source: "provider" };
}

/** Cached and cache-writing tokens are part of the prompt's; what has no price of its own costs as input. */
export function reckon(usage: Usage, price: CompletionPrice): Cost {
  const cached = usage.prompt_tokens_details?.cached_tokens ?? 0;
  const written = usage.prompt_tokens_details?.cache_creation_tokens ?? 0;
  const plain = Math.max(0, usage.prompt_tokens - cached - written);
  const input =
    (plain * price.per_input_token +
      cached * (price.per_cached_input_token ?? price.per_input_token) +
      written * (price.per_cached_input_write_token ?? price.per_input_token)) /
    1_000_000;
  const output = (usage.completion_tokens * price.per_output_token) / 1_000_000;
  return { total: input + output, input, output, source: "prices" };
}

function priceOf(prices: Prices, call: PricedCall): CompletionPrice | undefined {
  if (typeof prices === "function") return prices(call);
  for (const name of [call.requested, `${call.provider}/${call.model}`, call.model]) {
    if (Object.hasOwn(prices, name)) return prices[name];
  }
  return undefined;
}
