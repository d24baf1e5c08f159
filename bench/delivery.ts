import type { ServerResponse } from "node:http";
import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { randomNumbers } from "./payload.ts";
import type { Delivery } from "./scenario.ts";

const FLOOD_BYTES = 200 * 1_048_576;

/** Writes the events of an answer; stops when the client has gone. */
export async function deliver(
  events: readonly Buffer[],
  delivery: Delivery,
  response: ServerResponse,
): Promise<void> {
  switch (delivery) {
    case "event":
      // Framed by hand: Node would write each HTTP chunk by itself.
      return await write(response, slabs(events.map(framed), 16_384), true);
    case "burst":
      return await write(response, slabs(events, 65_536).map(framed), true);
    case "split":
      for (const piece of randomCuts(events))
        await Promise.all([write(response, [piece]), nextTurn()]);
      return;
    case "paced":
      return await pacedWrites(events, 10, response);
    case "slow":
      return await pacedWrites(events, 40, response);
    case "flood":
      return await flood(events, response);
  }
}

async function write(
  response: ServerResponse,
  pieces: Iterable<Buffer>,
  raw = false,
): Promise<void> {
  const target = raw ? (response.socket ?? response) : response;
  for (const piece of pieces) {
    if (response.destroyed) return;
    if (target.write(piece)) continue;
    await new Promise<void>((resolve) => {
      const done = () => {
        target.off("drain", done);
        target.off("close", done);
        resolve();
      };
      target.on("drain", done);
      target.on("close", done);
    });
  }
}

async function pacedWrites(
  events: readonly Buffer[],
  ms: number,
  response: ServerResponse,
): Promise<void> {
  for (const event of events) {
    if (response.destroyed) return;
    response.write(event);
    await pause(ms);
  }
}

/** The events between the first and the last few, again and again. */
async function flood(events: readonly Buffer[], response: ServerResponse): Promise<void> {
  const [first, middle, last] = [events.slice(0, 3), events.slice(3, -4), events.slice(-4)];
  const block = slabs(middle, 65_536).map(framed);
  const blockBytes = block.reduce((sum, piece) => sum + piece.length, 0);
  await write(response, first.map(framed), true);
  for (let sent = 0; sent < FLOOD_BYTES && !response.destroyed; sent += blockBytes) {
    await write(response, block, true);
  }
  await write(response, last.map(framed), true);
}

/** Pieces of at most so many bytes, cut anywhere. */
function slabs(pieces: readonly Buffer[], bytes: number): readonly Buffer[] {
  const all = Buffer.concat(pieces);
  return Array.from({ length: Math.ceil(all.length / bytes) }, (_, index) =>
    all.subarray(index * bytes, (index + 1) * bytes),
  );
}

function* randomCuts(pieces: readonly Buffer[]): Iterable<Buffer> {
  const all = Buffer.concat(pieces);
  const random = randomNumbers(99);
  for (let start = 0, end = 0; start < all.length; start = end) {
    end = start + 1 + Math.floor(random() * random() * 400);
    yield all.subarray(start, end);
  }
}

/** An HTTP chunk. */
function framed(piece: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`${piece.length.toString(16)}\r\n`),
    piece,
    Buffer.from("\r\n"),
  ]);
}
