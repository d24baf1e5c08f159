import type { ChatCompletionChunk } from "@vllora/types";
import { expect, it } from "vitest";
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
