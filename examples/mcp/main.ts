import { mockModel } from "@vllora/testing";

// A model that asks for tools, so that no key is needed.
const call = (id: string, name: string, args: object) =>
  ({ id, type: "function", function: { name, arguments: JSON.stringify(args) } }) as const;
const instance = mockModel([
  {
    tool_calls: [
      call("call_1", "get-sum", { a: 20, b: 22 }),
      call("call_2", "get-structured-content", { location: "Chicago" }),
    ],
  },
  "42, and a light drizzle.",
]);

// #region readme
import { fileURLToPath } from "node:url";
import { VlloraLLMClient } from "@vllora/core";
import { mcpTools } from "@vllora/mcp";

// Started by its file, so that no package is fetched.
const everything = fileURLToPath(
  import.meta.resolve("@modelcontextprotocol/server-everything/dist/index.js"),
);
await using mcp = await mcpTools([
  {
    type: "stdio",
    name: "everything",
    command: "node",
    args: [everything],
    filter: [{ name: "get-(sum|structured-content)" }],
  },
]);
for (const { server, error } of mcp.failures) console.error(server, error.message);
console.log(mcp.tools.map(({ name }) => name));

const client = new VlloraLLMClient({ instance });
const reply = await client.completions
  .withTools(mcp)
  .onEvent(({ event }) => {
    if (event.type === "tool_result") console.log(event.data.tool_name, "gave", event.data.output);
  })
  .create({
    model: "any",
    messages: [{ role: "user", content: "What is 20 + 22, and how is the weather in Chicago?" }],
  });
console.log(reply.text);
// #endregion
