import { VlloraLLMClient } from "@vllora/core";
import { type MockReply, mockModel } from "@vllora/testing";
import { describe, expect, it } from "vitest";
import { mcpTools } from "../src/index.ts";
import { deferred, factory, listed, published, said } from "./servers.ts";

const asks = (name: string, args: object): MockReply => ({
  content: null,
  tool_calls: [
    { id: `call_${name}`, type: "function", function: { name, arguments: JSON.stringify(args) } },
  ],
});

const request = { model: "m", messages: [{ role: "user" as const, content: "Go" }] };

describe("withTools", () => {
  it.each(["whole", "streamed"])("runs tools of a published server, %s", async (mode) => {
    const model = mockModel([asks("get-sum", { a: 2, b: 3 }), asks("get-tiny-image", {}), "Five."]);
    await using mcp = await mcpTools([published("everything")], { required: true });
    const { completions } = new VlloraLLMClient({ instance: model });
    const tooled = completions.withTools(mcp);
    const reply =
      mode === "whole"
        ? await tooled.create(request)
        : await (await tooled.createStream(request)).finalResponse();
    expect(reply.text).toBe("Five.");
    expect(model.calls[0]?.tools).toContainEqual(
      expect.objectContaining({ function: expect.objectContaining({ name: "get-sum" }) }),
    );
    const results = (model.calls[2]?.messages ?? []).filter(({ role }) => role === "tool");
    expect(results).toMatchObject([
      { tool_call_id: "call_get-sum", content: expect.stringContaining("5") },
      {
        tool_call_id: "call_get-tiny-image",
        content: expect.arrayContaining([expect.objectContaining({ type: "image_url" })]),
      },
    ]);
  });

  it("limits a run however much progress it reports, and cancels it at the server", async () => {
    const cancelled = deferred<unknown>();
    const make = factory({
      tools: listed("slow"),
      call: (_, { signal }) => {
        signal.addEventListener("abort", () => cancelled.resolve(signal.reason));
        return new Promise(() => undefined);
      },
    });
    const model = mockModel([asks("slow", {}), "Too slow."]);
    await using mcp = await mcpTools([{ type: "memory", name: "s" }], {
      servers: { s: make },
      timeouts: { runMs: 20 },
    });
    const { completions } = new VlloraLLMClient({ instance: model });
    const reply = await completions.withTools(mcp).create(request);
    expect(reply.text).toBe("Too slow.");
    expect(model.calls[1]?.messages.at(-1)).toMatchObject({
      content: expect.stringContaining("The tool slow did not answer within 20 ms"),
      is_error: true,
    });
    expect(await cancelled.promise).toBe("cancelled by the caller");
  });

  it("offers in the next step what a tool has added, and tells of failures", async () => {
    const tools = listed("grow");
    const make = factory({
      tools: () => ({ tools }),
      async call({ name }, { sendNotification }) {
        if (name === "grow") {
          tools.push(...listed("break"));
          await sendNotification({ method: "notifications/tools/list_changed" });
          return said("grown");
        }
        await make.made.at(-1)?.close();
        return undefined;
      },
    });
    const model = mockModel([asks("grow", {}), asks("break", {}), "Sorry."]);
    await using mcp = await mcpTools([{ type: "memory", name: "s" }], { servers: { s: make } });
    const reply = await new VlloraLLMClient({ instance: model }).completions
      .withTools([mcp])
      .create(request);
    expect(reply.text).toBe("Sorry.");
    const offered = model.calls.map((call) => call.tools?.length);
    expect(offered).toEqual([1, 2, 2]);
    expect(model.calls[2]?.messages.at(-1)).toMatchObject({
      role: "tool",
      content: expect.stringContaining('MCP server "s" was lost during tools/call'),
      is_error: true,
    });
  });
});
