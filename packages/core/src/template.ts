import type { ChatMessage } from "@vllora/types";
import { LLMError } from "./errors.ts";

/** Values for the templates of system, developer and user text, by name. */
export type TemplateVariables = { readonly [name: string]: unknown };

/**
 * Renders `{{ name }}` and the rest of Jinja in system, developer and user text, string or part. History of
 * the assistant and of tools is never rendered. User text is rendered like the rest: pass what strangers
 * wrote as a variable, never as template text.
 * @throws {LLMError} `template`, for a syntax error or a plain `{{ name }}` that has no value.
 */
export async function renderMessages(
  messages: readonly ChatMessage[],
  variables: TemplateVariables,
): Promise<readonly ChatMessage[]> {
  if (!messages.some((message) => textsOf(message).some(isTemplate))) return messages;
  // Loaded on first use: most requests have no templates.
  const jinja = await import("@huggingface/jinja");
  const render = (source: string, path: string): string => {
    if (!isTemplate(source)) return source;
    checkNames(source, variables, path);
    let program: ReturnType<typeof jinja.parse>;
    try {
      // Jinja drops one newline at the end; this is the one.
      program = jinja.parse(jinja.tokenize(`${source}\n`));
    } catch (cause) {
      throw new LLMError("template", `The template in ${path} has a syntax error${detail(cause)}`);
    }
    try {
      const environment = new jinja.Environment();
      for (const [name, value] of Object.entries({ ...CONSTANTS, ...variables })) {
        environment.set(name, value);
      }
      return (new jinja.Interpreter(environment).run(program) as { value: string }).value;
    } catch {
      // The library's messages show values and text of the prompt.
      throw new LLMError("template", `The template in ${path} failed while it was rendered`);
    }
  };
  return messages.map((message, index) => renderMessage(message, `messages[${index}]`, render));
}

/** Jinja's constants; its functions that could loop without end are left out. */
const CONSTANTS = { true: true, True: true, false: false, False: false, none: null, None: null };

function renderMessage(
  message: ChatMessage,
  path: string,
  render: (source: string, path: string) => string,
): ChatMessage {
  if (message.role !== "system" && message.role !== "developer" && message.role !== "user") {
    return message;
  }
  if (typeof message.content === "string") {
    return { ...message, content: render(message.content, `${path}.content`) };
  }
  const content = message.content.map((part, index) =>
    part.type === "text"
      ? { ...part, text: render(part.text, `${path}.content[${index}].text`) }
      : part,
  );
  // The parts keep their types, only text changes.
  return { ...message, content } as ChatMessage;
}

function textsOf(message: ChatMessage): readonly string[] {
  if (message.role !== "system" && message.role !== "developer" && message.role !== "user")
    return [];
  if (typeof message.content === "string") return [message.content];
  return message.content.flatMap((part) => (part.type === "text" ? [part.text] : []));
}

function isTemplate(text: string): boolean {
  return text.includes("{{") || text.includes("{%") || text.includes("{#");
}

/** A hole in a prompt is a mistake: Jinja would fill it with nothing. Statements may bind names, so they are left alone. */
function checkNames(source: string, variables: TemplateVariables, path: string): void {
  if (source.includes("{%")) return;
  for (const [, name] of source.matchAll(/\{\{-?\s*([A-Za-z_]\w*)\s*(?:-?\}\}|[.[])/g)) {
    if (name === undefined || Object.hasOwn(variables, name)) continue;
    if (Object.hasOwn(CONSTANTS, name)) continue;
    throw new LLMError(
      "template",
      `The template in ${path} needs the variable "${name}", which is not given. If it may be missing, write {{ ${name} | default("") }}.`,
    );
  }
}

/** The library's word on it, where that is syntax alone and no text of the prompt. */
function detail(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : "";
  return /^(Unexpected end of input|(Unclosed|Missing) [a-z ]+)\.?$/.test(message)
    ? `: ${message}`
    : "";
}
