import type { ChatCompletionMessage, ChatMessage } from "@vllora/core/provider";
import type { Transcript } from "../../transcript.ts";
import type { Findings } from "../findings.ts";
import { describe } from "../outcome.ts";
import type { Subject } from "../subject.ts";
import { type Check, needs } from "./check.ts";

/** Shorter texts stand in any body. */
const TELLING = 8;

/** An answer goes back to its provider without a loss. */
export const wayBack: Check = {
  law: "an answer goes back with the next request: text, calls, arguments with the digits of large numbers, and what the provider signed",
  mode: "codec",
  async run(subject, findings) {
    const found = [...subject.wholes, ...subject.completeStreams];
    if (!needs(findings, found.length > 0, "answer")) return;
    let called = subject.lacks("tools");
    for (const transcript of found) {
      const { completion } = await subject.ask(transcript);
      const message = completion?.choices[0]?.message;
      if (message === undefined) continue;
      called ||= (message.tool_calls ?? []).length > 0;
      await sendBack(subject, transcript, message, findings);
      await sendDigits(subject, transcript, message, findings);
    }
    needs(findings, called, "answer with tool calls");
  },
};

async function sendBack(
  subject: Subject,
  found: Transcript,
  message: ChatCompletionMessage,
  findings: Findings,
): Promise<void> {
  const { wire, outcome } = await subject.sent(found, { messages: conversation(message) });
  if (wire === undefined) {
    findings.problem(found.name, `nothing was sent: ${describe(outcome)}`);
    return;
  }
  const body = JSON.parse(wire.body) as unknown;
  const texts = [...textsIn(body)];
  const joined = texts.join(" ");
  const has = (text: string) => texts.includes(text) || joined.includes(text);
  for (const word of (message.content ?? "").split(/\s+/)) {
    const kept = has(word) || goesOn(texts, word);
    if (!findings.expect(kept, found.name, "a word of the text is lost")) break;
  }
  for (const call of message.tool_calls ?? []) {
    const { name, text } =
      call.type === "custom"
        ? { name: call.custom.name, text: call.custom.input }
        : { name: call.function.name, text: call.function.arguments };
    findings.expect(has(name), found.name, "the name of a call is lost");
    const whole = texts.includes(text) || hasValue(body, text);
    findings.expect(whole, found.name, "the arguments of a call are others");
  }
  const told = outcome.ledger.some(
    ({ field, outcome: what }) =>
      field.startsWith("messages[1]") && what !== "sent" && what !== "mapped",
  );
  if (told) return;
  for (const [field, value] of carriedBy(message, subject.provider.id)) {
    for (const text of textsIn(value, "type")) {
      const kept = text.length < TELLING || has(text);
      findings.expect(kept, field, () => `${found.name}: it is lost, and nobody says so`);
    }
  }
}

/** Beyond 2^53: parsed and written again, it is another number. */
const LARGE = "12345678901234567890";

/** The calls of an answer with such a number, which answers seldom have, in place of their arguments. */
async function sendDigits(
  subject: Subject,
  found: Transcript,
  message: ChatCompletionMessage,
  findings: Findings,
): Promise<void> {
  const calls = message.tool_calls ?? [];
  if (!calls.some(({ type }) => type === "function")) return;
  const large = calls.map((call) =>
    call.type === "function"
      ? { ...call, function: { name: call.function.name, arguments: `{"n":${LARGE}}` } }
      : call,
  );
  const { wire } = await subject.sent(found, {
    messages: conversation({ ...message, tool_calls: large }),
  });
  // A body that cannot be sent is found above.
  if (wire === undefined) return;
  const problem = "large numbers in the arguments of a call lose digits";
  findings.expect(wire.body.includes(LARGE), found.name, problem);
}

/** What a message carries for its provider, by the name of its place. */
function* carriedBy(
  { reasoning_details: details, provider_fields: fields, tool_calls: calls }: ChatCompletionMessage,
  provider: string,
): Generator<[field: string, value: unknown]> {
  // The rest of a block, its type and format, is our word for it, not the provider's.
  const blocks = details?.map((block) => Object.values({ ...block, type: "", format: "" }));
  yield ["reasoning_details", blocks];
  yield ["tool_calls[].extra_content", calls?.map(({ extra_content }) => extra_content)];
  for (const [name, value] of Object.entries(fields?.[provider] ?? {})) {
    yield [`provider_fields.${name}`, value];
  }
}

/** The answer between two questions, with a result for each call. */
function conversation(message: ChatCompletionMessage): ChatMessage[] {
  const results = (message.tool_calls ?? []).map(({ id }) => ({
    role: "tool" as const,
    tool_call_id: id,
    content: "done",
  }));
  const next = results.length > 0 ? results : [{ role: "user" as const, content: "And then?" }];
  return [{ role: "user", content: "Hello" }, message, ...next];
}

/** Every text of a value, but for fields of one name: words for kinds are translated. */
function* textsIn(value: unknown, except?: string): Generator<string> {
  if (typeof value === "string") yield value;
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (key !== except) yield* textsIn(item, except);
  }
}

/** Whether a word begins at the end of one text and goes on in others: blocks of text may cut it. */
function goesOn(texts: readonly string[], word: string): boolean {
  for (let cut = 1; cut < word.length; cut++) {
    const [head, tail] = [word.slice(0, cut), word.slice(cut)];
    if (!texts.some((text) => text.endsWith(head))) continue;
    if (texts.some((text) => text.startsWith(tail)) || goesOn(texts, tail)) return true;
  }
  return false;
}

/** Whether an object of a body is what a text of JSON says: some wires have arguments as objects. */
function hasValue(body: unknown, text: string): boolean {
  let wanted: string;
  try {
    wanted = JSON.stringify(JSON.parse(text === "" ? "{}" : text));
  } catch {
    return false;
  }
  const search = (value: unknown): boolean => {
    if (JSON.stringify(value) === wanted) return true;
    if (typeof value !== "object" || value === null) return false;
    return Object.values(value).some(search);
  };
  return search(body);
}
