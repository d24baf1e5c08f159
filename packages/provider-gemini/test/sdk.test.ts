import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type GenerateContentResponse, GoogleGenAI } from "@google/genai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  askStreamed,
  askWhole,
  CASES,
  modelOf,
  named,
  type RecordedCase,
  STREAMS,
  statusOf,
} from "./recorded-cases.ts";

/** Sends whatever case is set, byte by byte as it was recorded. */
const replay: { found: RecordedCase | undefined } = { found: undefined };
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, {
    "content-type": replay.found?.stream ? "text/event-stream" : "application/json",
  });
  response.end(replay.found?.body);
});
let baseUrl = "";

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

/** What both can say of an answer. */
interface Plain {
  text: string;
  thoughts: string;
  calls: { name: string; args: unknown }[];
  signatures: string[];
  finish: string | undefined;
  total: number | undefined;
}

function add(plain: Plain, answer: GenerateContentResponse): void {
  const [candidate] = answer.candidates ?? [];
  for (const part of candidate?.content?.parts ?? []) {
    if (part.thought) plain.thoughts += part.text ?? "";
    else plain.text += part.text ?? "";
    if (part.functionCall)
      plain.calls.push({ name: part.functionCall.name ?? "", args: part.functionCall.args ?? {} });
    if (part.thoughtSignature) plain.signatures.push(part.thoughtSignature);
  }
  plain.finish = candidate?.finishReason ?? plain.finish;
  plain.total = answer.usageMetadata?.totalTokenCount ?? plain.total;
}

async function bySdk(found: RecordedCase): Promise<Plain> {
  replay.found = found;
  const { models } = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl } });
  const plain: Plain = {
    text: "",
    thoughts: "",
    calls: [],
    signatures: [],
    finish: undefined,
    total: undefined,
  };
  const request = { model: modelOf(found), contents: "Hello" };
  if (!found.stream) add(plain, await models.generateContent(request));
  else for await (const answer of await models.generateContentStream(request)) add(plain, answer);
  return plain;
}

/** Signatures wherever ours keeps them, in the order of the parts. */
function signaturesOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    /^(thoughtSignature|thought_signature|signature)$/.test(key) && typeof item === "string"
      ? [item]
      : signaturesOf(item, `${path}.${key}`),
  );
}

async function byUs(found: RecordedCase): Promise<Plain> {
  const { completion } = found.stream ? await askStreamed(found) : await askWhole(found);
  const message = completion!.message;
  return {
    text: message.content ?? "",
    thoughts: message.reasoning_content ?? "",
    calls: (message.tool_calls ?? []).flatMap((call) =>
      call.type === "function"
        ? [{ name: call.function.name, args: JSON.parse(call.function.arguments) as unknown }]
        : [],
    ),
    signatures: signaturesOf(message),
    finish: completion!.nativeFinishReason,
    total: completion!.usage?.total_tokens,
  };
}

/** The SDK hands on pieces of arguments as they are, errors in a stream as answers, and nothing for a blocked prompt. */
const OURS_ALONE =
  /tool-call-arguments|tool-call-array|no-args-tool-call|midstream|prompt-blocked|prompt-template/;

const cases = CASES.filter(
  (found) =>
    statusOf(found) === 200 &&
    !OURS_ALONE.test(found.name) &&
    (STREAMS.includes(found) || !found.name.includes("nested-model")),
);

describe("the same bytes", () => {
  test.each(named(cases))("of %s mean the same to Google's SDK", async (_name, found) => {
    const [theirs, ours] = [await bySdk(found), await byUs(found)];
    expect({ ...ours, signatures: [...ours.signatures].sort() }).toEqual({
      ...theirs,
      signatures: [...theirs.signatures].sort(),
    });
  });

  test("were compared for most cases", () => {
    expect(cases.length).toBeGreaterThan(100);
  });
});
