import {
  boolean,
  exactOptional,
  literal,
  nullable,
  number,
  refine,
  string,
  union,
  unknown,
} from "zod";
import type { ImageBackground, ImageOutputFormat } from "../images.ts";
import type {
  ResponseAllowedCallers,
  ResponseApplyPatchTool,
  ResponseApproximateLocation,
  ResponseAutoContainer,
  ResponseCodeInterpreterTool,
  ResponseComparisonFilter,
  ResponseCompoundFilter,
  ResponseComputerPreviewTool,
  ResponseComputerTool,
  ResponseContainerReference,
  ResponseCustomTool,
  ResponseEchoedFunctionTool,
  ResponseEchoedTool,
  ResponseFileSearchTool,
  ResponseFunctionTool,
  ResponseImageGenerationTool,
  ResponseLocalEnvironment,
  ResponseMcpTool,
  ResponseMcpToolFilter,
  ResponseMemoryLimit,
  ResponseNamespaceFunction,
  ResponseNamespaceTool,
  ResponseNetworkPolicy,
  ResponsePlainTool,
  ResponseSearchContextSize,
  ResponseShellTool,
  ResponseSkill,
  ResponseTool,
  ResponseToolChoice,
  ResponseToolChoiceType,
  ResponseToolSearchTool,
  ResponseUserLocation,
  ResponseWebSearchPreviewTool,
  ResponseWebSearchTool,
} from "../responses-tool.ts";
import { jsonSchemaSchema } from "./json.ts";
import {
  absentOrNull,
  exactly,
  openString,
  openTaggedUnion,
  readonlyArray,
  readonlyObject,
  readonlyRecord,
} from "./schema.ts";

/** Schema of `ResponseAllowedCallers`. */
export const responseAllowedCallersSchema = exactly<ResponseAllowedCallers>()(
  readonlyArray(openString<"direct" | "programmatic">()),
);

const responseFunctionToolShape = {
  type: literal("function"),
  name: string(),
  description: exactOptional(nullable(string())),
  parameters: exactOptional(nullable(jsonSchemaSchema)),
  strict: exactOptional(nullable(boolean())),
  output_schema: exactOptional(nullable(jsonSchemaSchema)),
  defer_loading: absentOrNull(boolean()),
  allowed_callers: exactOptional(nullable(responseAllowedCallersSchema)),
};

/** Schema of `ResponseFunctionTool`. */
export const responseFunctionToolSchema = exactly<ResponseFunctionTool>()(
  readonlyObject(responseFunctionToolShape),
);

/** Schema of `ResponseCustomTool`. */
export const responseCustomToolSchema = exactly<ResponseCustomTool>()(
  readonlyObject({
    type: literal("custom"),
    name: string(),
    description: absentOrNull(string()),
    format: absentOrNull(
      openTaggedUnion("type", [
        readonlyObject({ type: literal("text") }),
        readonlyObject({
          type: literal("grammar"),
          definition: string(),
          syntax: openString<"lark" | "regex">(),
        }),
      ]),
    ),
    defer_loading: absentOrNull(boolean()),
    allowed_callers: exactOptional(nullable(responseAllowedCallersSchema)),
  }),
);

/** Schema of `ResponseNamespaceFunction`. */
export const responseNamespaceFunctionSchema = exactly<ResponseNamespaceFunction>()(
  readonlyObject({ ...responseFunctionToolShape, parameters: absentOrNull(unknown()) }),
);

/** Schema of `ResponseNamespaceTool`. */
export const responseNamespaceToolSchema = exactly<ResponseNamespaceTool>()(
  readonlyObject({
    type: literal("namespace"),
    name: string(),
    description: string(),
    tools: readonlyArray(
      openTaggedUnion("type", [responseNamespaceFunctionSchema, responseCustomToolSchema]),
    ),
  }),
);

/** Schema of `ResponseMcpToolFilter`. */
export const responseMcpToolFilterSchema = exactly<ResponseMcpToolFilter>()(
  readonlyObject({
    read_only: absentOrNull(boolean()),
    tool_names: absentOrNull(readonlyArray(string())),
  }),
);

