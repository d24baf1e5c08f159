import fc from "fast-check";

/** A value as JSON text, for values that JavaScript would change on the way. */
const NASTY = [
  "null",
  "true",
  "false",
  "0",
  "-1",
  "-0",
  "1",
  "0.5",
  "7",
  "4095",
  "4096",
  "4294967294",
  "4294967296",
  "9007199254740993",
  "1e309",
  "-1e309",
  "123456789012345678901234567890",
  '""',
  '" "',
  '"x"',
  '"stop"',
  '"tool_calls"',
  '"error"',
  '"[DONE]"',
  '"429"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u0000"',
  '"\\u2028"',
  '"__proto__"',
  '"constructor"',
  "[]",
  "[null]",
  "[[]]",
  "[{}]",
  '["x"]',
  "{}",
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"toString":1,"valueOf":1,"toJSON":1,"then":1}',
  '{"length":-1}',
  '{"index":4294967294}',
  '[{"type":"text","text":"x"}]',
  '[{"type":"text","text":{"toString":1}},{"type":"thinking","thinking":[{"text":[{"text":1}]}]}]',
  '{"name":"f","arguments":{"a":1}}',
  '{"prompt_tokens":-1,"completion_tokens":1e309,"total_tokens":"3"}',
  '{"message":{"toString":1},"code":{},"type":[]}',
  `${"[".repeat(50)}${"]".repeat(50)}`,
] as const;

/** Stands for a value that is nested deeper than functions can call each other: short, for the reports. */
const DEEP = "<deep>";
const DEEP_TEXT = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;

/** The JSON text that {@link nastyText} stands for. */
export function spelled(text: string): string {
  return text === DEEP ? DEEP_TEXT : text;
}

/** The same names again and again: what a reader looks at, and what would change a prototype. */
const NAMES = [
  "choices",
  "delta",
  "message",
  "content",
  "tool_calls",
  "function",
  "custom",
  "arguments",
  "name",
  "id",
  "index",
  "finish_reason",
  "native_finish_reason",
  "usage",
  "x_groq",
  "error",
  "detail",
  "refusal",
  "reasoning",
  "reasoning_content",
  "reasoning_details",
  "provider_fields",
  "logprobs",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "toJSON",
  "then",
  "length",
  "text",
] as const;

/** JSON text of a value that nobody expects. The deepest is rare, since it takes a while to read. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 2000, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.constant(DEEP) },
  { weight: 200, arbitrary: fc.json({ maxDepth: 2 }) },
);

/** One change of a JSON document: a node, by its place among all, gets another value, a field more, or goes. */
export interface Mutation {
  readonly place: number;
  readonly how: "replace" | "add" | "remove" | "repeat";
  readonly name: string;
  readonly text: string;
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(400),
  how: fc.constantFrom("replace", "replace", "replace", "add", "remove", "repeat"),
  name: fc.constantFrom(...NAMES),
  text: nastyText,
});

/** A value whose own fields are written as they are, `__proto__` too. */
type Node = Map<string, Node> | Node[] | string;

/** Changes a document, given as a value, and gives the text of the new one. */
export function mutated(document: unknown, mutations: readonly Mutation[]): string {
  let root = toNode(document);
  for (const { place, how, name, text: short } of mutations) {
    const text = spelled(short);
    const holders = placesOf(root);
    const at = holders[place % holders.length];
    if (at === undefined) {
      if (how === "replace") root = text;
      continue;
    }
    const { holder, key } = at;
    if (how === "replace") put(holder, key, text);
    else if (how === "remove") remove(holder, key);
    else if (how === "add" && holder instanceof Map) holder.set(name, text);
    else if (Array.isArray(holder)) holder.splice(key as number, 0, holder[key as number] as Node);
  }
  return toText(root);
}

interface Place {
  readonly holder: Map<string, Node> | Node[];
  readonly key: string | number;
}

function toNode(value: unknown): Node {
  if (Array.isArray(value)) return value.map(toNode);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return new Map(Object.entries(value).map(([key, item]) => [key, toNode(item)]));
}

/** Every place but the root, which `undefined` stands for. */
function placesOf(node: Node): (Place | undefined)[] {
  const places: (Place | undefined)[] = [undefined];
  const visit = (holder: Node) => {
    if (typeof holder === "string") return;
    for (const [key, item] of holder.entries() as Iterable<[string | number, Node]>) {
      places.push({ holder, key });
      visit(item);
    }
  };
  visit(node);
  return places;
}

function put(holder: Map<string, Node> | Node[], key: string | number, text: string): void {
  if (Array.isArray(holder)) holder[key as number] = text;
  else holder.set(key as string, text);
}

function remove(holder: Map<string, Node> | Node[], key: string | number): void {
  if (Array.isArray(holder)) holder.splice(key as number, 1);
  else holder.delete(key as string);
}

function toText(node: Node): string {
  if (typeof node === "string") return node;
  if (Array.isArray(node)) return `[${node.map(toText).join()}]`;
  return `{${[...node].map(([key, item]) => `${JSON.stringify(key)}:${toText(item)}`).join()}}`;
}
