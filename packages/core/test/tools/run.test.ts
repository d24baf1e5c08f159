import { mockModel } from "@vllora/testing";
import { describe, expect, it } from "vitest";
import { tool, VlloraLLMClient } from "../../src/index.ts";

const call = (id: string, name: string, args: object | string = {}) => ({
  id,
  type: "function" as const,
  function: { name, arguments: typeof args === "string" ? args : JSON.stringify(args) },
});

const add = tool({
  name: "add",
  parameters: {
    type: "object",
    properties: { a: { type: "number" }, b: { type: "number" } },
    required: ["a", "b"],
  },
  run: ({ a, b }) => (a as number) + (b as number),
});

describe("smoke", () => {
  it("works", async () => {
    const model = mockModel([{ tool_calls: [call("1", "add", { a: 1, b: 2 })] }, "three"]);
    const client = new VlloraLLMClient({ instance: model });
    const reply = await client.completions.withTools([add]).create({
      model: "m",
      messages: [{ role: "user", content: "1+2?" }],
    });
    expect(reply.text).toBe("three");
    const m2 = mockModel([{ tool_calls: [call("1", "add", { a: 1, b: 2 })] }, "three"]);
    const stream = await new VlloraLLMClient({ instance: m2 }).completions
      .withTools([add])
      .createStream({ model: "m", messages: [{ role: "user", content: "1+2?" }] });
    const steps = [];
    for await (const chunk of stream) steps.push(chunk.step);
    expect((await stream.finalResponse()).messages).toEqual(reply.messages);
  });
});
