import { createParser } from "eventsource-parser";
import { type Framing, MalformedFrameError } from "../contract.ts";

/**
 * Server-sent events: any line ending, comments skipped, characters cut anywhere.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export const sse: Framing = (emit, { maxFrameBytes }) => {
  // Strips a byte-order mark, as the standard asks.
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: emit,
    maxBufferSize: maxFrameBytes,
    onError(error) {
      // Unknown fields and bad retry lines are for the reader to ignore.
      if (error.type !== "max-buffer-size-exceeded") return;
      throw new MalformedFrameError(`expected an event below ${maxFrameBytes} bytes`);
    },
  });
  return {
    push(bytes) {
      parser.feed(decoder.decode(bytes, { stream: true }));
    },
    // The standard drops an event whose blank line is missing; servers forget the last one.
    end() {
      parser.feed(`${decoder.decode()}\n\n`);
    },
  };
};
