import { RawValues } from "@vllora/core/provider";

/** Arguments of a part, by the places of its candidate and of itself; `undefined` where it has none. */
export type ArgumentsOf = (candidate: number, part: number) => string | undefined;

const PATH = ["candidates", "*", "content", "parts", "*", "functionCall", "args"];

/** The arguments of calls as the text of an answer, or of a frame, writes them. */
export function rawArguments(text: string): ArgumentsOf {
  // A server may wrap the answer into a list of one.
  if (!text.trimStart().startsWith("[")) {
    const raw = new RawValues(text, PATH);
    return (candidate, part) => raw.at(candidate, part);
  }
  const raw = new RawValues(text, ["*", ...PATH]);
  return (candidate, part) => raw.at(0, candidate, part);
}
