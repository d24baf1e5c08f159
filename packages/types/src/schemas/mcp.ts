import { boolean, exactOptional, literal, nullable, string, union } from "zod";
import type {
  McpConfig,
  McpDefinition,
  McpHttpDefinition,
  McpInMemoryDefinition,
  McpRemoteServerConfig,
  McpServerConfig,
  McpSseDefinition,
  McpStdioDefinition,
  McpStdioServerConfig,
  McpToolFilter,
  McpToolSelector,
  McpWebSocketDefinition,
} from "../mcp.ts";
import { exactly, readonlyArray, readonlyObject, readonlyRecord, taggedUnion } from "./schema.ts";

/** Schema of `McpToolSelector`. */
export const mcpToolSelectorSchema = exactly<McpToolSelector>()(
  readonlyObject({ name: string(), description: exactOptional(nullable(string())) }),
);

/** Schema of `McpToolFilter`. */
export const mcpToolFilterSchema = exactly<McpToolFilter>()(
  union([literal("all"), readonlyArray(mcpToolSelectorSchema)]),
);

const filterShape = { filter: exactOptional(nullable(mcpToolFilterSchema)) };

const mcpDefinitionBaseShape = { ...filterShape, name: exactOptional(string()) };

const mcpRemoteDefinitionBaseShape = {
  ...mcpDefinitionBaseShape,
  server_url: string(),
  headers: exactOptional(readonlyRecord(string())),
  env: exactOptional(readonlyRecord(string())),
};

/** Schema of `McpHttpDefinition`. */
export const mcpHttpDefinitionSchema = exactly<McpHttpDefinition>()(
  readonlyObject({ ...mcpRemoteDefinitionBaseShape, type: literal("http") }),
);

/** Schema of `McpSseDefinition`. */
export const mcpSseDefinitionSchema = exactly<McpSseDefinition>()(
  readonlyObject({ ...mcpRemoteDefinitionBaseShape, type: literal("sse") }),
);

/** Schema of `McpWebSocketDefinition`. */
export const mcpWebSocketDefinitionSchema = exactly<McpWebSocketDefinition>()(
  readonlyObject({ ...mcpRemoteDefinitionBaseShape, type: literal("ws") }),
);

/** Schema of `McpInMemoryDefinition`. */
export const mcpInMemoryDefinitionSchema = exactly<McpInMemoryDefinition>()(
  readonlyObject({
    ...mcpDefinitionBaseShape,
    type: literal(["in-memory", "memory"]),
    env: exactOptional(readonlyRecord(string())),
  }),
);

/** Schema of `McpStdioDefinition`. */
export const mcpStdioDefinitionSchema = exactly<McpStdioDefinition>()(
  readonlyObject({
    ...mcpDefinitionBaseShape,
    type: literal("stdio"),
    command: string(),
    args: exactOptional(readonlyArray(string())),
    env: exactOptional(readonlyRecord(string())),
    cwd: exactOptional(string()),
  }),
);

/** Schema of `McpDefinition`. */
export const mcpDefinitionSchema = exactly<McpDefinition>()(
  taggedUnion("type", [
    mcpHttpDefinitionSchema,
    mcpSseDefinitionSchema,
    mcpWebSocketDefinitionSchema,
    mcpInMemoryDefinitionSchema,
    mcpStdioDefinitionSchema,
  ]),
);

const mcpServerConfigBaseShape = { ...filterShape, disabled: exactOptional(boolean()) };

/** Schema of `McpStdioServerConfig`. */
export const mcpStdioServerConfigSchema = exactly<McpStdioServerConfig>()(
  readonlyObject({
    ...mcpServerConfigBaseShape,
    type: exactOptional(literal("stdio")),
    command: string(),
    args: exactOptional(readonlyArray(string())),
    env: exactOptional(readonlyRecord(string())),
    cwd: exactOptional(string()),
  }),
);

/** Schema of `McpRemoteServerConfig`. */
export const mcpRemoteServerConfigSchema = exactly<McpRemoteServerConfig>()(
  readonlyObject({
    ...mcpServerConfigBaseShape,
    type: exactOptional(literal(["http", "streamable-http", "sse"])),
    url: string(),
    headers: exactOptional(readonlyRecord(string())),
  }),
);

/** Schema of `McpServerConfig`. */
export const mcpServerConfigSchema = exactly<McpServerConfig>()(
  union([mcpStdioServerConfigSchema, mcpRemoteServerConfigSchema]),
);

/** Schema of `McpConfig`. */
export const mcpConfigSchema = exactly<McpConfig>()(
  readonlyObject({ mcpServers: readonlyRecord(mcpServerConfigSchema) }),
);
