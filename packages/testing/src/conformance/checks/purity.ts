import type { ChatCodec, ChatCompletionRequest, Frame } from "@vllora/core/provider";
import type { Transcript } from "../../transcript.ts";
import { SAMPLES } from "../samples.ts";
import type { Subject } from "../subject.ts";
import { type Check, needs } from "./check.ts";

/** Codecs remember nothing from one call to the next. */
export const purity: Check = {
  law: "the same request gives the same bytes, and two streams at once do not mix",
  mode: "codec",
  async run(subject, findings) {
    const [found] = [...subject.wholes, ...subject.completeStreams];
    if (!needs(findings, found !== undefined, "answer") || found === undefined) return;
    const first = await subject.sent(found, richRequest(), { unsupported: "warn" });
    const second = await subject.sent(found, richRequest(), { unsupported: "warn" });
    const same = first.wire?.body !== undefined && first.wire.body === second.wire?.body;
    findings.expect(same, "request", "it is encoded in another way the second time");
    const { chat } = subject.provider;
    const streams = subject.completeStreams;
    if (!needs(findings, streams.length > 0, "stream") || chat === undefined) return;
    for (const [index, stream] of streams.entries()) {
      const other = streams[(index + 1) % streams.length] as Transcript;
      const [alone] = await decoded(subject, chat, [stream]);
      const [beside] = await decoded(subject, chat, [stream, other]);
      findings.expect(alone === beside, stream.name, "it is another beside a second stream");
    }
  },
};

/** Decodes streams frame by frame in turn, each with its own decoder, and gives the chunks of each. */
async function decoded(
  subject: Subject,
  chat: ChatCodec,
  streams: readonly Transcript[],
): Promise<string[]> {
  const runs = [];
  for (const found of streams) {
    const request = subject.requestFor(found);
    const context = { provider: subject.provider.id, model: request.model, request, created: 0 };
    const frames = await framesOf(chat, found);
    runs.push({ decoder: chat.createDecoder(context), frames, chunks: [] as unknown[] });
  }
  const longest = Math.max(...runs.map(({ frames }) => frames.length));
  for (let at = 0; at < longest; at++) {
    for (const { decoder, frames, chunks } of runs) {
      const frame = frames[at];
      if (frame !== undefined && !decoder.closed) chunks.push(...decoder.push(frame));
    }
  }
  return runs.map(({ chunks }) => JSON.stringify(chunks));
}

/** Frames as the codec cuts them, or events in the plainest way. */
async function framesOf({ framing }: ChatCodec, { body }: Transcript): Promise<Frame[]> {
  if (framing === undefined) return eventsOf(body);
  const frame = typeof framing === "function" ? framing : await framing.load();
  const frames: Frame[] = [];
  const parser = frame((found) => frames.push(found), { maxFrameBytes: body.length });
  parser.push(body);
  parser.end();
  return frames;
}

function eventsOf(body: Uint8Array): Frame[] {
  const text = Buffer.from(body).toString("utf8").replace(/\r\n?/g, "\n");
  return text.split("\n\n").flatMap((block) => {
    const data = [...block.matchAll(/^data: ?([^\n]*)$/gm)].map(([, line]) => line);
    const event = /^event: ?(.*)$/m.exec(block)?.[1];
    if (data.length === 0) return [];
    return [{ data: data.join("\n"), ...(event === undefined ? {} : { event }) }];
  });
}

/** What the caller gave stays as it was. */
export const inputs: Check = {
  law: "what the caller gave is never changed",
  mode: "codec",
  async run(subject, findings) {
    const [found] = [...subject.wholes, ...subject.completeStreams];
    if (!needs(findings, found !== undefined, "answer") || found === undefined) return;
    const samples = { ...SAMPLES, ...subject.options.samples };
    // Every request of a run is frozen, so that a change is an error where it happens.
    for (const [name, { value, beside }] of Object.entries(samples)) {
      const request = { ...beside, [name]: value } as Partial<ChatCompletionRequest>;
      const { outcome } = await subject.sent(found, request, { unsupported: "warn" });
      findings.expect(
        outcome.error?.kind !== "contract",
        name,
        "encoding it fails on a frozen request",
      );
    }
    const { outcome } = await subject.sent(found, richRequest(), { unsupported: "warn" });
    findings.expect(
      outcome.error?.kind !== "contract",
      "messages",
      "encoding them fails on a frozen request",
    );
  },
};

/** A conversation with everything in it that an encoder may be tempted to change. */
function richRequest(): Partial<ChatCompletionRequest> {
  const cache_control = { type: "ephemeral" as const };
  const call = { name: "weather", arguments: '{ "city": "Bonn" }' };
  return {
    messages: [
      { role: "system", content: "Be brief.", cache_control },
      { role: "user", content: [{ type: "text", text: "Weather?", cache_control }] },
      {
        role: "assistant",
        content: "One moment.",
        tool_calls: [{ id: "call_1", type: "function", function: call }],
        provider_fields: { another: { opaque: [1, { two: 2 }] } },
      },
      { role: "tool", tool_call_id: "call_1", content: "Sun", cache_control },
      { role: "user", content: "Thanks." },
    ],
    tools: [
      {
        type: "function",
        function: {
          name: "weather",
          parameters: { type: "object", properties: { city: { type: "string" } } },
        },
        cache_control,
      },
    ],
  };
}
