import type { Exchange } from "./transport/exchange.ts";

let abandoned: FinalizationRegistry<Exchange> | undefined;

/** Ends an exchange when the stream over it was dropped without being read or left; it would else hold its connection for ever. */
export function releaseWithout(stream: object, exchange: Exchange): void {
  // Some runtimes have none.
  if (typeof FinalizationRegistry === "undefined") return;
  abandoned ??= new FinalizationRegistry((held) => held.dispose());
  const registry = abandoned;
  registry.register(stream, exchange, exchange);
  // What is over needs no release, and would wait for one as long as the event loop has no turn.
  exchange.onClosed(() => registry.unregister(exchange));
}
