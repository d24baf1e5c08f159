/** The listener of each signal, and what it tells. */
const listeners = new WeakMap<
  AbortSignal,
  { readonly all: Set<() => void>; readonly tell: () => void }
>();

/** Hears of the abort, once; gives what undoes it. A signal has one listener however many hear: Node takes more for a leak. */
export function onAbort(signal: AbortSignal | undefined, hear: () => void): () => void {
  if (signal === undefined) return () => undefined;
  if (signal.aborted) {
    hear();
    return () => undefined;
  }
  let shared = listeners.get(signal);
  if (shared === undefined) {
    const all = new Set<() => void>();
    const tell = () => {
      for (const each of [...all]) each();
    };
    shared = { all, tell };
    listeners.set(signal, shared);
    signal.addEventListener("abort", tell, { once: true });
  }
  const { all, tell } = shared;
  all.add(hear);
  return () => {
    all.delete(hear);
    if (all.size > 0 || listeners.get(signal)?.all !== all) return;
    listeners.delete(signal);
    signal.removeEventListener("abort", tell);
  };
}

/** Waits for something that may not know the signal, no longer than until its abort. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let release: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    release = onAbort(signal, () => reject(signal.reason));
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    release?.();
  }
}

/** Waits, but not for longer. A process does not stay for it. */
export async function atMost(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise.catch(() => undefined), over]);
  clearTimeout(timer);
}
