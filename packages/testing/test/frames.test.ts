import { describe, expect, test } from "vitest";
import { frameEnds } from "../src/index.ts";
import { message } from "./transcripts.ts";

function framesOf(body: Uint8Array, type: string): string[] {
  const ends = frameEnds({ body, response: { status: 200, headers: { "content-type": type } } });
  return ends.map((end, at) => Buffer.from(body.subarray(ends[at - 1] ?? 0, end)).toString());
}

describe("an event ends after its blank line", () => {
  test.each<[string, string[]]>([
    ["of line feeds", ["data: a\n\n", "data: b\n\n"]],
    ["of both", ["data: a\r\n\r\n", "data: b\r\n\r\n"]],
    ["of carriage returns", ["data: a\r\r", "data: b\r\r"]],
    ["of a mixture", ["data: a\n\r\n", "data: b\r\n\n", "data: c\r\n\r"]],
    ["in the last event, which has none", ["data: a\n\n", "data: b\n"]],
    ["in an event of several lines", ["event: a\r\ndata: b\r\n\r\n", ": c\n\n"]],
    ["and those after it", ["data: a\n\n\n\n\r\n", "data: b\n\n"]],
    ["but not after one at the start", ["\n\ndata: a\n\n", "data: b\n\n"]],
    ["and characters of several bytes count as bytes", ["data: ä€👍\n\n", "data: b\n\n"]],
    ["and a body without one is one frame", ["data: a"]],
    ["and an empty body is one, too", [""]],
  ])("%s", (_name, frames) => {
    expect(framesOf(Buffer.from(frames.join("")), "text/event-stream")).toEqual(frames);
  });
});

test("JSON is one frame, whatever it contains", () => {
  expect(framesOf(Buffer.from("[1,\n\n2]"), "application/json")).toEqual(["[1,\n\n2]"]);
});

describe("a message of an AWS event stream says its length", () => {
  const [one, two] = [message("one\n\n"), message("two")];

  test.each<[string, Buffer[]]>([
    ["in whole messages", [one, two]],
    ["in one that was cut", [one, two.subarray(0, 10)]],
    ["in one that was cut before its length was", [one, two.subarray(0, 3)]],
    ["unless its length is none", [one, Buffer.alloc(40)]],
  ])("%s", (_name, messages) => {
    const frames = framesOf(Buffer.concat(messages), "application/vnd.amazon.eventstream");
    expect(frames).toEqual(messages.map((bytes) => bytes.toString()));
  });
});