/** Schema of `ResponseMcpTool`. */
export const responseMcpToolSchema = exactly<ResponseMcpTool>()(
  readonlyObject({
    type: literal("mcp"),
    server_label: string(),
    server_url: absentOrNull(string()),
    server_description: absentOrNull(string()),
    connector_id: absentOrNull(openString<NonNullable<ResponseMcpTool["connector_id"]>>()),
    tunnel_id: absentOrNull(string()),
    authorization: absentOrNull(string()),
    headers: exactOptional(nullable(readonlyRecord(string()))),
    allowed_tools: absentOrNull(
      nullable(union([readonlyArray(string()), responseMcpToolFilterSchema])),
    ),
    require_approval: absentOrNull(
      nullable(
        union([
          literal(["always", "never"]),
          readonlyObject({
            always: absentOrNull(responseMcpToolFilterSchema),
            never: absentOrNull(responseMcpToolFilterSchema),
          }),
        ]),
      ),
    ),
    defer_loading: absentOrNull(boolean()),
    allowed_callers: exactOptional(nullable(responseAllowedCallersSchema)),
  }),
);

/** Schema of `ResponseSearchContextSize`. */
export const responseSearchContextSizeSchema = exactly<ResponseSearchContextSize>()(
  openString<ResponseSearchContextSize>(),
);

const responseUserLocationShape = {
  type: absentOrNull(literal("approximate")),
  city: exactOptional(nullable(string())),
  country: exactOptional(nullable(string())),
  region: exactOptional(nullable(string())),
  timezone: exactOptional(nullable(string())),
};

/** Schema of `ResponseUserLocation`. */
export const responseUserLocationSchema = exactly<ResponseUserLocation>()(
  readonlyObject(responseUserLocationShape),
);

/** Schema of `ResponseWebSearchTool`. */
export const responseWebSearchToolSchema = exactly<ResponseWebSearchTool>()(
  readonlyObject({
    type: literal(["web_search", "web_search_2025_08_26"]),
    filters: absentOrNull(
      nullable(
        readonlyObject({ allowed_domains: exactOptional(nullable(readonlyArray(string()))) }),
      ),
    ),
    search_context_size: absentOrNull(responseSearchContextSizeSchema),
    user_location: exactOptional(nullable(responseUserLocationSchema)),
  }),
);

/** Schema of `ResponseApproximateLocation`. */
export const responseApproximateLocationSchema = exactly<ResponseApproximateLocation>()(
  readonlyObject({ ...responseUserLocationShape, type: literal("approximate") }),
);

/** Schema of `ResponseWebSearchPreviewTool`. */
export const responseWebSearchPreviewToolSchema = exactly<ResponseWebSearchPreviewTool>()(
  readonlyObject({
    type: literal(["web_search_preview", "web_search_preview_2025_03_11"]),
    search_content_types: absentOrNull(readonlyArray(openString<"text" | "image">())),
    search_context_size: absentOrNull(responseSearchContextSizeSchema),
    user_location: exactOptional(nullable(responseApproximateLocationSchema)),
  }),
);

/** Schema of `ResponseComparisonFilter`. */
export const responseComparisonFilterSchema = exactly<ResponseComparisonFilter>()(
  readonlyObject({
    key: string(),
    type: literal(["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"]),
    value: union([string(), number(), boolean(), readonlyArray(union([string(), number()]))]),
  }),
);

/** Schema of `ResponseCompoundFilter`. */
export const responseCompoundFilterSchema = exactly<ResponseCompoundFilter>()(
  readonlyObject({ type: literal(["and", "or"]), filters: readonlyArray(unknown()) }),
);

/** Schema of `ResponseFileSearchTool`. */
export const responseFileSearchToolSchema = exactly<ResponseFileSearchTool>()(
  readonlyObject({
    type: literal("file_search"),
    vector_store_ids: readonlyArray(string()),
    filters: absentOrNull(
      nullable(
        openTaggedUnion("type", [responseComparisonFilterSchema, responseCompoundFilterSchema]),
      ),
    ),
    max_num_results: absentOrNull(number()),
    ranking_options: absentOrNull(
      readonlyObject({
        hybrid_search: absentOrNull(
          readonlyObject({ embedding_weight: number(), text_weight: number() }),
        ),
        ranker: absentOrNull(openString<"auto" | "default-2024-11-15">()),
        score_threshold: absentOrNull(number()),
      }),
    ),
  }),
);

