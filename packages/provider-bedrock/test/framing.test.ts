import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Frame, type FrameParser, MalformedFrameError } from "@vllora/core/provider";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventStream } from "../src/framing.ts";
import { TURNS, wireAnswer } from "./answers.ts";
import { stream, streaming } from "./ask.ts";
import { crc32 } from "./crc32.ts";
import { event, message } from "./event-stream.ts";

const framing = await eventStream.load();

function parser(maxFrameBytes = 1 << 20): { frames: Frame[]; parse: FrameParser } {
  const frames: Frame[] = [];
  return { frames, parse: framing((frame) => frames.push(frame), { maxFrameBytes }) };
}

const VECTORS = new URL("./fixtures/vectors/eventstream/encoded/", import.meta.url);

function vectors(kind: string): [name: string, bytes: Uint8Array][] {
  const folder = new URL(`${kind}/`, VECTORS);
  return readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder))]);
}

describe("a message", () => {
  test.each(vectors("negative"))("that is %s cannot be read", (_name, bytes) => {
    expect(() => parser().parse.push(bytes)).toThrow(/checksums|expected a message of/);
  });

  test.each(vectors("positive"))("%s has right checksums, and is no event", (_name, bytes) => {
    expect(() => parser().parse.push(bytes)).toThrow("expected an event, an exception or an error");
  });

  test("is a frame with its type, however its bytes come", () => {
    const bytes = Buffer.concat([event("a", { x: "ü" }), event("b", {})]);
    for (let size = 1; size <= bytes.length; size++) {
      const { frames, parse } = parser();
      for (let at = 0; at < bytes.length; at += size) parse.push(bytes.subarray(at, at + size));
      parse.end();
      expect(frames).toEqual([
        { event: "a", data: '{"x":"ü"}' },
        { event: "b", data: "{}" },
      ]);
    }
  });

  test("that claims too many bytes is not waited for", () => {
    const bytes = event("a", { text: "x".repeat(2000) });
    expect(() => parser(1000).parse.push(bytes.subarray(0, 12))).toThrow("16 to 1000 bytes");
  });

  test("whose length was changed is not waited for", () => {
    const bytes = Buffer.from(event("a", {}));
    bytes[2] = 1;
    expect(() => parser().parse.push(bytes)).toThrow("right checksums");
  });

  test("is cut where the stream ends inside of it", () => {
    const { parse } = parser();
    parse.push(event("a", {}).subarray(0, 20));
    expect(() => parse.end()).toThrow("ended inside of a message");
  });

  test("whose headers claim more bytes than there are cannot be read", () => {
    const whole = Buffer.from(event("a", {}));
    const asked = whole.readUInt32BE(4) + 3;
    whole.writeUInt32BE(asked, 4);
    expect(() => parser().parse.push(resealed(whole))).toThrow("right checksums");
    const header = Buffer.from(event("a", {}));
    header[12] = 200;
    expect(() => parser().parse.push(resealed(header))).toThrow("right checksums");
  });

  test("without a type is no event", () => {
    expect(() => parser().parse.push(message({ ":message-type": "event" }, {}))).toThrow();
  });

  test("of a type that is not known changes nothing", async () => {
    const { body } = wireAnswer(TURNS[0] ?? [], true);
    const plain = await stream(streaming(body));
    const strewn = await stream(streaming(event("somethingNew", { a: 1 }), body));
    const { created: _, ...first } = plain.completion as object as { created: number };
    const { created: __, ...second } = strewn.completion as object as { created: number };
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });
});

/** With checksums that are right again. */
function resealed(bytes: Buffer): Buffer {
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  return bytes;
}

const SMALL = wireAnswer(
  [{ text: "Hi" }, { toolUse: { toolUseId: "t", name: "f", input: { a: 1 } } }],
  true,
).body;

test("a stream with any bit flipped cannot be read to its end", () => {
  for (let bit = 0; bit < SMALL.length * 8; bit++) {
    const bytes = Buffer.from(SMALL);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const { parse } = parser();
    const read = () => {
      parse.push(bytes);
      parse.end();
    };
    expect(read, `bit ${bit}`).toThrow(MalformedFrameError);
  }
});

describe("over HTTP/1.1", () => {
  let body: Uint8Array = SMALL;
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
    response.end(body);
  });
  let url = "";

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
  });

  test("a stream gives its answer", async () => {
    body = SMALL;
    const { completion } = await stream(url);
    expect(completion?.choices[0]?.finish_reason).toBe("tool_calls");
  });

  test("a stream that ends at any byte before its last is interrupted", async () => {
    for (let end = 0; end < SMALL.length; end++) {
      body = SMALL.subarray(0, end);
      const { error } = await stream(url);
      expect([end, error?.kind]).toEqual([end, "interrupted"]);
    }
  }, 60_000);

  test("a stream with a bit flipped in any byte is an error", async () => {
    for (let at = 0; at < SMALL.length; at++) {
      const bytes = Buffer.from(SMALL);
      bytes[at] = (bytes[at] ?? 0) ^ 16;
      body = bytes;
      const { error, completion } = await stream(url);
      expect([at, completion]).toEqual([at, undefined]);
      expect(["protocol", "interrupted"]).toContain(error?.kind);
    }
  }, 60_000);

  test("a page in place of a stream cannot be read", async () => {
    body = Buffer.from("<html>It works!</html>");
    const { error } = await stream(url);
    expect(error?.kind).toBe("protocol");
    expect(error?.message).not.toContain("works");
  });
});
