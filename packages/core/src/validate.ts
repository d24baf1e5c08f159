import type { ChatCompletionRequest, EmbeddingRequest } from "@vllora/types";
import { isRecord } from "./collect.ts";
import { LLMError } from "./errors.ts";
import { suggestion } from "./text.ts";

const ROLES = ["system", "developer", "user", "assistant", "tool", "function"];
const PARTS: { readonly [role: string]: readonly string[] } = {
  system: ["text"],
  developer: ["text"],
  user: ["text", "image_url", "input_audio", "file"],
  assistant: ["text", "refusal"],
  tool: ["text", "image_url", "file"],
};

/**
 * Refuses what no provider could make sense of, before anything is sent. Unknown content parts are let
 * through: a provider may know them.
 * @throws {LLMError} `invalid_request`, with the path of the first offence.
 */
export function validateRequest(request: ChatCompletionRequest): void {
  validateModel(request);
  if (!Array.isArray(request.messages)) throw invalid("messages", "must be an array");
  if (request.messages.length === 0) throw invalid("messages", "must hold at least one message");
  const calls = new Set<string>();
  for (const [index, message] of request.messages.entries()) {
    validateMessage(message as Loose, `messages[${index}]`, calls);
  }
  validateParameters(request);
}

/**
 * Refuses a request for embeddings that no provider could make sense of.
 * @throws {LLMError} `invalid_request`, with the path of the first offence.
 */
export function validateEmbeddingRequest(request: EmbeddingRequest): void {
  validateModel(request);
  const { input, dimensions, encoding_format: format } = request;
  if (typeof input !== "string" && !Array.isArray(input)) {
    throw invalid("input", "must be text, token ids, or a list of either");
  }
  if (input.length === 0) throw invalid("input", "must not be empty");
  if (typeof input !== "string") validateInputs(input as readonly unknown[]);
  if (dimensions != null && !(Number.isInteger(dimensions) && dimensions > 0)) {
    throw invalid("dimensions", "must be a whole number above 0");
  }
  if (format != null && format !== "float" && format !== "base64") {
    throw invalid("encoding_format", 'must be "float" or "base64"');
  }
  validateFields(request);
}

/** Texts, token ids, or lists of token ids: what the first one is, all are. */
function validateInputs(inputs: readonly unknown[]): void {
  const kind = kindOfInput(inputs[0]);
  for (const [index, input] of inputs.entries()) {
    if (kind === undefined || kindOfInput(input) !== kind) {
      throw invalid(`input[${index}]`, "must be text, or token ids, as the others are");
    }
    const { length } = input as { readonly length?: number };
    if (length === 0) throw invalid(`input[${index}]`, "must not be empty");
  }
}

function kindOfInput(input: unknown): string | undefined {
  if (typeof input === "string") return "text";
  if (isToken(input)) return "token";
  return Array.isArray(input) && input.every(isToken) ? "tokens" : undefined;
}

