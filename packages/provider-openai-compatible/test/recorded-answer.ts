import type { Transcript } from "@vllora/testing";

/** The first answer of a case in plain terms, for comparison. */
export interface Answer {
  readonly text: string | null;
  readonly reasoning: string | null;
  readonly refusal: string | null;
  readonly toolCalls: readonly { id: string; name: string; arguments: unknown }[];
  readonly finish: string | null;
  readonly choices: number;
  readonly usage: Loose | null;
  readonly model?: string;
  readonly id?: string;
}

/** A JSON object of which nothing is known. */
export type Loose = { readonly [key: string]: unknown };

/** A tool call, or a piece of one, as the wire has it. */
interface RecordedCall {
  readonly id?: string | null;
  readonly index?: number | null;
  readonly function?: { readonly name?: string | null; readonly arguments?: unknown } | null;
}

/** A message, or a piece of one, as the wire has it. */
export interface RecordedMessage {
  readonly content?: string | readonly RecordedPart[] | null;
  readonly refusal?: string | null;
  readonly reasoning?: string | null;
  readonly reasoning_content?: string | null;
  readonly tool_calls?: readonly RecordedCall[] | null;
}

interface RecordedPart {
  readonly type: string;
  readonly text?: string;
  readonly thinking?: readonly RecordedPart[];
}

/** A body or a frame of the wire. */
export interface RecordedBody {
  readonly id?: string;
  readonly model?: string;
  readonly choices?: readonly {
    readonly index?: number;
    readonly message?: RecordedMessage;
    readonly delta?: RecordedMessage | null;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: Loose | null;
  readonly x_groq?: { readonly usage?: Loose };
  readonly error?: unknown;
}

/** Data of each frame. */
function framesOf({ body }: Transcript): string[] {
  // One character a byte: a line is a line, whatever else its text may take for one.
  const text = Buffer.from(body).toString("latin1");
  return [...text.matchAll(/^data: ?(.+?)(?=\r|\n|$)/gm)].map(([, data = ""]) =>
    Buffer.from(data, "latin1").toString("utf8"),
  );
}

/** The bodies of a case: the frames of a stream, or the one whole body. */
export function bodiesOf(found: Transcript): RecordedBody[] {
  if (!found.stream) return [JSON.parse(Buffer.from(found.body).toString("utf8")) as RecordedBody];
  return framesOf(found)
    .filter((data) => data !== "[DONE]")
    .map((data) => JSON.parse(data) as RecordedBody);
}

/** Reads the recorded bytes in the plainest way: pieces joined, nothing corrected. */
export function readAnswer(found: Transcript): Answer {
  const bodies = bodiesOf(found);
  const indexes = new Set<number>();
  const messages: RecordedMessage[] = [];
  let finish: string | null = null;
  for (const { choices = [] } of bodies) {
    for (const { index = 0, message, delta, finish_reason } of choices) {
      indexes.add(index);
      if (index !== 0) continue;
      messages.push(message ?? delta ?? {});
      finish = finish_reason ?? finish;
    }
  }
  const usages = bodies.map(({ usage, x_groq }) => usage ?? x_groq?.usage);
  return {
    text: join(messages.map(({ content }) => textOf(content, "text"))),
    reasoning: join(
      messages.map(
        ({ reasoning_content, reasoning, content }) =>
          reasoning_content ?? reasoning ?? textOf(content, "thinking"),
      ),
    ),
    refusal: join(messages.map(({ refusal }) => refusal)),
    toolCalls: joinCalls(messages.flatMap(({ tool_calls: calls }) => calls ?? [])),
    finish,
    choices: indexes.size,
    usage: usages.findLast((usage) => usage != null) ?? null,
    ...(bodies[0]?.model === undefined ? {} : { model: bodies[0].model }),
    ...(bodies[0]?.id === undefined ? {} : { id: bodies[0].id }),
  };
}

/** The text, or the thinking, of content that is text or a list of parts. */
export function textOf(
  content: RecordedMessage["content"],
  type: "text" | "thinking",
): string | null | undefined {
  if (!Array.isArray(content)) return type === "text" ? (content as string | null) : null;
  const parts = (content as readonly RecordedPart[]).filter((part) => part.type === type);
  if (parts.length === 0) return null;
  return parts.map((part) => part.text ?? textOf(part.thinking, "text")).join("");
}

function join(pieces: readonly (string | null | undefined)[]): string | null {
  const present = pieces.filter((piece) => piece != null);
  return present.length === 0 ? null : present.join("");
}

/** An id begins a call, unless the call has it already; pieces without one belong to their index, or the last call. */
function joinCalls(pieces: readonly RecordedCall[]): Answer["toolCalls"] {
  const calls: { id: string; index: number | null | undefined; name: string; text: string }[] = [];
  for (const { id, index, function: called } of pieces) {
    let call = calls.find((other) =>
      id ? other.id === id : index != null && other.index === index,
    );
    if (call === undefined && id) {
      call = { id, index, name: called?.name ?? "", text: "" };
      calls.push(call);
    }
    call ??= calls.at(-1);
    const text = called?.arguments;
    if (call !== undefined && text != null) {
      call.text += typeof text === "string" ? text : JSON.stringify(text);
    }
  }
  return calls.map(({ id, name, text }) => ({ id, name, arguments: parsed(text) }));
}

/** The value of JSON text; the text itself where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
