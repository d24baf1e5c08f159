import type { Transcript } from "../../transcript.ts";
import type { Findings } from "../findings.ts";
import { describe, digestOf, type Outcome } from "../outcome.ts";
import type { Subject } from "../subject.ts";
import { bodyOf, type JSONBody, withJSON } from "../wire-json.ts";
import { type Check, needs, withoutEvents } from "./check.ts";

/** No API has it. */
const FIELD = "vllora_unknown";
const MARK = "kept-as-it-came";
const WORD = "vllora_unheard_of";

/** Fields that nobody knows are carried along. */
export const unknownFields: Check = {
  law: "a field that is not known changes nothing of the answer, and is still there",
  mode: "codec",
  async run(subject, findings) {
    const found = [...subject.wholes, ...subject.completeStreams];
    const plain = found.filter((transcript) => bodyOf(transcript) !== undefined);
    needsBoth(findings, plain, "with JSON in it");
    for (const transcript of plain) {
      const body = bodyOf(transcript) as JSONBody;
      // Written again as well: codecs may tell `1.0` from `1`.
      const whole = await ask(subject, transcript, body.values);
      for (const path of new Set(body.values.flatMap((value) => [...pathsOf(value, "")]))) {
        const changed = body.values.map((value) => marked(value, "", path));
        const outcome = await ask(subject, transcript, changed);
        if (!findings.expect(outcome.completion !== undefined, path, () => describe(outcome)))
          continue;
        findings.expect(digest(outcome) === digest(whole), path, "the answer is another");
        const kept = JSON.stringify([outcome.chunks, outcome.completion]).includes(MARK);
        findings.expect(kept, path, "it is lost");
      }
    }
  },
};

/** What holds for whole answers proves nothing of streams, and the other way round. */
function needsBoth(findings: Findings, found: readonly Transcript[], what: string): void {
  needs(
    findings,
    found.some(({ stream }) => !stream),
    `whole answer ${what}`,
  );
  needs(
    findings,
    found.some(({ stream }) => stream),
    `stream ${what}`,
  );
}

/** Events that nobody knows are skipped. */
export const unknownEvents: Check = {
  law: "an event that is not known changes nothing of the answer",
  mode: "codec",
  pointless: withoutEvents,
  async run(subject, findings) {
    if (!needs(findings, subject.completeStreams.length > 0, "stream")) return;
    const event = `event: ${WORD}\ndata: {"type":"${WORD}","${FIELD}":true}\n\n`;
    for (const found of subject.completeStreams) {
      const text = Buffer.from(found.body).toString("latin1").replace(/\r\n?/g, "\n");
      const strewn = event + text.replace(/\n\n/g, `\n\n${event}`);
      const outcome = await subject.ask(found, { pieces: [Buffer.from(strewn, "latin1")] });
      const whole = await subject.ask(found);
      const same = outcome.completion !== undefined && digest(outcome) === digest(whole);
      findings.expect(same, found.name, () => describe(outcome));
    }
  },
};

/** What APIs call the reason for which an answer ended. */
const REASON = /^(native_)?(finish_reason|finishReason|stop_reason|stopReason)$/;

/** Finish reasons that nobody knows are `"other"`, never one that is known. */
export const unknownReasons: Check = {
  law: 'a finish reason that is not known is "other", with the word itself beside it',
  mode: "codec",
  async run(subject, findings) {
    const found = [...subject.wholes, ...subject.completeStreams];
    const { finishReasonField: field } = subject.options;
    const isReason = (key: string) => (field === undefined ? REASON.test(key) : key === field);
    const tried: Transcript[] = [];
    for (const transcript of found) {
      const body = bodyOf(transcript);
      if (body === undefined) continue;
      let replaced = false;
      const values = body.values.map((value) =>
        mapped(value, (key, item) => {
          if (!isReason(key) || typeof item !== "string" || item === "") return item;
          replaced = true;
          return WORD;
        }),
      );
      if (!replaced) continue;
      tried.push(transcript);
      const outcome = await ask(subject, transcript, values);
      const choices = outcome.completion?.choices ?? [];
      const known = choices.every(
        ({ finish_reason: reason, native_finish_reason: native }) =>
          (reason as string) === "other" && native === WORD,
      );
      findings.expect(choices.length > 0 && known, transcript.name, () => describe(outcome));
    }
    needsBoth(findings, tried, "with a finish reason in JSON");
  },
};

function ask(subject: Subject, found: Transcript, values: readonly unknown[]): Promise<Outcome> {
  return subject.ask(found, { pieces: [withJSON(found, values)] });
}

/** The answer as far as it is known. */
function digest({ completion }: Outcome): string | undefined {
  if (completion === undefined) return undefined;
  const { choices, usage } = digestOf(completion);
  const plain = choices.map((choice) => ({
    ...choice,
    // Where the wire has arguments as objects, the field is one of them.
    calls: choice.calls.map((call) => ({ ...call, text: withoutField(call.text) })),
  }));
  return JSON.stringify({ choices: plain, usage }, (key, value: unknown) =>
    key === FIELD ? undefined : value,
  );
}

/** Arguments as they are, or what their JSON says beside the field. */
function withoutField(text: string): unknown {
  if (!text.includes(FIELD)) return text;
  try {
    return JSON.stringify(
      mapped(JSON.parse(text), (key, value) => (key === FIELD ? undefined : value)),
    );
  } catch {
    return text;
  }
}

/** Where objects stand, items of a list being alike: `choices[].message`. */
function* pathsOf(value: unknown, path: string): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) yield* pathsOf(item, `${path}[]`);
    return;
  }
  yield path === "" ? "the top" : path;
  for (const [key, item] of Object.entries(value)) {
    yield* pathsOf(item, path === "" ? key : `${path}.${key}`);
  }
}

/** A copy with the field in every object at a path. */
function marked(value: unknown, at: string, path: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => marked(item, `${at}[]`, path));
  const copy: { [key: string]: unknown } = {};
  for (const [key, item] of Object.entries(value)) {
    copy[key] = marked(item, at === "" ? key : `${at}.${key}`, path);
  }
  if ((at === "" ? "the top" : at) === path) copy[FIELD] = MARK;
  return copy;
}

/** A copy with every field's value changed as a function says. */
function mapped(value: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapped(change(key, item), change)]),
  );
}
