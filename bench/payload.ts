import type { Scenario } from "./scenario.ts";

/** What one answer says. Both sides make it from the scenario: one to send it, the other to compare. */
export interface Answer {
  readonly pieces: readonly string[];
  /** The pieces are the arguments of a call of {@link TOOL}. */
  readonly tool: boolean;
  readonly promptTokens: number;
}

/** The only prompt. */
export const PROMPT = [
  { role: "system", content: "You are a helpful assistant." },
  { role: "user", content: "Tell me something about rivers." },
] as const;

/** Its length, which the server counts in what it received, and gives back as `prompt_tokens`. */
export const PROMPT_TOKENS = PROMPT.reduce((sum, { content }) => sum + content.length, 0);

/** The tool that is called. */
export const TOOL = {
  name: "edit_file",
  description: "Edit a file",
  parameters: {
    type: "object",
    properties: { path: { type: "string" }, lines: { type: "array", items: { type: "string" } } },
    required: ["path", "lines"],
  },
} as const;

const WORDS =
  " the| of| and| to| in| a| is|ing|ed|,|.| not| from|s| code| value|\n| \"|\\| func|();| =>| 'x'";
const OTHERS = "é| naïve|…|—| 日本|語| 🙂|👩‍💻| ü|“|”|Ω";

const made = new Map<string, readonly string[]>();

/** The text or the arguments, cut as they are sent. */
export function piecesOf({ kind, chunks, delivery }: Scenario): readonly string[] {
  const share = delivery === "split" ? 0.3 : 0.02;
  const key = `${kind} ${chunks} ${share}`;
  let pieces = made.get(key);
  if (pieces === undefined) {
    pieces = kind === "tool" ? argumentPieces(chunks) : words(chunks, share);
    made.set(key, pieces);
  }
  return pieces;
}

function words(count: number, share: number): readonly string[] {
  const random = randomNumbers(count);
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] as string;
  const [usual, others] = [WORDS.split("|"), OTHERS.split("|")];
  return Array.from({ length: count }, () => pick(random() < share ? others : usual));
}

/** One object of about five characters for each piece. */
function argumentPieces(count: number): readonly string[] {
  const lines = Array.from({ length: Math.ceil(count / 4) }, (_, index) => `line ${index} 日本`);
  const characters = Array.from(JSON.stringify({ path: "src/file.ts", lines }));
  const size = characters.length / count;
  return Array.from({ length: count }, (_, index) =>
    characters.slice(Math.round(index * size), Math.round((index + 1) * size)).join(""),
  );
}

/** Numbers between 0 and 1, the same for each seed. @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
