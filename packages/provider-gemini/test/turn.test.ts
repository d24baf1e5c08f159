import type { EncodeContext } from "@vllora/core/provider";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toModelParts } from "../src/parts/model-turn.ts";
import { toMessage } from "../src/response.ts";
import { createDecoder } from "../src/stream.ts";
import { addParts, Turn } from "../src/turn.ts";
import type { WirePart } from "../src/wire.ts";

const signature = fc.option(fc.base64String({ minLength: 4 }), { nil: undefined });
const signed = (part: fc.Arbitrary<WirePart>): fc.Arbitrary<WirePart> =>
  fc
    .tuple(part, signature)
    .map(([value, thoughtSignature]) =>
      thoughtSignature === undefined ? value : { ...value, thoughtSignature },
    );
const args = fc
  .dictionary(fc.string(), fc.jsonValue())
  .map((value) => JSON.parse(JSON.stringify(value)) as { [name: string]: unknown });
const part = signed(
  fc.oneof(
    fc.record({ text: fc.string() }),
    fc.record({ text: fc.string(), thought: fc.constant(true) }),
    fc.record({ functionCall: fc.record({ name: fc.string({ minLength: 1 }), args }) }),
    fc.record({
      functionCall: fc.record({ id: fc.uuid(), name: fc.string({ minLength: 1 }), args }),
    }),
    fc.record({
      inlineData: fc.record({ mimeType: fc.constant("image/png"), data: fc.base64String() }),
    }),
    fc.record({ executableCode: fc.record({ code: fc.string() }) }),
    fc.constant({}),
  ),
);

const context: EncodeContext = {
  provider: "gemini",
  model: "gemini-2.5-pro",
  stream: false,
  options: {},
  report: () => undefined,
};

/** What an application stores is JSON. */
function sentBack(message: object): WirePart[] {
  const stored = JSON.parse(JSON.stringify({ role: "assistant", ...message })) as Parameters<
    typeof toModelParts
  >[0];
  return JSON.parse(JSON.stringify(toModelParts(stored, "messages[0]", context))) as WirePart[];
}

describe("any turn of the model", () => {
  test("goes back part by part as it came, whole", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const turn = new Turn({ seed: "r_0", exact: true });
        const delta = {};
        addParts(turn, parts, delta);
        expect(sentBack(toMessage(turn, delta, "gemini"))).toEqual(parts);
      }),
      { numRuns: 500 },
    );
  });

  test("goes back with its pieces of text joined, streamed", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const decoder = createDecoder({
          provider: "gemini",
          model: "m",
          request: { model: "m", messages: [] },
          created: 1,
        });
        const message: { [field: string]: unknown } = {};
        const frames = [...parts.map((one) => [one]), []];
        for (const [index, some] of frames.entries()) {
          const end = index === frames.length - 1 ? { finishReason: "STOP" } : {};
          const frame = { candidates: [{ content: { parts: some }, ...end }], responseId: "r" };
          const [chunk] = decoder.push({ data: JSON.stringify(frame) });
          for (const [key, value] of Object.entries(chunk?.choices[0]?.delta ?? {})) {
            if (value === null || key === "role") continue;
            const before = message[key];
            if (Array.isArray(value)) message[key] = [...((before as unknown[]) ?? []), ...value];
            else if (typeof value === "string") message[key] = ((before as string) ?? "") + value;
            else message[key] = value;
          }
        }
        const details = message["reasoning_details"] as
          | { index: number; text: string }[]
          | undefined;
        if (details !== undefined) message["reasoning_details"] = joined(details);
        expect(sentBack(message)).toEqual(merged(parts));
      }),
      { numRuns: 500 },
    );
  });
});

/** Pieces of a block, as the collector of core joins them. */
function joined(details: readonly { index: number; text: string }[]) {
  const blocks: { index: number; text: string }[] = [];
  for (const detail of details) {
    const last = blocks.at(-1);
    if (last?.index === detail.index)
      blocks[blocks.length - 1] = { ...last, text: last.text + detail.text };
    else blocks.push(detail);
  }
  return blocks;
}

/** What a stream cannot tell apart: neighbours of plain text, or of plain thoughts, are one; an empty one at the beginning is none. */
function merged(parts: readonly WirePart[]): WirePart[] {
  const result: WirePart[] = [];
  for (const one of parts) {
    const last = result.at(-1);
    const isPlain = one.text !== undefined && one.thoughtSignature === undefined;
    const isSameKind =
      last?.text !== undefined &&
      last.thoughtSignature === undefined &&
      last.thought === one.thought;
    if (isPlain && isSameKind)
      result[result.length - 1] = { ...last, text: `${last.text}${one.text}` };
    else if (!(isPlain && one.text === "" && one.thought === undefined)) result.push(one);
  }
  return result;
}
