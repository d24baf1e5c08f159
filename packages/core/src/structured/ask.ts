import type { ChatCompletionRequest, JsonSchema } from "@vllora/types";
import type { CallOptions } from "../call-options.ts";
import type { LedgerEntry } from "../contract.ts";
import { LLMError } from "../errors.ts";
import { toWireTool, wireName } from "../tools/offer.ts";
import type { PrepareStep } from "../tools/run-options.ts";
import type { StandardSchema } from "../tools/standard-schema.ts";
import { currentTools } from "../tools/tool-list.ts";
import { validatorOf } from "../tools/validator.ts";
import { validateRequest } from "../validate.ts";
import { type AnswerFormat, type FormatOptions, formatOf } from "./format.ts";
import type { Reading } from "./parsed.ts";

/** How a structured answer is asked for. */
export interface StructuredOptions extends FormatOptions {
  /**
   * `"response_format"`: by the provider's own means. `"tool"`: by a call of a tool that stands for the answer.
   * `"auto"`, the default: by the response format where the provider holds its model to it, else by the tool where it
   * can be made to call one, else as the provider can. `ledger` says which.
   */
  readonly mode?: "auto" | "response_format" | "tool" | undefined;
}

/** A request that asks for the answer, and how that is read. */
export interface StructuredCall {
  readonly request: ChatCompletionRequest;
  readonly options: CallOptions;
  readonly reading: Reading;
}

/** What would become of a request's fields; `undefined` where an instance answers, of which nobody knows. */
export type Rehearse = (request: ChatCompletionRequest) => readonly LedgerEntry[] | undefined;

/**
 * Puts the schema into a request.
 * @throws {LLMError} `invalid_request`, where the request has a format of its own, or cannot have the tool of the answer.
 */
export function askFor(
  request: ChatCompletionRequest,
  schema: JsonSchema | StandardSchema,
  { mode = "auto", ...formatting }: StructuredOptions,
  options: CallOptions,
  rehearse: Rehearse,
): StructuredCall {
  validateRequest(request);
  if (request.response_format != null) {
    throw invalid("response_format", "is what the schema stands for: leave it out");
  }
  if (request.n != null && request.n !== 1) throw invalid("n", "must be 1 for one parsed answer");
  if (!MODES.has(mode)) throw invalid("mode", `must be ${[...MODES].join(", ")}`);
  const format = formatOf(schema, formatting);
  const byFormat = { request: { ...request, response_format: format.responseFormat }, options };
  const byTool = withAnswerTool(request, format, options);
  const isHonoured = (asked: ChatCompletionRequest, field: string) => {
    const ledger = rehearse(withRunTools(asked, options));
    if (ledger === undefined) return true;
    const outcome = ledger.find((entry) => entry.field === field)?.outcome;
    return outcome === "sent" || outcome === "mapped" || outcome === "adjusted";
  };
  const isFree = isFreeToForce(request.tool_choice);
  if (mode === "tool" && !isFree) {
    throw invalid("tool_choice", "must leave the call to the tool that stands for the answer");
  }
  const viaTool =
    mode === "tool" ||
    (mode === "auto" &&
      isFree &&
      !isHonoured(byFormat.request, "response_format") &&
      isHonoured(byTool.request, "tool_choice"));
  const names = withRunTools(request, options).tools?.map(wireName);
  if (viaTool && names?.includes(format.name)) {
    const problem = `is "${format.name}", as a tool is called: give another for the answer`;
    throw invalid("schemaName", problem);
  }
  const reading = { format, validate: validatorOf(schema), viaTool };
  return { ...(viaTool ? byTool : byFormat), reading };
}

const MODES: ReadonlySet<string> = new Set(["auto", "response_format", "tool"]);

/** Whether a choice can be replaced by one that forces the call of the answer. */
function isFreeToForce(choice: ChatCompletionRequest["tool_choice"]): boolean {
  return choice == null || choice === "auto" || choice === "required";
}

/** With the answer as a tool of the request, whose call is handed back and so ends a run. */
function withAnswerTool(
  request: ChatCompletionRequest,
  { name, tool }: AnswerFormat,
  options: CallOptions,
): { readonly request: ChatCompletionRequest; readonly options: CallOptions } {
  const others = request.tools ?? [];
  const isAlone = others.length === 0 && options.tools === undefined;
  const tool_choice = isAlone
    ? { type: "function" as const, function: { name } }
    : ("required" as const);
  const asked = { ...request, tools: [...others, tool], tool_choice };
  if (options.tools === undefined) return { request: asked, options };
  // In each step of a run the model has to call something, until it calls this.
  const { prepareStep } = options;
  const forced: PrepareStep = async (info) => {
    const changes = await prepareStep?.(info);
    return { ...changes, tool_choice: changes?.tool_choice ?? "required" };
  };
  return { request: asked, options: { ...options, prepareStep: forced } };
}

/** As a run shows it to the model. */
function withRunTools(
  request: ChatCompletionRequest,
  { tools }: CallOptions,
): ChatCompletionRequest {
  const run = tools === undefined ? [] : currentTools(tools);
  if (run.length === 0) return request;
  return { ...request, tools: [...(request.tools ?? []), ...run.map(toWireTool)] };
}

function invalid(param: string, problem: string): LLMError {
  return new LLMError("invalid_request", `${param} ${problem}`, { param });
}
