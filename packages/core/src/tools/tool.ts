import type { CacheControl, JsonSchema, ToolCall } from "@vllora/types";
import { LLMError } from "../errors.ts";
import { suggestion } from "../text.ts";
import { jsonSchemaOf } from "./json-schema-of.ts";
import { isName } from "./name.ts";
import type { OutputOf, StandardSchema } from "./standard-schema.ts";

/**
 * A tool that the client can run. Most are made with {@link tool}; `@vllora/mcp` makes them of a server's tools.
 */
export interface RunnableTool {
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON Schema of the arguments, as the model is shown it. Absent: no arguments. */
  readonly parameters?: JsonSchema | undefined;
  /** Arguments must match `parameters` exactly. Absent: the provider's default. */
  readonly strict?: boolean | undefined;
  readonly cacheControl?: CacheControl | undefined;
  /** Hand calls back to the caller instead of running them. Default `false`. */
  readonly stopAtCall?: boolean | undefined;
  /** How long a run may take, in milliseconds. 0 or `Infinity`: no limit, which is the default. */
  readonly timeoutMs?: number | undefined;
  /** What is known of the tool beside its use, such as MCP's `readOnlyHint`; for `approve` to look at. */
  readonly annotations?: { readonly [name: string]: unknown } | undefined;
  /**
   * Checks the parsed arguments, and gives what `run` is called with. What it finds wrong goes back to the model.
   * Absent: they are passed on as they are.
   */
  readonly check?: ((args: unknown) => CheckedArguments | Promise<CheckedArguments>) | undefined;
  /**
   * Runs a call. Text goes to the model as it is, a {@link toolResult} as its content, everything else as JSON.
   * What is thrown goes to the model as an error: its message, not its stack.
   */
  run(args: unknown, context: ToolContext): unknown;
}

/** Arguments as `run` takes them, or why it cannot. */
export type CheckedArguments =
  | { readonly args: unknown; readonly problem?: undefined }
  | { readonly problem: string };

/** What a tool is told beside its arguments. */
export interface ToolContext {
  /** Fires when the call is aborted, its stream is left, or the tool's time is over. */
  readonly signal: AbortSignal;
  /** The call as the model made it; its arguments' text is exact where a parsed number is not. */
  readonly call: ToolCall;
  /** The step of the run, from 0. */
  readonly step: number;
  readonly tags: { readonly [name: string]: string };
  /** What those who watch the call want carried along, such as `traceparent`. */
  readonly meta: { readonly [name: string]: unknown };
  /** Says how far the run is; listeners get it as `tool_progress`. */
  progress(progress: ToolProgress): void;
}

/** How far a tool is. */
export interface ToolProgress {
  /** Grows from one to the next; in the unit of `total`. */
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}

/** What {@link tool} makes a tool of. */
export interface ToolDefinition<Args, Output> {
  /** Letters, digits, `_` and `-`, 64 at most: what every provider takes. */
  readonly name: string;
  /** When to use it and what it gives, for the model. */
  readonly description?: string | undefined;
  /** Arguments must match `parameters` exactly. Absent: the provider's default. */
  readonly strict?: boolean | undefined;
  /** Caches the prompt up to this tool, where the provider can. */
  readonly cacheControl?: CacheControl | undefined;
  /** Hand calls back to the caller instead of running them; `runTool` runs one later. Default `false`. */
  readonly stopAtCall?: boolean | undefined;
  /** How long a run may take, in milliseconds. 0 or `Infinity`: no limit, which is the default. */
  readonly timeoutMs?: number | undefined;
  /** What is known of the tool beside its use; for `approve` to look at. */
  readonly annotations?: { readonly [name: string]: unknown } | undefined;
  /** See {@link RunnableTool.run}. */
  readonly run: (args: Args, context: ToolContext) => Output;
}