/** Schema of `ResponseMemoryLimit`. */
export const responseMemoryLimitSchema = exactly<ResponseMemoryLimit>()(
  openString<ResponseMemoryLimit>(),
);

/** Schema of `ResponseNetworkPolicy`. */
export const responseNetworkPolicySchema = exactly<ResponseNetworkPolicy>()(
  openTaggedUnion("type", [
    readonlyObject({ type: literal("disabled") }),
    readonlyObject({
      type: literal("allowlist"),
      allowed_domains: readonlyArray(string()),
      domain_secrets: absentOrNull(
        readonlyArray(readonlyObject({ domain: string(), name: string(), value: string() })),
      ),
    }),
  ]),
);

/** Schema of `ResponseCodeInterpreterTool`. */
export const responseCodeInterpreterToolSchema = exactly<ResponseCodeInterpreterTool>()(
  readonlyObject({
    type: literal("code_interpreter"),
    container: union([
      string(),
      readonlyObject({
        type: literal("auto"),
        file_ids: absentOrNull(readonlyArray(string())),
        memory_limit: exactOptional(nullable(responseMemoryLimitSchema)),
        network_policy: absentOrNull(responseNetworkPolicySchema),
      }),
    ]),
    allowed_callers: exactOptional(nullable(responseAllowedCallersSchema)),
  }),
);

/** Schema of `ResponseImageGenerationTool`. */
export const responseImageGenerationToolSchema = exactly<ResponseImageGenerationTool>()(
  readonlyObject({
    type: literal("image_generation"),
    action: absentOrNull(openString<"generate" | "edit" | "auto">()),
    background: absentOrNull(openString<ImageBackground>()),
    input_fidelity: exactOptional(nullable(openString<"high" | "low">())),
    input_image_mask: absentOrNull(
      readonlyObject({ file_id: absentOrNull(string()), image_url: absentOrNull(string()) }),
    ),
    model: absentOrNull(string()),
    moderation: absentOrNull(openString<"auto" | "low">()),
    output_compression: absentOrNull(number()),
    output_format: absentOrNull(openString<ImageOutputFormat>()),
    partial_images: absentOrNull(number()),
    quality: absentOrNull(openString<"low" | "medium" | "high" | "auto">()),
    size: absentOrNull(string()),
  }),
);

/** Schema of `ResponseComputerTool`. */
export const responseComputerToolSchema = exactly<ResponseComputerTool>()(
  readonlyObject({ type: literal("computer") }),
);

/** Schema of `ResponseComputerPreviewTool`. */
export const responseComputerPreviewToolSchema = exactly<ResponseComputerPreviewTool>()(
  readonlyObject({
    type: literal("computer_use_preview"),
    display_height: number(),
    display_width: number(),
    environment: openString<"windows" | "mac" | "linux" | "ubuntu" | "browser">(),
  }),
);

/** Schema of `ResponseSkill`. */
export const responseSkillSchema = exactly<ResponseSkill>()(
  openTaggedUnion("type", [
    readonlyObject({
      type: literal("skill_reference"),
      skill_id: string(),
      version: absentOrNull(string()),
    }),
    readonlyObject({
      type: literal("inline"),
      name: string(),
      description: string(),
      source: readonlyObject({
        type: literal("base64"),
        media_type: literal("application/zip"),
        data: string(),
      }),
    }),
  ]),
);

/** Schema of `ResponseAutoContainer`. */
export const responseAutoContainerSchema = exactly<ResponseAutoContainer>()(
  readonlyObject({
    type: literal("container_auto"),
    file_ids: absentOrNull(readonlyArray(string())),
    memory_limit: exactOptional(nullable(responseMemoryLimitSchema)),
    network_policy: absentOrNull(responseNetworkPolicySchema),
    skills: absentOrNull(readonlyArray(responseSkillSchema)),
  }),
);

/** Schema of `ResponseLocalEnvironment`. */
export const responseLocalEnvironmentSchema = exactly<ResponseLocalEnvironment>()(
  readonlyObject({
    type: literal("local"),
    skills: absentOrNull(
      readonlyArray(readonlyObject({ name: string(), description: string(), path: string() })),
    ),
  }),
);

/** Schema of `ResponseContainerReference`. */
export const responseContainerReferenceSchema = exactly<ResponseContainerReference>()(
  readonlyObject({ type: literal("container_reference"), container_id: string() }),
);

