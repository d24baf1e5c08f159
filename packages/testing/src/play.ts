import type { Script } from "./script.ts";
import { wait } from "./wait.ts";

/** Performs a script as `fetch` would: failures look as they do in Node. */
export async function play(script: Script, signal: AbortSignal | undefined): Promise<Response> {
  const { response, waitMs, end } = script;
  await wait(waitMs, signal);
  signal?.throwIfAborted();
  if (response === undefined) {
    if (end === "stall") await silence(signal);
    throw new TypeError("fetch failed", { cause: socketError("ECONNRESET") });
  }
  const { status, headers } = response;
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  return new Response(hasBody ? bodyOf(script, signal) : null, { status, headers });
}

function bodyOf(
  { steps, end }: Script,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const left = steps.values();
  // Aborted when nothing more is to come; then no timer runs, and nobody listens to the caller's signal.
  const over = new AbortController();
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        const abort = () => {
          over.abort();
          controller.error(signal?.reason);
        };
        signal?.addEventListener("abort", abort, { signal: over.signal });
      },
      async pull(controller) {
        const { value: step } = left.next();
        if (step !== undefined) {
          await wait(step.waitMs, over.signal);
          if (!over.signal.aborted) controller.enqueue(new Uint8Array(step.bytes));
        } else if (end !== "stall") {
          over.abort();
          if (end === "eof") controller.close();
          else {
            controller.error(new TypeError("terminated", { cause: socketError("UND_ERR_SOCKET") }));
          }
        }
      },
      cancel() {
        over.abort();
      },
    },
    // One piece for each read, and none before it is asked for.
    { highWaterMark: 0 },
  );
}

/** Lasts until the caller gives up. */
function silence(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function socketError(code: string): Error {
  return Object.assign(new Error("The connection was closed by an injected fault"), { code });
}
