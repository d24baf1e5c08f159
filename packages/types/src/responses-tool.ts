import type { ImageBackground, ImageOutputFormat } from "./images.ts";
import type { JsonSchema } from "./json.ts";

/** What a request offers to the model, told apart by `type`. */
export type ResponseTool =
  | ResponseFunctionTool
  | ResponseCustomTool
  | ResponseNamespaceTool
  | ResponseMcpTool
  | ResponseWebSearchTool
  | ResponseWebSearchPreviewTool
  | ResponseFileSearchTool
  | ResponseCodeInterpreterTool
  | ResponseImageGenerationTool
  | ResponseComputerTool
  | ResponseComputerPreviewTool
  | ResponseShellTool
  | ResponseToolSearchTool
  | ResponseApplyPatchTool
  | ResponsePlainTool;

/** Who may call a tool: the model itself, or code that it writes. */
export type ResponseAllowedCallers = readonly ("direct" | "programmatic")[];

/** A function that the model may call. `parameters` is JSON Schema. */
export interface ResponseFunctionTool {
  readonly type: "function";
  readonly name: string;
  readonly description?: string | null;
  readonly parameters?: JsonSchema | null;
  /** Absent or `null`: the provider's default, which is strict. */
  readonly strict?: boolean | null;
  readonly output_schema?: JsonSchema | null;
  /** Offered only when a tool search finds it. */
  readonly defer_loading?: boolean;
  readonly allowed_callers?: ResponseAllowedCallers | null;
}

/** A function as an answer repeats it. */
export interface ResponseEchoedFunctionTool extends ResponseFunctionTool {
  readonly parameters: JsonSchema | null;
  readonly strict: boolean | null;
}

/** A tool as an answer repeats it. */
export type ResponseEchoedTool =
  | ResponseEchoedFunctionTool
  | Exclude<ResponseTool, ResponseFunctionTool>;

/** A tool whose input is free text, or text of a grammar. */
export interface ResponseCustomTool {
  readonly type: "custom";
  readonly name: string;
  readonly description?: string;
  readonly format?:
    | { readonly type: "text" }
    | {
        readonly type: "grammar";
        readonly definition: string;
        readonly syntax: "lark" | "regex";
      };
  readonly defer_loading?: boolean;
  readonly allowed_callers?: ResponseAllowedCallers | null;
}

/** Functions under one name, so that a tool search finds them together. */
export interface ResponseNamespaceTool {
  readonly type: "namespace";
  readonly name: string;
  readonly description: string;
  readonly tools: readonly (ResponseNamespaceFunction | ResponseCustomTool)[];
}

/** A function of a namespace. */
export interface ResponseNamespaceFunction extends Omit<ResponseFunctionTool, "parameters"> {
  readonly parameters?: unknown;
}

/** Chooses tools of an MCP server. `read_only`: those that say of themselves that they change nothing. */
export interface ResponseMcpToolFilter {
  readonly read_only?: boolean;
  readonly tool_names?: readonly string[];
}

/** An MCP server that the provider speaks to: by URL, connector or tunnel. */
export interface ResponseMcpTool {
  readonly type: "mcp";
  /** Names the server in calls. */
  readonly server_label: string;
  readonly server_url?: string;
  readonly server_description?: string;
  readonly connector_id?:
    | "connector_dropbox"
    | "connector_gmail"
    | "connector_googlecalendar"
    | "connector_googledrive"
    | "connector_microsoftteams"
    | "connector_outlookcalendar"
    | "connector_outlookemail"
    | "connector_sharepoint";
  readonly tunnel_id?: string;
  /** OAuth access token. */
  readonly authorization?: string;
  readonly headers?: { readonly [header: string]: string } | null;
  readonly allowed_tools?: readonly string[] | ResponseMcpToolFilter | null;
  /** Absent or `null` means `always`. */
  readonly require_approval?:
    | "always"
    | "never"
    | { readonly always?: ResponseMcpToolFilter; readonly never?: ResponseMcpToolFilter }
    | null;
  readonly defer_loading?: boolean;
  readonly allowed_callers?: ResponseAllowedCallers | null;
}

/** How much of the context window a search may fill. */
export type ResponseSearchContextSize = "low" | "medium" | "high";

/** Where the user is, about. `country` is a two-letter code, `timezone` an IANA name. */
export interface ResponseUserLocation {
  readonly type?: "approximate";
  readonly city?: string | null;
  readonly country?: string | null;
  readonly region?: string | null;
  readonly timezone?: string | null;
}

/** Where the user is, about, as `web_search_preview` wants it. */
export interface ResponseApproximateLocation extends ResponseUserLocation {
  readonly type: "approximate";
}

/** Search of the web. */
export interface ResponseWebSearchTool {
  readonly type: "web_search" | "web_search_2025_08_26";
  readonly filters?: { readonly allowed_domains?: readonly string[] | null } | null;
  readonly search_context_size?: ResponseSearchContextSize;
  readonly user_location?: ResponseUserLocation | null;
}

/** Search of the web, the tool before `web_search`. */
export interface ResponseWebSearchPreviewTool {
  readonly type: "web_search_preview" | "web_search_preview_2025_03_11";
  readonly search_content_types?: readonly ("text" | "image")[];
  readonly search_context_size?: ResponseSearchContextSize;
  readonly user_location?: ResponseApproximateLocation | null;
}

/** Compares an attribute of files. */
export interface ResponseComparisonFilter {
  readonly key: string;
  readonly type: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "in" | "nin";
  readonly value: string | number | boolean | readonly (string | number)[];
}

/** Joins filters. */
export interface ResponseCompoundFilter {
  readonly type: "and" | "or";
  /** Comparisons or further compounds. */
  readonly filters: readonly unknown[];
}

