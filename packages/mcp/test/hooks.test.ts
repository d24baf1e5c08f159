import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { VlloraLLMClient } from "@vllora/core";
import { mockModel } from "@vllora/testing";
import type { ChatCompletionRequest } from "@vllora/types";
import { describe, expect, it } from "vitest";
import { type McpOptions, mcpTools } from "../src/index.ts";
import { deferred, factory, listed, toolContext } from "./servers.ts";

/** A server whose tool asks something of the client, and gives the answer as it is. */
async function asking(ask: (server: Server) => Promise<unknown>, options: McpOptions = {}) {
  const answered = deferred<unknown>();
  const make = factory({
    tools: listed("ask"),
    async call() {
      const server = make.made.at(-1) as Server;
      answered.resolve(await ask(server).catch((error: unknown) => error));
    },
  });
  const mcp = await mcpTools([{ type: "memory", name: "s" }], { ...options, servers: { s: make } });
  try {
    await mcp.tools[0]?.run?.({}, toolContext());
    const server = make.made[0];
    return { answer: await answered.promise, capabilities: server?.getClientCapabilities() };
  } finally {
    await mcp.close();
  }
}

const message = (text: string) => ({ role: "user", content: { type: "text", text } }) as const;

function model(...replies: Parameters<typeof mockModel>[0] & unknown[]) {
  const mock = mockModel(replies as never);
  const client = new VlloraLLMClient({ instance: mock });
  return { client, mock };
}

describe("sampling", () => {
  it("is served by a client of ours", async () => {
    const { client, mock } = model("four");
    const { answer, capabilities } = await asking(
      (server) =>
        server.createMessage({
          messages: [
            message("2 + 2?"),
            { role: "assistant", content: { type: "text", text: "Hm." } },
            {
              role: "user",
              content: [
                { type: "image", data: "AAAA", mimeType: "image/png" },
                { type: "audio", data: "BBBB", mimeType: "audio/wav" },
              ],
            },
          ],
          systemPrompt: "Be brief.",
          maxTokens: 50,
          temperature: 0,
          stopSequences: ["\n"],
          modelPreferences: { hints: [{ name: "claude" }] },
        }),
      {
        sampling: {
          client,
          model: (preferences) => `chosen-${preferences?.hints?.[0]?.name}`,
          maxTokens: 20,
        },
      },
    );
    expect(answer).toMatchObject({
      role: "assistant",
      content: { type: "text", text: "four" },
      stopReason: "endTurn",
    });
    expect(capabilities).toEqual({ sampling: {} });
    expect(mock.calls[0]).toMatchObject({
      model: "chosen-claude",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: [{ type: "text", text: "2 + 2?" }] },
        { role: "assistant", content: [{ type: "text", text: "Hm." }] },
        {
          role: "user",
          content: [
            { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
            { type: "input_audio", input_audio: { data: "BBBB", format: "wav" } },
          ],
        },
      ],
      max_tokens: 20,
      temperature: 0,
      stop: ["\n"],
    });
  });

  it("says when the answer was cut", async () => {
    const create = async (request: ChatCompletionRequest) => ({
      id: "1",
      object: "chat.completion" as const,
      created: 0,
      model: request.model,
      choices: [
        {
          index: 0,
          message: { role: "assistant" as const, content: "fo", refusal: null },
          finish_reason: "length" as const,
          logprobs: null,
        },
      ],
    });
    const { answer } = await asking(
      (server) => server.createMessage({ messages: [message("?")], maxTokens: 1 }),
      { sampling: { client: { completions: { create } }, model: "m" } },
    );
    expect(answer).toMatchObject({ model: "m", stopReason: "maxTokens" });
  });

  it("is refused where it is not configured, not approved or fails", async () => {
    const sample = (server: Server) =>
      server.createMessage({ messages: [message("?")], maxTokens: 1 });
    const bare = await asking(sample);
    expect(bare.capabilities).toEqual({});
    expect(bare.answer).toBeInstanceOf(Error);

    const { client, mock } = model("never");
    const asked: string[] = [];
    const approve = (_: unknown, { server }: { server: string }) => asked.push(server) < 0;
    const refused = await asking(sample, { sampling: { client, model: "m", approve } });
    expect(String(refused.answer)).toContain("was not approved");
    expect([asked, mock.calls.length]).toEqual([["s"], 0]);

    for (const own of [
      { model: "m", approve: () => Promise.reject(new Error("SECRET")) },
      {
        model: () => {
          throw new Error("SECRET");
        },
      },
    ]) {
      const broken = await asking(sample, { sampling: { client, ...own } });
      expect(String(broken.answer)).toContain("The model call failed");
      expect(String(broken.answer)).not.toContain("SECRET");
    }

    const create = () => Promise.reject(new Error("SECRET"));
    const failed = await asking(sample, {
      sampling: { client: { completions: { create } }, model: "m" },
    });
    expect(String(failed.answer)).toContain("The model call failed: error");
    expect(String(failed.answer)).not.toContain("SECRET");
  });

  it("refuses what cannot be sent to a model", async () => {
    const { client } = model("never");
    const { answer } = await asking(
      (server) =>
        server.createMessage({
          messages: [
            { role: "user", content: { type: "audio", data: "", mimeType: "audio/midi" } },
          ],
          maxTokens: 1,
        }),
      { sampling: { client, model: "m" } },
    );
    expect(String(answer)).toContain("Audio of type audio/midi cannot be sent");
  });
});

