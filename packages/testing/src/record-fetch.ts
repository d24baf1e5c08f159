import { join } from "node:path";
import type { Fetch } from "@vllora/core";
import { type Exchange, observe } from "./observe.ts";
import { isStreamed, modelOf } from "./pick.ts";
import { redact } from "./redact.ts";
import { parsed, textOf } from "./request-body.ts";
import type { Transcript, TranscriptRequest } from "./transcript.ts";
import { writeTranscript } from "./transcript-file.ts";

/** What a recorder does with what it saw. */
export interface RecordOptions {
  /** A folder, which gets a file for each exchange, or a function that gets each when it is over. */
  readonly save: string | ((transcript: Transcript) => void | Promise<void>);
  /** Answers the requests. Default: the global `fetch`, looked up when it is needed. */
  readonly fetch?: Fetch;
  /** Hides more than {@link redact} does, which comes first; `undefined` leaves the exchange out. */
  readonly redact?: (transcript: Transcript) => Transcript | undefined;
  /**
   * Name of the n-th exchange, from 1, of its redacted request; a slash makes a folder, and what was named before gets
   * a number. Default: `0001`, `0002`, …
   */
  readonly name?: (request: TranscriptRequest, number: number) => string;
}

/** A `fetch` that remembers. */
export interface Recorder {
  /** Give this to a provider or a client. */
  readonly fetch: Fetch;
  /**
   * Resolves when every exchange that was begun is over and saved; one whose answer is neither read to its end nor
   * cancelled is never over.
   * @throws the first error of saving, of `redact` or of `name`, once.
   */
  saved(): Promise<void>;
}

/**
 * Records every exchange of a `fetch`, with its timing and its end, and hides who asked before anything is saved.
 * The caller gets each answer piece by piece as it comes, and stops the upstream as it would without a recorder.
 *
 * @example
 * const recorder = recordFetch({ save: "test/transcripts" });
 * const client = new VlloraLLMClient({ providers: [openai({ fetch: recorder.fetch })] });
 */
export function recordFetch(options: RecordOptions): Recorder {
  const unique = createNamer();
  const save = async (exchange: Exchange, asked: TranscriptRequest, number: number) => {
    const clean = redact({ name: "", ...describe(asked), request: asked, ...exchange });
    const { request = asked } = clean;
    const name = options.name?.(request, number) ?? String(number).padStart(4, "0");
    const named = { ...clean, name: unique(name) };
    const wanted = options.redact === undefined ? named : options.redact(named);
    if (wanted === undefined) return;
    if (typeof options.save === "function") await options.save(wanted);
    else await writeTranscript(fileOf(options.save, wanted.name), wanted);
  };
  let saving: Promise<void>[] = [];
  let count = 0;
  return {
    fetch: async (url, init = {}) => {
      count++;
      const number = count;
      const request = toRequest(url, init);
      const { fetch = globalThis.fetch } = options;
      const { answer, over } = observe(fetch, url, init);
      const saved = over.then((exchange) => save(exchange, request, number));
      // Whoever asks `saved()` hears of it; nobody asking is no crash.
      saved.catch(() => undefined);
      saving.push(saved);
      return await answer;
    },
    async saved() {
      const before = saving;
      saving = [];
      await Promise.allSettled(before);
      await Promise.all(before);
    },
  };
}

/** Each name once: what comes again gets a number, so that nothing is overwritten. */
function createNamer(): (name: string) => string {
  const uses = new Map<string, number>();
  return (name) => {
    const count = (uses.get(name) ?? 0) + 1;
    uses.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  };
}

/** The file of a name, with what some file system refuses replaced. @throws for a name that leads out of the folder. */
function fileOf(folder: string, name: string): string {
  const segments = name.replace(/[<>:"|?*\\\p{Cc}]/gu, "-").split("/");
  if (segments.some((segment) => /^\.{0,2}$/.test(segment))) {
    throw new Error(`"${name}" is no name for a file in ${folder}: a part is empty, "." or ".."`);
  }
  return join(folder, ...segments.slice(0, -1), `${segments.at(-1)}.json`);
}

function toRequest(url: string, { method = "GET", headers, body }: RequestInit): TranscriptRequest {
  const text = textOf(body);
  return {
    method,
    url,
    headers: Object.fromEntries(new Headers(headers)),
    ...(body == null ? {} : { body: text === undefined ? "[not text]" : parsed(text) }),
  };
}

/** What a player needs to know of a request. */
function describe({ url: path, body }: TranscriptRequest): Pick<Transcript, "stream" | "model"> {
  const model = modelOf({ path, body });
  return { stream: isStreamed({ path, body }), ...(model === undefined ? {} : { model }) };
}
