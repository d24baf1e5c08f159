import { type LedgerEntry, UnsupportedParameterError } from "@vllora/core";
import {
  CHAT_PARAMETERS,
  type ChatCompletionRequest,
  type ChatParameter,
} from "@vllora/core/provider";
import type { Transcript } from "../../transcript.ts";
import type { Findings } from "../findings.ts";
import { describe } from "../outcome.ts";
import { type ParameterSample, SAMPLES } from "../samples.ts";
import type { Subject } from "../subject.ts";
import { type Check, needs } from "./check.ts";

/** Every field that the caller sets is accounted for, alone and together with all others. */
export const parameters: Check = {
  law: "each request parameter is accounted for, alone and all together, and the account is true",
  mode: "codec",
  async run(subject, findings) {
    const [whole] = subject.wholes;
    const [streamed] = subject.completeStreams;
    const found = [whole, streamed].filter((transcript) => transcript !== undefined);
    if (!needs(findings, found.length > 0, "answer")) return;
    for (const transcript of found) {
      const trial = new Trial(subject, transcript, findings);
      for (const name of CHAT_PARAMETERS) await trial.alone(name);
      await trial.together();
      await trial.refused();
    }
  },
};

type Fields = { readonly [field: string]: unknown };

class Trial {
  readonly #subject: Subject;
  readonly #found: Transcript;
  readonly #findings: Findings;
  readonly #samples: { readonly [name in ChatParameter]: ParameterSample };

  constructor(subject: Subject, found: Transcript, findings: Findings) {
    this.#subject = subject;
    this.#found = found;
    this.#findings = findings;
    this.#samples = { ...SAMPLES, ...subject.options.samples };
  }

  /** A field that was sent or mapped changes what goes out, by its value; one that was left out does not. */
  async alone(name: ChatParameter): Promise<void> {
    const { value, other, beside = {} } = this.#samples[name];
    const without = await this.#send(beside, name);
    const first = await this.#send({ ...beside, [name]: value }, name);
    if (without === undefined || first === undefined) return;
    const entry = entryOf(first.ledger, name);
    if (!this.#findings.expect(entry !== undefined, name, "nothing is said of it")) return;
    const changes = first.sent !== without.sent;
    switch (entry?.outcome) {
      case "ignored":
      case "refused":
        this.#findings.expect(
          !changes,
          name,
          `it is said to be ${entry.outcome}, and something is sent`,
        );
        return;
      case "emulated":
        return;
      case "adjusted":
        this.#findings.expect(
          entry.note !== undefined || (entry.from !== undefined && entry.to !== undefined),
          name,
          "it is said to be adjusted, and not how",
        );
        return;
      default:
        this.#findings.expect(
          changes,
          name,
          `it is said to be ${entry?.outcome}, and nothing is sent`,
        );
    }
    if (other === undefined || !changes) return;
    const second = await this.#send({ ...beside, [name]: other }, name);
    if (second === undefined || entryOf(second.ledger, name)?.outcome === "ignored") return;
    this.#findings.expect(second.sent !== first.sent, name, "another value is sent as the same");
  }

  /** With everything set, a field that is said to be sent is missed when it is left out. */
  async together(): Promise<void> {
    const all = Object.fromEntries(
      CHAT_PARAMETERS.map((name) => [name, this.#samples[name].value]),
    ) as Fields;
    const whole = await this.#send(all, "all together");
    if (whole === undefined) return;
    for (const name of CHAT_PARAMETERS) {
      const entry = entryOf(whole.ledger, name);
      const subject = `${name}, all together`;
      if (!this.#findings.expect(entry !== undefined, subject, "nothing is said of it")) continue;
      if (entry?.outcome !== "sent" && entry?.outcome !== "mapped") continue;
      const { [name]: _, ...rest } = all;
      const without = await this.#send(rest, subject);
      if (without === undefined) continue;
      this.#findings.expect(without.sent !== whole.sent, subject, "leaving it out changes nothing");
    }
  }

  /** What is not supported is refused when the caller wants that: all of it at once. */
  async refused(): Promise<void> {
    const unsupported = CHAT_PARAMETERS.filter((name) => this.#subject.lacks(name));
    if (unsupported.length === 0) return;
    const request = Object.fromEntries(
      unsupported.map((name) => [name, this.#samples[name].value]),
    );
    const { wire, outcome } = await this.#subject.sent(this.#found, request, {
      unsupported: "error",
    });
    const { error } = outcome;
    const fields = error instanceof UnsupportedParameterError ? error.fields : [];
    for (const name of unsupported) {
      const listed = fields.some(({ field }) => field === name);
      this.#findings.expect(
        listed && wire === undefined,
        name,
        "it is not refused when it should be",
      );
    }
  }

  /** What goes out, but for signatures, which change with the clock; and what is said of it. */
  async #send(
    fields: Fields,
    subject: string,
  ): Promise<{ readonly sent: string; readonly ledger: readonly LedgerEntry[] } | undefined> {
    const request = fields as Partial<ChatCompletionRequest>;
    const { wire, outcome } = await this.#subject.sent(this.#found, request, {
      unsupported: "warn",
    });
    // An answer recorded for another request may not fit this one; what was sent counts.
    if (wire === undefined) {
      this.#findings.problem(subject, `nothing was sent: ${describe(outcome)}`);
      return undefined;
    }
    const { method, url, body } = wire;
    const headers = Object.entries(wire.headers).filter(([header]) => !SIGNED.test(header));
    return { sent: JSON.stringify([method, url, headers, body]), ledger: outcome.ledger };
  }
}

/** Headers that AWS derives from everything else, and from the time. */
const SIGNED = /^(authorization|x-amz-(date|content-sha256|security-token))$/;

/** The entry of a field, or of a part of it. */
function entryOf(ledger: readonly LedgerEntry[], name: string): LedgerEntry | undefined {
  return (
    ledger.find(({ field }) => field === name) ??
    ledger.find(({ field }) => field.startsWith(`${name}.`) || field.startsWith(`${name}[`))
  );
}
