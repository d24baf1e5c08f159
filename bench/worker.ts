import { setTimeout as pause } from "node:timers/promises";
import type { Job, Results } from "./job.ts";
import { type Outcome, perform } from "./operation.ts";
import { type Scenario, toPath } from "./scenario.ts";
import { median } from "./statistics.ts";
import type { Client } from "./wire.ts";
import { loadWires } from "./wires.ts";

// One contender in one process: node --expose-gc worker.ts WIRE CONTENDER SERVER
const [wireId, contenderName, serverURL] = process.argv.slice(2);
const wire = (await loadWires()).find(({ id }) => id === wireId);
const contender = wire?.contenders.find(({ name }) => name === contenderName);
// tsx turns them on; an application has them off.
process.setSourceMapsEnabled(false);
const clients = new Map<string, Client>();

async function clientFor(scenario: Scenario): Promise<Client> {
  const path = toPath(scenario);
  const client = clients.get(path) ?? (await contender?.connect(`${serverURL}${path}`));
  if (client === undefined) throw new Error(`No ${contenderName} for ${wireId}`);
  clients.set(path, client);
  return client;
}

async function measureCalls(job: Job & { type: "calls" }): Promise<Results["calls"]> {
  const client = await clientFor(job.scenario);
  const outcomes: Outcome[] = [];
  let left = job.calls;
  const one = async () => {
    while (left-- > 0) outcomes.push(await perform(client, job.operation, job.scenario));
  };
  gc?.();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: job.concurrency }, one));
  const { user, system } = process.cpuUsage(before);
  for (const outcome of outcomes) outcome.verify();
  const firstMs = median(outcomes.map((outcome) => outcome.firstMs));
  return { cpuMs: (user + system) / 1000 / job.calls, firstMs };
}

const SLOW: Scenario = { kind: "text", chunks: 45, delivery: "slow" };

/** What is alive while many streams are open and half read. */
async function measureHeap({ streams }: Job & { type: "heap" }): Promise<Results["heap"]> {
  const client = await clientFor(SLOW);
  const start = (count: number) =>
    Array.from({ length: count }, () => perform(client, "stream", SLOW));
  // What is made once, such as compiled code, does not count.
  await Promise.all(start(20));
  gc?.();
  const before = liveBytes();
  const running = start(streams);
  await pause(1000);
  gc?.();
  const bytesPerStream = (liveBytes() - before) / streams;
  for (const outcome of await Promise.all(running)) outcome.verify();
  return { bytesPerStream };
}

function liveBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const FLOOD: Scenario = { kind: "text", chunks: 4000, delivery: "flood" };

/** Reads 20 pieces every 2 ms, leaves in the middle, and asks the server whether it noticed. */
async function measureSlowReader({
  ms,
}: Job & { type: "slow-reader" }): Promise<Results["slow-reader"]> {
  const client = await clientFor(FLOOD);
  gc?.();
  const before = process.memoryUsage.rss();
  const end = performance.now() + ms;
  let peak = before;
  let pieces = 0;
  const left = new Error("left");
  const onText = () => {
    if (++pieces % 20 !== 0) return undefined;
    peak = Math.max(peak, process.memoryUsage.rss());
    if (performance.now() > end) throw left;
    return pause(2);
  };
  await client.stream(onText).catch((error: unknown) => {
    if (error !== left) throw error;
  });
  await pause(250);
  const open = await (await fetch(`${serverURL}/open`)).text();
  return { rssBytes: peak - before, closed: open === "0" };
}

async function run(job: Job): Promise<Results[Job["type"]]> {
  switch (job.type) {
    case "calls":
      return await measureCalls(job);
    case "heap":
      return await measureHeap(job);
    case "slow-reader":
      return await measureSlowReader(job);
  }
}

process.on("message", (job: Job) => {
  run(job).then(
    (result) => process.send?.({ result }),
    (error: Error) => process.send?.({ error: error.stack }),
  );
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