describe("elicitation", () => {
  const schema = { type: "object", properties: { name: { type: "string" } } } as const;

  it("is answered by the hook", async () => {
    const { answer, capabilities } = await asking(
      (server) => server.elicitInput({ message: "Who?", requestedSchema: schema }),
      {
        onElicit: (request, { server }) => ({
          action: "accept",
          content: { name: `${server}: ${request.message}` },
        }),
      },
    );
    expect(capabilities).toEqual({ elicitation: { form: {} } });
    expect(answer).toEqual({ action: "accept", content: { name: "s: Who?" } });
  });

  it("by URL is answered by a hook of its own", async () => {
    const { answer, capabilities } = await asking(
      (server) =>
        server.elicitInput({
          mode: "url",
          message: "Log in",
          url: "https://example.com/login",
          elicitationId: "1",
        }),
      { onElicitUrl: ({ url }) => ({ action: url.endsWith("login") ? "accept" : "decline" }) },
    );
    expect(capabilities).toEqual({ elicitation: { url: {} } });
    expect(answer).toEqual({ action: "accept" });
  });

  it("that is asked too often at once is refused", async () => {
    let most = 0;
    let underWay = 0;
    const enough = deferred();
    const { answer } = await asking(
      async (server) => {
        const asked = Array.from({ length: 20 }, () =>
          server.elicitInput({ message: "Who?", requestedSchema: schema }),
        );
        const refused = asked.slice(3).map((one) => expect(one).rejects.toThrow("at once"));
        await Promise.all(refused);
        enough.resolve();
        return Promise.all(asked.slice(0, 3));
      },
      {
        limits: { requests: 3 },
        onElicit: async () => {
          underWay += 1;
          most = Math.max(most, underWay);
          await enough.promise;
          underWay -= 1;
          return { action: "decline" };
        },
      },
    );
    expect(most).toBe(3);
    expect(answer).toHaveLength(3);
  });

  it("tells the server nothing of a hook that throws", async () => {
    const { answer } = await asking(
      (server) => server.elicitInput({ message: "Who?", requestedSchema: schema }),
      { onElicit: () => Promise.reject(new Error("SECRET")) },
    );
    expect(String(answer)).toContain("could not be answered");
    expect(String(answer)).not.toContain("SECRET");
  });

  it("is refused where there is no hook", async () => {
    const { answer } = await asking((server) =>
      server.elicitInput({ message: "Who?", requestedSchema: schema }),
    );
    expect(String(answer)).toContain("does not support");
  });
});

describe("roots and logs", () => {
  it("tells servers of the roots that there are", async () => {
    const roots = [{ uri: "file:///work", name: "work" }];
    const { answer, capabilities } = await asking((server) => server.listRoots(), { roots });
    expect(capabilities).toEqual({ roots: {} });
    expect(answer).toEqual({ roots });
  });

  it("passes on what servers log", async () => {
    const logged = deferred<unknown>();
    const make = factory({ capabilities: { logging: {} } });
    await using mcp = await mcpTools([{ type: "memory", name: "s" }], {
      servers: { s: make },
      onLog: (entry, server) => logged.resolve([entry, server]),
    });
    await make.made[0]?.sendLoggingMessage({ level: "info", data: "hello" });
    expect(await logged.promise).toEqual([{ level: "info", data: "hello" }, "s"]);
    expect(mcp.failures).toEqual([]);
  });
});