function isToken(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

function validateModel(request: ChatCompletionRequest | EmbeddingRequest): void {
  if (!isRecord(request)) throw invalid("request", "must be an object");
  const { model } = request as { readonly model?: unknown };
  if (typeof model !== "string" || model.trim() === "") {
    throw invalid("model", "must be the id of a model");
  }
}

/** A value of the right type by declaration only: callers may use plain JavaScript. */
type Loose = { readonly [key: string]: unknown };

function validateMessage(message: Loose, path: string, calls: Set<string>): void {
  if (!isRecord(message)) throw invalid(path, "must be an object with a role");
  const role = message["role"];
  if (typeof role !== "string" || !ROLES.includes(role)) {
    throw invalid(
      `${path}.role`,
      `must be one of ${ROLES.join(", ")}.${typeof role === "string" ? suggestion(role, ROLES) : ""}`,
    );
  }
  validateContent(message["content"], role, `${path}.content`);
  validateByProvider(message["provider_fields"], `${path}.provider_fields`);
  if (role === "assistant") {
    validateToolCalls(message["tool_calls"], `${path}.tool_calls`, calls);
  } else if (role === "tool") {
    const id = message["tool_call_id"];
    if (typeof id !== "string")
      throw invalid(`${path}.tool_call_id`, "must be the id of a tool call");
    if (!calls.has(id)) {
      throw invalid(
        `${path}.tool_call_id`,
        "answers no tool call of an assistant message before it. Keep the assistant message with its tool_calls in the history.",
      );
    }
  }
}

function validateContent(content: unknown, role: string, path: string): void {
  if (typeof content === "string") return;
  if (content === undefined || content === null) {
    if (role === "assistant" || role === "function") return;
    throw invalid(path, `of a ${role} message must be text or an array of parts`);
  }
  if (!Array.isArray(content)) throw invalid(path, "must be text or an array of parts");
  if (content.length === 0 && role !== "assistant")
    throw invalid(path, "must hold at least one part");
  for (const [index, part] of content.entries()) validatePart(part, role, `${path}[${index}]`);
}

function validatePart(part: unknown, role: string, path: string): void {
  if (!isRecord(part) || typeof part["type"] !== "string") {
    throw invalid(path, "must be an object with a type");
  }
  const type = part["type"];
  const known = Object.values(PARTS).some((types) => types.includes(type));
  if (known && PARTS[role] !== undefined && !PARTS[role].includes(type)) {
    throw invalid(path, `of type ${type} cannot stand in a ${role} message`);
  }
  if (type === "text" && typeof part["text"] !== "string")
    throw invalid(`${path}.text`, "must be text");
  if (type === "image_url") {
    const url = isRecord(part["image_url"]) ? part["image_url"]["url"] : undefined;
    if (typeof url !== "string" || url === "")
      throw invalid(`${path}.image_url.url`, "must be a URL");
    validateDataURI(url, `${path}.image_url.url`);
  }
  if (type === "file") {
    const file = part["file"];
    if (!isRecord(file)) throw invalid(`${path}.file`, "must be an object");
    if (typeof file["file_data"] === "string") {
      validateDataURI(file["file_data"], `${path}.file.file_data`);
    }
  }
  if (type === "input_audio") {
    const audio = part["input_audio"];
    if (!isRecord(audio) || typeof audio["data"] !== "string" || audio["data"] === "") {
      throw invalid(`${path}.input_audio.data`, "must be base64");
    }
  }
}

/** Checks the head and both ends of the data: reading megabytes of base64 here would cost more than it finds. */
function validateDataURI(url: string, path: string): void {
  if (!/^data:/i.test(url)) return;
  const comma = url.indexOf(",");
  const head = comma < 0 ? "" : url.slice(5, comma);
  if (comma < 0 || !/^[\w.+-]+\/[\w.+-]+(;[\w-]+=[^;,]*)*(;base64)?$/.test(head)) {
    throw invalid(path, "is no valid data URI: expected data:<media type>;base64,<data>");
  }
  if (comma === url.length - 1) throw invalid(path, "is a data URI without data");
  if (!head.endsWith(";base64")) return;
  const sample = `${url.slice(comma + 1, comma + 65)}${url.slice(Math.max(comma + 1, url.length - 64))}`;
  if (!/^[A-Za-z0-9+/=_\s-]+$/.test(sample))
    throw invalid(path, "is a data URI whose data is not base64");
}

function validateToolCalls(value: unknown, path: string, calls: Set<string>): void {
  if (value === undefined || value === null) return;
  if (!Array.isArray(value)) throw invalid(path, "must be an array");
  for (const [index, call] of value.entries()) {
    if (!isRecord(call) || typeof call["id"] !== "string") {
      throw invalid(`${path}[${index}].id`, "must be text: results refer to it");
    }
    calls.add(call["id"]);
  }
}

function validateParameters(request: ChatCompletionRequest): void {
  for (const field of ["max_tokens", "max_completion_tokens", "n"] as const) {
    const value = request[field];
    if (value != null && !(Number.isInteger(value) && value > 0)) {
      throw invalid(field, "must be a whole number above 0");
    }
  }
  for (const field of NUMBERS) {
    const value = request[field];
    if (value != null && !Number.isFinite(value)) throw invalid(field, "must be a number");
  }
  for (const field of ["tools", "functions"] as const) {
    const value: unknown = request[field];
    if (value == null) continue;
    if (!Array.isArray(value)) throw invalid(field, "must be an array");
    const index = value.findIndex((item) => !isRecord(item));
    if (index >= 0) throw invalid(`${field}[${index}]`, "must be an object");
  }
  validateFields(request);
}

function validateFields(request: ChatCompletionRequest | EmbeddingRequest): void {
  for (const field of OBJECTS) {
    const value = (request as { readonly [field in (typeof OBJECTS)[number]]?: unknown })[field];
    if (value != null && !isRecord(value)) throw invalid(field, "must be an object");
  }
  validateByProvider(request.provider_options, "provider_options");
}

/** JSON has no other numbers: it would write null, in silence. */
const NUMBERS = [
  "temperature",
  "top_p",
  "presence_penalty",
  "frequency_penalty",
  "seed",
  "top_k",
  "top_logprobs",
] as const satisfies readonly (keyof ChatCompletionRequest)[];

/** Read field by field: a text would be taken for its letters. */
const OBJECTS = [
  "stream_options",
  "extra_body",
  "extra_headers",
  "provider_specific",
] as const satisfies readonly (keyof ChatCompletionRequest)[];

/** Fields by the id of a provider. */
function validateByProvider(value: unknown, path: string): void {
  if (value == null) return;
  if (!isRecord(value)) throw invalid(path, "must be an object");
  for (const [id, fields] of Object.entries(value)) {
    if (fields != null && !isRecord(fields)) throw invalid(`${path}.${id}`, "must be an object");
  }
}

function invalid(path: string, problem: string): LLMError {
  return new LLMError("invalid_request", `${path} ${problem}`, { param: path });
}