/** Schema of `ResponseShellTool`. */
export const responseShellToolSchema = exactly<ResponseShellTool>()(
  readonlyObject({
    type: literal("shell"),
    environment: absentOrNull(
      nullable(
        openTaggedUnion("type", [
          responseAutoContainerSchema,
          responseLocalEnvironmentSchema,
          responseContainerReferenceSchema,
        ]),
      ),
    ),
    allowed_callers: exactOptional(nullable(responseAllowedCallersSchema)),
  }),
);

/** Schema of `ResponseToolSearchTool`. */
export const responseToolSearchToolSchema = exactly<ResponseToolSearchTool>()(
  readonlyObject({
    type: literal("tool_search"),
    description: exactOptional(nullable(string())),
    execution: absentOrNull(openString<"server" | "client">()),
    parameters: absentOrNull(unknown()),
  }),
);

/** Schema of `ResponseApplyPatchTool`. */
export const responseApplyPatchToolSchema = exactly<ResponseApplyPatchTool>()(
  readonlyObject({
    type: literal("apply_patch"),
    allowed_callers: exactOptional(nullable(responseAllowedCallersSchema)),
  }),
);

/** Schema of `ResponsePlainTool`. */
export const responsePlainToolSchema = exactly<ResponsePlainTool>()(
  readonlyObject({ type: literal(["local_shell", "programmatic_tool_calling"]) }),
);

const otherTools = [
  responseCustomToolSchema,
  responseNamespaceToolSchema,
  responseMcpToolSchema,
  responseWebSearchToolSchema,
  responseWebSearchPreviewToolSchema,
  responseFileSearchToolSchema,
  responseCodeInterpreterToolSchema,
  responseImageGenerationToolSchema,
  responseComputerToolSchema,
  responseComputerPreviewToolSchema,
  responseShellToolSchema,
  responseToolSearchToolSchema,
  responseApplyPatchToolSchema,
  responsePlainToolSchema,
] as const;

/** Schema of `ResponseTool`; a tool of another type passes as it came. */
export const responseToolSchema = exactly<ResponseTool>()(
  openTaggedUnion("type", [responseFunctionToolSchema, ...otherTools]),
);

/** Schema of `ResponseEchoedFunctionTool`. */
export const responseEchoedFunctionToolSchema = exactly<ResponseEchoedFunctionTool>()(
  readonlyObject({
    ...responseFunctionToolShape,
    parameters: nullable(jsonSchemaSchema),
    strict: nullable(boolean()),
  }),
);

/** Schema of `ResponseEchoedTool`. */
export const responseEchoedToolSchema = exactly<ResponseEchoedTool>()(
  openTaggedUnion("type", [responseEchoedFunctionToolSchema, ...otherTools]),
);

/** Schema of `ResponseToolChoiceType`. */
export const responseToolChoiceTypeSchema = exactly<ResponseToolChoiceType>()(
  literal([
    "file_search",
    "web_search_preview",
    "web_search_preview_2025_03_11",
    "computer",
    "computer_use",
    "computer_use_preview",
    "image_generation",
    "code_interpreter",
    "mcp",
  ]),
);

// New tools of the provider are chosen by their type alone; the choices that need more are left out.
const otherChoiceTypeSchema = openString<ResponseToolChoiceType>().check(
  refine(
    (type) => !["function", "custom", "allowed_tools"].includes(type),
    "Needs more than a type",
  ),
);

/** Schema of `ResponseToolChoice`; a choice of another type passes as it came. */
export const responseToolChoiceSchema = exactly<ResponseToolChoice>()(
  union([
    literal(["none", "auto", "required"]),
    readonlyObject({ type: literal("function"), name: string() }),
    readonlyObject({ type: literal("custom"), name: string() }),
    readonlyObject({
      type: literal("mcp"),
      server_label: string(),
      name: exactOptional(nullable(string())),
    }),
    readonlyObject({
      type: literal("allowed_tools"),
      mode: openString<"auto" | "required">(),
      tools: readonlyArray(readonlyRecord(unknown())),
    }),
    readonlyObject({ type: otherChoiceTypeSchema }),
    readonlyObject({ type: literal("programmatic_tool_calling") }),
    readonlyObject({ type: literal("apply_patch") }),
    readonlyObject({ type: literal("shell") }),
  ]),
);
