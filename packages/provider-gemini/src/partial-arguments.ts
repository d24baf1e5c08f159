import { MalformedFrameError } from "@vllora/core/provider";
import type { WireFunctionCall, WirePartialArg } from "./wire.ts";

type Container = { [key: string]: unknown } | unknown[];

/** Longer lists than any model writes; the wire could else make us allocate without end. */
const LARGEST_INDEX = 65_536;

/**
 * The arguments of a call: at once in `args`, or value by value in `partialArgs`, text in several pieces.
 * @see https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling#streaming-fc
 */
export class PartialArguments {
  #args: { [key: string]: unknown } = {};
  #text: string | undefined;

  /** @param text of `args`, where it is known. */
  add(call: WireFunctionCall, text: string | undefined): void {
    if (call.args != null) {
      this.#args = call.args as { [key: string]: unknown };
      this.#text = text;
    }
    if (!Array.isArray(call.partialArgs) || call.partialArgs.length === 0) return;
    this.#text = undefined;
    for (const piece of call.partialArgs as readonly WirePartialArg[]) {
      write(this.#args, toPath(piece.jsonPath), piece);
    }
  }

  toJSONText(): string {
    return this.#text ?? JSON.stringify(this.#args);
  }
}

function write(root: Container, path: readonly (string | number)[], piece: WirePartialArg): void {
  let target: Container = root;
  for (const [position, key] of path.slice(0, -1).entries()) {
    let next = own(target, key);
    if (typeof next !== "object" || next === null) {
      next = typeof path[position + 1] === "number" ? [] : {};
      put(target, key, next);
    }
    target = next as Container;
  }
  const key = path.at(-1) as string | number;
  const before = own(target, key);
  const { stringValue, numberValue, boolValue } = piece;
  if (stringValue !== undefined) {
    put(target, key, typeof before === "string" ? before + stringValue : stringValue);
  } else if (numberValue !== undefined) put(target, key, numberValue);
  else if (boolValue !== undefined) put(target, key, boolValue);
  else if ("nullValue" in piece) put(target, key, null);
}

function own(target: Container, key: string | number): unknown {
  return Object.hasOwn(target, key) ? (target as { [key: string]: unknown })[key] : undefined;
}

/** An argument may be called `__proto__`. */
function put(target: Container, key: string | number, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

/** `$.a.b[0]['c d']` → `["a", "b", 0, "c d"]`. @see https://www.rfc-editor.org/rfc/rfc9535 (names and indexes only) */
function toPath(path: unknown): (string | number)[] {
  const keys: (string | number)[] = [];
  const step = /\.([^.[\]]+)|\[(\d+)\]|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]/y;
  const text = typeof path === "string" && path.startsWith("$") ? path : "";
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null) throw malformed();
    const [, name, index, single, double] = match;
    if (index !== undefined && Number(index) > LARGEST_INDEX) throw malformed();
    keys.push(index === undefined ? (name ?? unescaped(single ?? double ?? "")) : Number(index));
  }
  if (keys.length === 0) throw malformed();
  return keys;
}

function unescaped(text: string): string {
  return text.replace(/\\(['"\\/])/g, "$1");
}

function malformed(): MalformedFrameError {
  return new MalformedFrameError("expected a path of names and indexes in the partial arguments");
}
