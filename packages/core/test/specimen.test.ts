import type { ChatCompletionChunk } from "@vllora/types";
import { expect, it } from "vitest";
import type { Frame } from "../src/provider.ts";
import { keepSpecimen } from "../src/specimen.ts";
import { sse } from "../src/transport/sse.ts";
import { acmeCodec } from "./fake-provider.ts";

function chunk(content: string): ChatCompletionChunk {
  return {
    id: "1",
    object: "chat.completion.chunk",
    created: 0,
    model: "m",
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  };
}

it("asks a codec for one decoder, whatever is streamed, and hands it nothing of a request", () => {
  const contexts: unknown[] = [];
  const codec = acmeCodec();
  const counted = {
    ...codec,
    createDecoder: (context: Parameters<typeof codec.createDecoder>[0]) => {
      contexts.push(context);
      return codec.createDecoder(context);
    },
  };
  keepSpecimen(counted, sse, [chunk("secret")]);
  keepSpecimen(counted, sse, [chunk("more")]);
  expect(contexts).toEqual([
    { provider: "", model: "", request: { model: "", messages: [] }, created: 0 },
  ]);
});

it("feeds the decoder what the codec gives for that, and survives it", () => {
  const pushed: string[] = [];
  const codec = acmeCodec();
  const given = (specimen: readonly Frame[]) => ({
    ...codec,
    specimen,
    createDecoder: (context: Parameters<typeof codec.createDecoder>[0]) => {
      const decoder = codec.createDecoder(context);
      const push = (frame: Frame) => {
        pushed.push(frame.data);
        return decoder.push(frame);
      };
      return { ...decoder, push };
    },
  });
  const data = JSON.stringify(chunk(""));
  const own = given([{ data }, { data }]);
  keepSpecimen(own, sse, [chunk("secret")]);
  keepSpecimen(own, sse, [chunk("more")]);
  expect(pushed).toEqual([data, data]);
  const broken = given([{ data: "no JSON" }]);
  keepSpecimen(broken, sse, [chunk("secret")]);
  expect(pushed).toHaveLength(3);
});
