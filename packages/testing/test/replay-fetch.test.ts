import { expect, test } from "vitest";
import { type ReplayCase, replayFetch } from "../src/index.ts";

const CASE: ReplayCase = {
  name: "acme/a",
  stream: true,
  status: 201,
  headers: { "content-type": "text/event-stream" },
  body: Buffer.from("data: one\n\ndata: two\n\n"),
};

async function read(response: Response): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of response.body ?? []) pieces.push(Buffer.from(piece).toString());
  return pieces;
}

test("replayFetch answers with the case, one read for each piece, as often as it is asked", async () => {
  const fetch = replayFetch(CASE, { split: "events" });
  for (let call = 0; call < 2; call++) {
    const response = await fetch("https://h", {});
    expect(response.status).toBe(201);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(await read(response)).toEqual(["data: one\n\n", "data: two\n\n"]);
  }
});

test("replayFetch ends after so many bytes", async () => {
  expect(await read(await replayFetch(CASE, { cutAfterBytes: 4 })("https://h", {}))).toEqual([
    "data",
  ]);
});

test("replayFetch gives up when it was aborted before", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(replayFetch(CASE)("https://h", { signal })).rejects.toThrow("enough");
});
