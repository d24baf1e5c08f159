import type { ModelEvent, ModelEventType, ModelToolCall, ToolCall } from "@vllora/types";
import {
  type CallInfo,
  type CallObserver,
  type Hook,
  harmless,
  type RunInfo,
  type RunObserver,
} from "./observer.ts";

/** Hears of what happens during calls. What it throws or rejects is dropped; nobody waits for it. */
export type EventListener = (event: ModelEvent) => unknown;

/**
 * Turns calls into events: start, first token, content, and then stop or error. A run with tools has a start and an
 * end around those of its steps and tools; all of them share its trace.
 */
export function eventHook(listener: EventListener): Hook {
  const runs = new Map<string, Ids>();
  const emitterOf =
    (ids: Ids) =>
    (event: ModelEventType): void => {
      harmless(() => listener({ ...ids, timestamp: new Date().toISOString(), event }));
    };
  return {
    startCall(call: CallInfo) {
      const emit = emitterOf(childOf(call.run && runs.get(call.run.id)));
      return watchCall(call, emit);
    },
    startRun(run: RunInfo) {
      const ids = childOf(undefined);
      runs.set(run.id, ids);
      return watchRun(run.id, emitterOf(ids), () => emitterOf(childOf(ids)));
    },
  };
}

type Emit = (event: ModelEventType) => void;
type Ids = Pick<ModelEvent, "span_id" | "trace_id" | "parent_span_id">;

function childOf(parent: Ids | undefined): Ids {
  const span_id = randomHex(8);
  if (parent === undefined) return { span_id, trace_id: randomHex(16) };
  return { span_id, trace_id: parent.trace_id, parent_span_id: parent.span_id };
}

function watchRun(run_id: string, emit: Emit, forTool: () => Emit): RunObserver {
  emit({ type: "run_start", data: { run_id } });
  return {
    startTool({ call }) {
      const tell = forTool();
      const { tool_id, tool_name, input } = toModelToolCall(call);
      const ids = { tool_id, tool_name };
      tell({ type: "tool_start", data: { ...ids, input } });
      return {
        progress: ({ progress, total, message }) =>
          tell({
            type: "tool_progress",
            data: {
              ...ids,
              progress,
              ...(total === undefined ? {} : { total }),
              ...(message === undefined ? {} : { message }),
            },
          }),
        end({ isError, message: { content } }) {
          const output = typeof content === "string" ? content : JSON.stringify(content);
          tell({ type: "tool_result", data: { ...ids, is_error: isError, output } });
        },
      };
    },
    end: () => emit({ type: "run_end", data: { run_id } }),
    error: ({ message, kind }) =>
      emit({ type: "run_error", data: { run_id, message, code: kind } }),
  };
}

function watchCall(call: CallInfo, emit: Emit): CallObserver {
  const names = { provider_name: call.provider, model_name: call.model };
  let output = "";
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
