import type { ModelEvent, ModelEventType, ModelToolCall, ToolCall } from "@vllora/types";
import { type CallHook, harmless } from "./observer.ts";

/** Hears of what happens during calls. What it throws or rejects is dropped; nobody waits for it. */
export type EventListener = (event: ModelEvent) => unknown;

/** Turns a call into events: start, first token, content, and then stop or error. */
export function eventHook(listener: EventListener): CallHook {
  return (call) => {
    const ids = { span_id: randomHex(8), trace_id: randomHex(16) };
    const names = { provider_name: call.provider, model_name: call.model };
    let output = "";
    const emit = (event: ModelEventType) => {
      harmless(() => listener({ ...ids, timestamp: new Date().toISOString(), event }));
    };
    emit({ type: "llm_start", data: { ...names, input: JSON.stringify(call.request.messages) } });
    return {
      firstOutput: () => emit({ type: "llm_first_token", data: {} }),
      content: (content) => {
        output += content;
        emit({ type: "llm_content", data: { content } });
      },
      end: (result) => {
        const { content } = result.message;
        emit({
          type: "llm_stop",
          data: {
            ...names,
            ...(content === null ? {} : { output: content }),
            ...(result.usage === undefined ? {} : { usage: result.usage }),
            finish_reason: result.finishReason ?? "other",
            tool_calls: (result.message.tool_calls ?? []).map(toModelToolCall),
            credentials_ident: call.credentials,
          },
        });
      },
      error: (error, usage) =>
        emit({
          type: "llm_error",
          data: {
            ...names,
            kind: error.kind,
            message: error.message,
            ...(error.status === undefined ? {} : { status: error.status }),
            ...(error.requestId === undefined ? {} : { request_id: error.requestId }),
            ...(output === "" ? {} : { output }),
            ...(usage === undefined ? {} : { usage }),
          },
        }),
    };
  };
}

function toModelToolCall(call: ToolCall): ModelToolCall {
  const shown =
    call.type === "function"
      ? { tool_name: call.function.name, input: call.function.arguments }
      : { tool_name: call.custom.name, input: call.custom.input };
  return {
    tool_id: call.id,
    ...shown,
    ...(call.extra_content === undefined ? {} : { extra_content: call.extra_content }),
  };
}

function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
