import { afterAll, expect, test } from "vitest";
import { perform } from "../operation.ts";
import { type Delivery, type Scenario, toPath } from "../scenario.ts";
import { startServer } from "../server.ts";
import { loadWires } from "../wires.ts";

const wires = await loadWires();
const server = await startServer(wires);
afterAll(() => server.close());

const contenders = wires.flatMap((wire) =>
  wire.contenders.map((contender) => [wire.id, contender.name, contender] as const),
);

test.each(contenders)("%s: %s gives what the server sent", async (_wire, _name, contender) => {
  const run = async (operation: "stream" | "tool" | "whole", delivery: Delivery) => {
    const kind = operation === "tool" ? "tool" : "text";
    const scenario: Scenario = { kind, chunks: 40, delivery };
    const client = await contender.connect(server.url + toPath(scenario));
    (await perform(client, operation, scenario)).verify();
  };
  for (const delivery of ["event", "burst", "split"] as const) await run("stream", delivery);
  await run("tool", "event");
  await run("whole", "event");
});

test("an answer that is not what the server sent is a failure", async () => {
  const scenario: Scenario = { kind: "text", chunks: 3, delivery: "event" };
  const silent = { stream: async () => undefined, tool: async () => "", whole: async () => never };
  const outcome = await perform(silent, "stream", scenario);
  expect(() => outcome.verify()).toThrow("Wrong text");
});

const never = { text: null, usage: undefined };
