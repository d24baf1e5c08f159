import type { EncodeContext } from "@vllora/core/provider";
import { reportEmpty } from "./fields.ts";
import type { MessagesInput, WireBlock } from "./wire.ts";

/**
 * The turns of a conversation. Neighbours of one role become one, without those that are empty; instructions with
 * settings of their own stay apart. An empty turn stays: the API has its own words for it.
 */
export class Turns {
  readonly all: MessagesInput[] = [];
  readonly #context: EncodeContext;
  #lastPath = "";

  constructor(context: EncodeContext) {
    this.#context = context;
  }

  get last(): MessagesInput | undefined {
    return this.all.at(-1);
  }

  /** Adds what a message at this place of the request became. */
  add(turn: MessagesInput, path: string): void {
    const { last } = this;
    if (last === undefined || last.role !== turn.role || hasSettings(last) || hasSettings(turn)) {
      this.all.push(turn);
      this.#lastPath = path;
      return;
    }
    const [before, after] = [blocksOf(last), blocksOf(turn)];
    if (after.length === 0) {
      reportEmpty(path, this.#context);
      return;
    }
    if (before.length === 0) reportEmpty(this.#lastPath, this.#context);
    this.all[this.all.length - 1] = { role: turn.role, content: [...before, ...after] };
  }
}

/** The content of a turn as blocks. */
export function blocksOf({ content = [] }: MessagesInput): readonly WireBlock[] {
  if (typeof content !== "string") return content;
  return content === "" ? [] : [{ type: "text", text: content }];
}

function hasSettings({ role: _, content: __, ...settings }: MessagesInput): boolean {
  return Object.keys(settings).length > 0;
}
