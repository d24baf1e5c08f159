import { setImmediate as nextTurn } from "node:timers/promises";
import type { Transcript } from "../../transcript.ts";
import { cutInto, isSmall, randomCuts } from "../cuts.ts";
import { describe, fingerprint, type Outcome, sameJSON } from "../outcome.ts";
import { type Check, needs, withoutEvents } from "./check.ts";

const RANDOM_SPLITS = 4;

/** However the bytes arrive, the chunks are the same. */
export const splits: Check = {
  law: "however the bytes of a stream arrive, its chunks are the same",
  mode: "codec",
  async run(subject, findings) {
    if (!needs(findings, subject.streams.length > 0, "stream")) return;
    for (const found of subject.streams) {
      await nextTurn();
      const { body } = found;
      const whole = fingerprint(await subject.ask(found));
      for (const cuts of waysToSplit(found)) {
        const outcome = await subject.ask(found, { pieces: cutInto(body, cuts) });
        findings.expect(sameJSON(fingerprint(outcome), whole), found.name, () =>
          cuts.length === 1
            ? `cut at byte ${cuts[0]}: ${describe(outcome)}`
            : `cut into ${cuts.length + 1} pieces: ${describe(outcome)}`,
        );
      }
    }
  },
};

/** One by one, in random pieces, and for small streams in any two pieces. */
function* waysToSplit(found: Transcript): Generator<readonly number[]> {
  const { length } = found.body;
  yield Array.from({ length: length - 1 }, (_, index) => index + 1);
  for (let seed = 1; seed <= RANDOM_SPLITS; seed++) yield randomCuts(length, seed);
  if (isSmall(found)) for (let cut = 1; cut < length; cut++) yield [cut];
}

/** Other bytes that mean the same to a reader of server-sent events. */
const SPELLINGS: { readonly [name: string]: (text: string) => string } = {
  CRLF: (text) => text.replace(/\n/g, "\r\n"),
  CR: (text) => text.replace(/\n/g, "\r"),
  "a byte-order mark": (text) => `\u00ef\u00bb\u00bf${text}`,
  "comments between frames": (text) => text.replace(/\n\n/g, "\n\n: keep-alive\n\n"),
  "comments inside of frames": (text) => text.replace(/^data:/gm, ":\n: ping\ndata:"),
  "no space after the colon": (text) => text.replace(/^(data|event): /gm, "$1:"),
  "ids and retry times": (text) => text.replace(/^data:/gm, "id: 7\nretry: 10\ndata:"),
};

/** What the standard of server-sent events leaves open does not matter. */
export const framing: Check = {
  law: "line endings, comments and a byte-order mark change nothing in a stream of events",
  mode: "codec",
  pointless: withoutEvents,
  async run(subject, findings) {
    if (!needs(findings, subject.streams.length > 0, "stream")) return;
    for (const found of subject.streams) {
      // One character a byte: what is not ASCII stays as it is.
      const text = Buffer.from(found.body).toString("latin1").replace(/\r\n?/g, "\n");
      const plain = await spelled(text);
      for (const [name, spell] of Object.entries(SPELLINGS)) {
        const outcome = await spelled(spell(text));
        findings.expect(
          sameJSON(fingerprint(outcome), fingerprint(plain)),
          `${found.name} with ${name}`,
          () => describe(outcome),
        );
      }
      function spelled(bytes: string): Promise<Outcome> {
        return subject.ask(found, { pieces: [Buffer.from(bytes, "latin1")] });
      }
    }
  },
};
