import { floor } from "../contenders/floor.ts";
import { genaiPackage } from "../contenders/google-genai.ts";
import { ArgumentText, type PartialArg } from "../contenders/partial-arguments.ts";
import { vllora } from "../contenders/vllora.ts";
import { type Answer, PROMPT, TOOL } from "../payload.ts";
import type { Usage, Wire } from "../wire.ts";

const MODEL = "gemini-2.5-flash";
const [{ content: system }, { content: question }] = PROMPT;
const { parameters, ...NAMED } = TOOL;
const TAIL = { modelVersion: MODEL, responseId: "mNnmaO2cJ5yG_uMPr5iAqQg" };

interface Part {
  readonly text?: string;
  readonly functionCall?: { readonly name?: string; readonly partialArgs?: readonly PartialArg[] };
}

interface Frame {
  readonly candidates: readonly [
    { readonly content: { readonly parts: readonly [Part] }; readonly finishReason?: string },
  ];
  readonly usageMetadata?: Counts;
}

interface Counts {
  readonly promptTokenCount: number;
  readonly candidatesTokenCount: number;
}

/** Arguments of the one call that is under way. */
const written = new WeakMap<object, ArgumentText>();

const floorOfWire = floor({
  request: (stream, tool) => ({
    path: `/models/${MODEL}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
    body: {
      contents: [{ role: "user", parts: [{ text: question }] }],
      systemInstruction: { parts: [{ text: system }] },
      ...(tool
        ? { tools: [{ functionDeclarations: [{ ...NAMED, parametersJsonSchema: parameters }] }] }
        : {}),
    },
  }),
  headers: { "x-goog-api-key": "k" },
  read({ candidates, usageMetadata }: Frame, seen) {
    if (usageMetadata) seen.usage = toUsage(usageMetadata);
    const [{ content, finishReason }] = candidates;
    const [{ text, functionCall: called }] = content.parts;
    if (called === undefined) {
      return finishReason === undefined ? text : `${text ?? ""}${written.get(seen)?.end() ?? ""}`;
    }
    if (called.name !== undefined) {
      seen.tool = called.name;
      written.set(seen, new ArgumentText());
    }
    const [piece] = called.partialArgs ?? [];
    return piece === undefined ? undefined : written.get(seen)?.add(piece);
  },
  whole: ({ candidates, usageMetadata }: Frame) => ({
    text: candidates[0].content.parts[0].text ?? null,
    usage: usageMetadata && toUsage(usageMetadata),
  }),
});

/** Gemini's generateContent. Arguments in pieces are Vertex AI's. @see https://ai.google.dev/api/generate-content */
export const wire: Wire = {
  id: "gemini",
  streams(path) {
    if (path.includes(":streamGenerateContent")) return true;
    return path.includes(":generateContent") ? false : undefined;
  },
  events(answer) {
    const { pieces, tool } = answer;
    const parts = tool ? callParts(pieces) : pieces.map((text) => ({ text }));
    return parts.map((part, index) => {
      const isLast = index === parts.length - 1;
      const frame = frameOf(part, countsOf(answer, isLast ? pieces.length : index + 1));
      return `data: ${JSON.stringify(isLast ? ended(frame) : frame)}\r\n\r\n`;
    });
  },
  body(answer) {
    return JSON.stringify(ended(frameOf({ text: answer.pieces.join("") }, countsOf(answer))));
  },
  contenders: [
    floorOfWire,
    ...vllora({
      package: "@vllora/provider-gemini",
      factory: "gemini",
      model: `gemini/${MODEL}`,
      async provider(baseURL) {
        const { gemini } = await import("@vllora/provider-gemini");
        return gemini({ apiKey: "k", baseURL });
      },
    }),
    genaiPackage,
  ],
};

/** A call whose text arguments come in about as many pieces: four for each line. */
function callParts(pieces: readonly string[]): readonly Part[] {
  const { path, lines } = JSON.parse(pieces.join("")) as { path: string; lines: string[] };
  const part = (jsonPath: string, stringValue: string): Part => ({
    functionCall: { partialArgs: [{ jsonPath, stringValue }], ...MORE },
  });
  return [
    { functionCall: { name: TOOL.name, ...MORE } },
    part("$.path", path),
    ...lines.flatMap((line, index) =>
      quarters(line).map((piece) => part(`$.lines[${index}]`, piece)),
    ),
    { functionCall: {} },
    { text: "" },
  ];
}

const MORE = { willContinue: true };

function quarters(text: string): readonly string[] {
  const size = Math.ceil(text.length / 4);
  return [0, 1, 2, 3].map((index) => text.slice(index * size, (index + 1) * size));
}

function frameOf(part: Part, usageMetadata: Counts) {
  const candidate = { content: { parts: [part], role: "model" }, index: 0 };
  return { candidates: [candidate], usageMetadata, ...TAIL };
}

function ended({ candidates, ...frame }: ReturnType<typeof frameOf>): object {
  return { candidates: candidates.map((one) => ({ ...one, finishReason: "STOP" })), ...frame };
}

/** Each frame counts what came so far. */
function countsOf({ pieces, promptTokens }: Answer, count = pieces.length) {
  return {
    promptTokenCount: promptTokens,
    candidatesTokenCount: count,
    totalTokenCount: promptTokens + count,
    promptTokensDetails: [{ modality: "TEXT", tokenCount: promptTokens }],
  };
}

function toUsage({ promptTokenCount, candidatesTokenCount }: Counts): Usage {
  return { prompt_tokens: promptTokenCount, completion_tokens: candidatesTokenCount };
}