/** Search of uploaded files. */
export interface ResponseFileSearchTool {
  readonly type: "file_search";
  readonly vector_store_ids: readonly string[];
  readonly filters?: ResponseComparisonFilter | ResponseCompoundFilter | null;
  /** 1 to 50. */
  readonly max_num_results?: number;
  readonly ranking_options?: {
    readonly hybrid_search?: {
      readonly embedding_weight: number;
      readonly text_weight: number;
    };
    readonly ranker?: "auto" | "default-2024-11-15";
    /** 0 to 1. */
    readonly score_threshold?: number;
  };
}

/** What a container may reach: nothing, or some domains, to which secrets may be sent. */
export type ResponseNetworkPolicy =
  | { readonly type: "disabled" }
  | {
      readonly type: "allowlist";
      readonly allowed_domains: readonly string[];
      readonly domain_secrets?: readonly {
        readonly domain: string;
        readonly name: string;
        readonly value: string;
      }[];
    };

/** Memory of a container. */
export type ResponseMemoryLimit = "1g" | "4g" | "16g" | "64g";

/** Runs Python in a container: one that exists, by id, or a new one. */
export interface ResponseCodeInterpreterTool {
  readonly type: "code_interpreter";
  readonly container:
    | string
    | {
        readonly type: "auto";
        readonly file_ids?: readonly string[];
        readonly memory_limit?: ResponseMemoryLimit | null;
        readonly network_policy?: ResponseNetworkPolicy;
      };
  readonly allowed_callers?: ResponseAllowedCallers | null;
}

/** Makes images. */
export interface ResponseImageGenerationTool {
  readonly type: "image_generation";
  readonly action?: "generate" | "edit" | "auto";
  readonly background?: ImageBackground;
  readonly input_fidelity?: "high" | "low" | null;
  readonly input_image_mask?: { readonly file_id?: string; readonly image_url?: string };
  readonly model?: string;
  readonly moderation?: "auto" | "low";
  /** 0 to 100. */
  readonly output_compression?: number;
  readonly output_format?: ImageOutputFormat;
  /** 0 to 3. */
  readonly partial_images?: number;
  readonly quality?: "low" | "medium" | "high" | "auto";
  /** `WIDTHxHEIGHT` or `auto`. */
  readonly size?: string;
}

/** Works a computer. */
export interface ResponseComputerTool {
  readonly type: "computer";
}

/** Works a computer, the tool before `computer`. */
export interface ResponseComputerPreviewTool {
  readonly type: "computer_use_preview";
  readonly display_height: number;
  readonly display_width: number;
  readonly environment: "windows" | "mac" | "linux" | "ubuntu" | "browser";
}

/** Runs commands: in a container, or at the caller. */
export interface ResponseShellTool {
  readonly type: "shell";
  readonly environment?:
    | ResponseAutoContainer
    | ResponseLocalEnvironment
    | ResponseContainerReference
    | null;
  readonly allowed_callers?: ResponseAllowedCallers | null;
}

/** A new container. */
export interface ResponseAutoContainer {
  readonly type: "container_auto";
  readonly file_ids?: readonly string[];
  readonly memory_limit?: ResponseMemoryLimit | null;
  readonly network_policy?: ResponseNetworkPolicy;
  readonly skills?: readonly ResponseSkill[];
}

/** The caller's own machine. */
export interface ResponseLocalEnvironment {
  readonly type: "local";
  readonly skills?: readonly {
    readonly name: string;
    readonly description: string;
    readonly path: string;
  }[];
}

/** A container that exists. */
export interface ResponseContainerReference {
  readonly type: "container_reference";
  readonly container_id: string;
}

/** Files that teach a container something: by id, or as a zip archive in base64. */
export type ResponseSkill =
  | { readonly type: "skill_reference"; readonly skill_id: string; readonly version?: string }
  | {
      readonly type: "inline";
      readonly name: string;
      readonly description: string;
      readonly source: {
        readonly type: "base64";
        readonly media_type: "application/zip";
        readonly data: string;
      };
    };

/** Finds deferred tools, at the provider or at the caller. */
export interface ResponseToolSearchTool {
  readonly type: "tool_search";
  readonly description?: string | null;
  readonly execution?: "server" | "client";
  readonly parameters?: unknown;
}

/** Changes files by patches. */
export interface ResponseApplyPatchTool {
  readonly type: "apply_patch";
  readonly allowed_callers?: ResponseAllowedCallers | null;
}

/** A tool without options. */
export interface ResponsePlainTool {
  readonly type: "local_shell" | "programmatic_tool_calling";
}

/** Which tool the model must, may or may not call. */
export type ResponseToolChoice =
  | "none"
  | "auto"
  | "required"
  | { readonly type: "function"; readonly name: string }
  | { readonly type: "custom"; readonly name: string }
  | {
      readonly type: "mcp";
      readonly server_label: string;
      readonly name?: string | null;
    }
  | {
      readonly type: "allowed_tools";
      readonly mode: "auto" | "required";
      readonly tools: readonly { readonly [field: string]: unknown }[];
    }
  | { readonly type: ResponseToolChoiceType }
  | { readonly type: "programmatic_tool_calling" }
  | { readonly type: "apply_patch" }
  | { readonly type: "shell" };

/** Tools of the provider that a choice names by their type alone. */
export type ResponseToolChoiceType =
  | "file_search"
  | "web_search_preview"
  | "web_search_preview_2025_03_11"
  | "computer"
  | "computer_use"
  | "computer_use_preview"
  | "image_generation"
  | "code_interpreter"
  | "mcp";
