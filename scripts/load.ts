// Load on loopback: the server is a child process, so that what is measured here is the client alone. Prints what
// was measured, and fails when a limit is not kept. `pnpm run load`; with `node:http`, over that instead of fetch.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LLMError, VlloraLLMClient } from "@vllora/core";
import { nodeHttp } from "@vllora/core/node";
import { openaiCompatible } from "@vllora/provider-openai-compatible";

const STREAMS = 1_000;
const CALLS = 10_000;
const AT_ONCE = 100;
const FLOOD_BYTES = 200_000_000;
const MAX_BYTES = 8_000_000;
const MB = 1_000_000;

const PIECES = 20;
const PACE_MS = 50;
const PADDING = "x".repeat(8_000);

function frame(delta: object, finish_reason: string | null = null, more: object = {}): string {
  const head = { id: "c1", object: "chat.completion.chunk", created: 1, model: "m", ...more };
  return `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
}

const END = `${frame({}, "stop")}data: [DONE]\n\n`;
const COMPLETION = JSON.stringify({
  id: "c1",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
});

/** Writes as fast as the other side reads, until it hangs up or nothing is left. */
async function pour(response: ServerResponse, next: () => string | undefined): Promise<number> {
  let sent = 0;
  const closed = once(response, "close");
  for (let text = next(); text !== undefined && !response.destroyed; text = next()) {
    sent += text.length;
    if (!response.write(text)) await Promise.race([once(response, "drain"), closed]);
  }
  response.end();
  return sent;
}

/** What the server does, by the model that is asked for. */
const ANSWERS: { readonly [model: string]: (response: ServerResponse) => void | Promise<void> } = {
  short(response) {
    response.writeHead(200, { "content-type": "application/json" }).end(COMPLETION);
  },
  slow(response) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    let left = PIECES;
    const timer = setInterval(() => {
      if (left-- > 0) response.write(frame({ content: "Hello" }));
      else response.end(END);
    }, PACE_MS);
    response.once("close", () => clearInterval(timer));
  },
  async flood(response) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const piece = frame({ content: "Hello" }, null, { obfuscation: PADDING });
    let left = Math.ceil(FLOOD_BYTES / piece.length);
    await pour(response, () => (left-- > 0 ? piece : left === -1 ? END : undefined));
  },
  async whole(response) {
    response.writeHead(200, { "content-type": "application/json" });
    process.send?.({ sent: await pour(response, () => PADDING) });
  },
  async frame(response) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`${frame({ content: "Hello" })}data: `);
    process.send?.({ sent: await pour(response, () => PADDING) });
  },
};

async function runServer(): Promise<void> {
  const server = createServer((request, response) => {
    request.setEncoding("utf8");
    let body = "";
    request.on("data", (text: string) => {
      body += text;
    });
    request.once("end", () => {
      const { model } = JSON.parse(body) as { model: string };
      void ANSWERS[model]?.(response);
    });
  });
  server.listen(0, "127.0.0.1", 4_096);
  await once(server, "listening");
  process.send?.({ port: (server.address() as AddressInfo).port });
  process.once("disconnect", () => process.exit());
}

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly limit: string;
  readonly kept: boolean;
}

class Measurement {
  readonly #rows: Row[] = [];

  add(what: string, value: number, limit: number, unit: string): void {
    const shown = (number: number) => `${Math.round(number * 10) / 10} ${unit}`.trim();
    this.#rows.push({ what, measured: shown(value), limit: shown(limit), kept: value <= limit });
  }

  print(): boolean {
    const columns = ["what", "measured", "limit"] as const;
    const widths = columns.map((column) =>
      Math.max(column.length, ...this.#rows.map((row) => row[column].length)),
    );
    const line = (texts: readonly string[]) =>
      console.log(texts.map((text, index) => text.padEnd(widths[index] ?? 0)).join("  "));
    line(columns);
    for (const row of this.#rows) {
      line([...columns.map((column) => row[column]), row.kept ? "" : "EXCEEDED"]);
    }
    return this.#rows.every(({ kept }) => kept);
  }
}

/** Heap and buffers after everything that can go has gone. */
async function liveBytes(): Promise<number> {
  for (let round = 0; round < 8; round++) {
    await turn();
    globalThis.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The most memory that the process had while something ran, over what it had before. */
async function peakOver<T>(run: () => Promise<T>): Promise<number> {
  await liveBytes();
  const before = process.memoryUsage.rss();
  let peak = before;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 10);
  try {
    await run();
  } finally {
    clearInterval(timer);
  }
  look();
  return peak - before;
}

async function inTurn(count: number, atOnce: number, call: () => Promise<void>): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: Math.min(count, atOnce) }, worker));
}

function expect(condition: boolean, problem: string): void {
  if (!condition) throw new Error(problem);
}

async function measure(
  url: string,
  server: ChildProcess,
  unheard: unknown[],
): Promise<Measurement> {
  const rows = new Measurement();
  const provider = openaiCompatible({ baseURL: `${url}/v1`, apiKey: null });
  const fetch = process.argv[2] === "node:http" ? nodeHttp() : undefined;
  const { completions } = new VlloraLLMClient({ provider, fetch, maxResponseBytes: MAX_BYTES });
  const request = (model: string) =>
    ({ model, messages: [{ role: "user", content: "Hi" }] }) as const;

  const short = async () => {
    expect((await completions.create(request("short"))).text === "Hello", "a wrong answer");
  };
  let most = 0;
  let open = 0;
  const slow = async () => {
    let read = 0;
    most = Math.max(most, ++open);
    for await (const { choices } of await completions.createStream(request("slow"))) {
      if (choices[0]?.delta.content === "Hello") read++;
    }
    open--;
    expect(read === PIECES, `${read} pieces instead of ${PIECES}`);
  };

  // Sockets, compiled code and shapes are there afterwards.
  await inTurn(AT_ONCE * 4, AT_ONCE, short);
  await inTurn(AT_ONCE, AT_ONCE, slow);
  const live = await liveBytes();

  let start = performance.now();
  const streamed = await peakOver(() => inTurn(STREAMS, STREAMS, slow));
  rows.add(`${STREAMS} slow streams at once: time`, performance.now() - start, 20_000, "ms");
  rows.add("  memory for each, sockets and all", streamed / STREAMS / 1_000, 250, "kB");
  expect(most === STREAMS, `only ${most} streams at once`);

  start = performance.now();
  const called = await peakOver(() => inTurn(CALLS, AT_ONCE, short));
  rows.add(
    `${CALLS} short calls, ${AT_ONCE} at once: time`,
    performance.now() - start,
    30_000,
    "ms",
  );
  rows.add("  memory", called / MB, 250, "MB");
  rows.add("live memory after both, over the start", ((await liveBytes()) - live) / MB, 8, "MB");

  let chunks = 0;
  start = performance.now();
  const flooded = await peakOver(async () => {
    for await (const { choices } of await completions.createStream(request("flood"))) {
      if (choices[0]?.delta.content === "Hello") chunks++;
      // Slower than the server, which has to wait.
      if (chunks % 8 === 0) await turn();
    }
  });
  const floodChunks = Math.ceil(
    FLOOD_BYTES / frame({ content: "Hello" }, null, { obfuscation: PADDING }).length,
  );
  expect(chunks === floodChunks, `${chunks} of ${floodChunks} chunks`);
  rows.add(
    `${FLOOD_BYTES / MB} MB stream, slow reader: time`,
    performance.now() - start,
    30_000,
    "ms",
  );
  rows.add("  memory", flooded / MB, 120, "MB");

  for (const model of ["whole", "frame"] as const) {
    const told = once(server, "message") as Promise<[{ readonly sent: number }]>;
    const refused = await peakOver(async () => {
      const error = await (model === "whole"
        ? completions.create(request(model))
        : completions.createStream(request(model)).then((stream) => stream.finalResponse())
      ).catch((thrown: unknown) => thrown);
      expect(LLMError.is(error) && error.kind === "protocol", `no refusal but ${String(error)}`);
    });
    const [{ sent }] = await told;
    rows.add(`endless ${model}, ${MAX_BYTES / MB} MB allowed: sent`, sent / MB, 24, "MB");
    rows.add("  memory", refused / MB, 120, "MB");
  }
  rows.add("live memory at the end, over the start", ((await liveBytes()) - live) / MB, 8, "MB");
  rows.add("rejections that nobody heard, and warnings", unheard.length, 0, "");
  return rows;
}

/** What holds the process, but for its own input and output. */
function handles(): string[] {
  const own = new Set(["TTYWrap", "PipeWrap", "FSReqCallback", "FSReqPromise", "Immediate"]);
  return process.getActiveResourcesInfo().filter((kind) => !own.has(kind));
}

async function main(): Promise<void> {
  expect(globalThis.gc !== undefined, "needs node --expose-gc");
  const unheard: unknown[] = [];
  process.on("unhandledRejection", (reason) => unheard.push(reason));
  process.on("warning", (warning) => unheard.push(warning));
  setTimeout(() => {
    console.error("The load took longer than it may");
    process.exit(1);
  }, 120_000).unref();

  const server = fork(fileURLToPath(import.meta.url), ["server"]);
  const [{ port }] = (await once(server, "message")) as [{ readonly port: number }];
  const rows = await measure(`http://127.0.0.1:${port}`, server, unheard);
  const exited = once(server, "exit");
  server.disconnect();
  await exited;
  // The sockets hear of it a few turns later; the limit on the whole run is the limit here.
  const deadline = performance.now() + 5_000;
  while (handles().length > 0 && performance.now() < deadline) await turn();
  rows.add(`open handles: ${handles().join() || "none"}`, handles().length, 0, "");
  if (unheard.length > 0) console.error(unheard);
  process.exitCode = rows.print() ? 0 : 1;
}

await (process.argv[2] === "server" ? runServer() : main());
