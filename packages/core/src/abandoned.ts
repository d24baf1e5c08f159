/** What has to be ended when nobody can end it any more. */
export interface Releasable {
  dispose(): void;
  /** Runs when it is over, whoever ends it. */
  onClosed(run: () => void): void;
}

let abandoned: FinalizationRegistry<Releasable> | undefined;

/** Ends what is behind a stream that was dropped without being read or left; it would else hold its connection for ever. */
export function releaseWithout(stream: object, held: Releasable): void {
  // Some runtimes have none.
  if (typeof FinalizationRegistry === "undefined") return;
  abandoned ??= new FinalizationRegistry((left) => left.dispose());
  const registry = abandoned;
  registry.register(stream, held, held);
  // What is over needs no release, and would wait for one as long as the event loop has no turn.
  held.onClosed(() => registry.unregister(held));
}