/** A tool with the types of its arguments and its result. It can be tried without a model: `await weather.run({ city })`. */
export interface TypedTool<Args, Output> extends RunnableTool {
  readonly parameters: JsonSchema;
  /** Runs the tool itself: arguments are not checked. Without a context, in one that nobody stops or watches. */
  run(args: Args, context?: ToolContext): Output;
}

/**
 * Makes a tool that the client runs. Arguments are checked against `parameters` before each run; what does not match
 * goes back to the model, which can try again.
 *
 * `parameters` is JSON Schema, or a schema of zod, valibot, arktype or any other library that implements Standard
 * Schema: then `run` gets what it infers, and `jsonSchema` is what the model is shown where the library does not say
 * it. Absent: no arguments.
 * @throws {LLMError} `invalid_request` for a name that providers refuse, or a schema without a JSON Schema.
 * @example
 * const weather = tool({
 *   name: "get_weather",
 *   description: "The weather of a city, now",
 *   parameters: z.object({ city: z.string() }),
 *   run: ({ city }) => fetchWeather(city),
 * });
 * const reply = await client.completions.withTools([weather]).create(request);
 */
export function tool<Schema extends StandardSchema, Output>(
  definition: ToolDefinition<OutputOf<Schema>, Output> & {
    readonly parameters: Schema;
    readonly jsonSchema?: JsonSchema | undefined;
  },
): TypedTool<OutputOf<Schema>, Output>;
export function tool<Args = { readonly [name: string]: unknown }, Output = unknown>(
  definition: ToolDefinition<Args, Output> & { readonly parameters?: JsonSchema | undefined },
): TypedTool<Args, Output>;
export function tool(
  definition: ToolDefinition<unknown, unknown> & {
    readonly parameters?: JsonSchema | StandardSchema | undefined;
    readonly jsonSchema?: JsonSchema | undefined;
  },
): TypedTool<unknown, unknown> {
  const { parameters = NO_PARAMETERS, jsonSchema, ...rest } = definition;
  const { name, run } = rest;
  if (!isName(name)) {
    throw invalid("name", "must be 1 to 64 letters, digits, _ or -", name);
  }
  if (typeof run !== "function") {
    throw invalid("run", "must be a function; a tool that is not run goes into the request", name);
  }
  const { timeoutMs } = rest;
  if (timeoutMs !== undefined && !(typeof timeoutMs === "number" && timeoutMs >= 0)) {
    throw invalid("timeoutMs", "must be a number of milliseconds from 0", name);
  }
  const unknown = Object.keys(rest).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) {
    throw invalid(unknown, `is not known.${suggestion(unknown, [...KNOWN, ...SCHEMAS])}`, name);
  }
  let checking: Promise<Check> | undefined;
  return {
    ...rest,
    parameters: jsonSchema ?? jsonSchemaOf(parameters, `the parameters of the tool ${name}`),
    async check(args) {
      checking ??= import("../deferred.ts").then(({ argumentCheckOf }) =>
        argumentCheckOf(parameters),
      );
      return await (await checking)(args);
    },
    run: (args, context = contextAlone(name, args)) => run(args, context),
  };
}

function contextAlone(name: string, args: unknown): ToolContext {
  const call = { name, arguments: JSON.stringify(args) ?? "" };
  return {
    signal: new AbortController().signal,
    call: { id: "", type: "function", function: call },
    step: 0,
    tags: {},
    meta: {},
    progress: () => undefined,
  };
}

type Check = (args: unknown) => Promise<CheckedArguments>;

const NO_PARAMETERS: JsonSchema = { type: "object", properties: {} };
const SCHEMAS = ["parameters", "jsonSchema"];
const KNOWN: ReadonlySet<string> = new Set([
  "name",
  "description",
  "strict",
  "cacheControl",
  "stopAtCall",
  "timeoutMs",
  "annotations",
  "run",
]);

function invalid(field: string, problem: string, name: unknown): LLMError {
  const whose = typeof name === "string" && field !== "name" ? ` of ${name}` : "";
  return new LLMError("invalid_request", `tool(): ${field}${whose} ${problem}`, { param: field });
}
