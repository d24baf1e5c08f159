// A server whose tools do to the process what tests need done.
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

if (process.argv.includes("--silent")) {
  // Never answers, and stays when its input ends and when it is asked to go.
  process.on("SIGTERM", () => {});
  setInterval(() => {}, 60_000);
  process.stdin.resume();
  process.stderr.write(String(process.pid));
} else {
  const server = new Server(
    { name: "own", version: "1.0.0" },
    { capabilities: { tools: { listChanged: true } } },
  );
  const names = ["pid", "env", "exit", "stderr", "echo"];
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: names.map((name) => ({ name, inputSchema: { type: "object" } })),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const run = {
      pid: () => String(process.pid),
      env: () => JSON.stringify(process.env),
      exit: () => process.exit(3),
      stderr: () => String(process.stderr.write("for the log\n")),
      echo: () => JSON.stringify(params),
    };
    return { content: [{ type: "text", text: run[params.name]() }] };
  });
  await server.connect(new StdioServerTransport());
}
