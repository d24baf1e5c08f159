import type { ChatCompletionRequest, ChatMessage, JsonSchema } from "@vllora/types";
import { CALL_OPTIONS, type CallOptions, mergeOptions } from "./call-options.ts";
import type { ChatCompletionResult } from "./completion.ts";
import { answerOf, type PreparedCall, prepareCall } from "./completion-call.ts";
import { encodeRequest } from "./encode.ts";
import type { EventListener } from "./events.ts";
import type { ModelInstance } from "./instance.ts";
import {
  type ClientConfig,
  type MergedOptions,
  normalised,
  optionsOf,
  requestOf,
  targetOf,
} from "./prepare.ts";
import { ChatCompletionStream } from "./stream.ts";
import type { Rehearse, StructuredOptions } from "./structured/ask.ts";
import type { ParsedCompletion } from "./structured/parsed.ts";
import type { ParsedStream } from "./structured/parsed-stream.ts";
import type { TemplateVariables } from "./template.ts";
import type { InputOf, OutputOf, StandardSchema } from "./tools/standard-schema.ts";
import { type ToolsInput, toolList } from "./tools/tool-list.ts";

/** Options of a call whose answer is parsed. */
export interface ParseOptions extends CallOptions, StructuredOptions {}

/** Stands for the messages where only the other fields are looked at. */
const REHEARSED: readonly ChatMessage[] = [{ role: "user", content: "-" }];

/** Chat completions: `client.completions`. */
export class CompletionsClient {
  readonly #config: ClientConfig;

  /** @internal Made by the client. */
  constructor(config: ClientConfig) {
    this.#config = config;
  }

  /** Completions that this instance answers. */
  withInstance(instance: ModelInstance): CompletionsClient {
    return new CompletionsClient({ ...this.#config, instance });
  }

  /** Completions with these tags, added to those that are there. */
  withTags(tags: { readonly [name: string]: string }): CompletionsClient {
    return this.#with({ tags });
  }

  /** Completions that render `{{ name }}` in system, developer and user text with these values. */
  withInputVariables(variables: TemplateVariables): CompletionsClient {
    return this.#with({ variables });
  }

  /**
   * Completions that run these tools for the model, beside those that are there already: it is asked again with their
   * results until it answers without a call. `reply.steps` has each answer, `reply.messages` what to append to the history.
   */
  withTools(tools: ToolsInput): CompletionsClient {
    return this.#with({ tools: toolList(tools) });
  }

  /** Completions whose events this listener hears, beside those that listen already. */
  onEvent(listener: EventListener): CompletionsClient {
    return this.#with({ onEvent: listener });
  }

  /**
   * Sends a request and waits for the whole answer; with tools, until the model has answered without calling one.
   * @throws {LLMError} whatever goes wrong; see its `kind`.
   */
  async create(
    request: ChatCompletionRequest,
    options?: CallOptions | null,
  ): Promise<ChatCompletionResult> {
    return await this.#run(request, optionsOf(this.#config, options, CALL_OPTIONS));
  }

  async #run(request: ChatCompletionRequest, merged: MergedOptions): Promise<ChatCompletionResult> {
    if (!runsTools(merged.options)) return await this.#create(request, merged);
    const { createRun } = await import("./deferred.ts");
    return await createRun(request, merged.options, (step) =>
      this.#create(step.request, { ...merged, options: step.options }),
    );
  }

  /**
   * Sends a request and gives the answer piece by piece; with tools, those of all steps, each chunk with its `step`.
   * Resolves when the first output is there, so that an error before it is thrown here.
   * @throws {LLMError} whatever goes wrong; see its `kind`. Later errors are thrown by the loop.
   */
  async createStream(
    request: ChatCompletionRequest,
    options?: CallOptions | null,
  ): Promise<ChatCompletionStream> {
    return await this.#runStream(request, optionsOf(this.#config, options, CALL_OPTIONS));
  }

  async #runStream(
    request: ChatCompletionRequest,
    merged: MergedOptions,
  ): Promise<ChatCompletionStream> {
    if (!runsTools(merged.options)) return await this.#createStream(request, merged);
    const { streamRun } = await import("./deferred.ts");
    return await streamRun(request, merged.options, (step) =>
      this.#createStream(step.request, { ...merged, options: step.options }),
    );
  }

  /**
   * Asks for an answer of this shape: `reply.parsed` is the value, checked against the schema. Schemas of arrays and
   * other values are wrapped in an object for the provider, and the value is taken out of it.
   * @param schema of zod, valibot, arktype or any other library that implements Standard Schema, or JSON Schema.
   * @throws {StructuredOutputError} where the answer is not what was asked for; its `reason` tells refusals apart, and
   * its `text` is what the model said.
   * @throws {LLMError} whatever else goes wrong; see its `kind`.
   * @example
   * const recipe = z.object({ name: z.string(), steps: z.array(z.string()) });
   * const { parsed } = await client.completions.parse({ model, messages }, recipe);
   */
  parse<Schema extends StandardSchema>(
    request: ChatCompletionRequest,
    schema: Schema,
    options?: ParseOptions | null,
  ): Promise<ParsedCompletion<OutputOf<Schema>>>;
  parse<T = unknown>(
    request: ChatCompletionRequest,
    schema: JsonSchema,
    options?: ParseOptions | null,
  ): Promise<ParsedCompletion<T>>;
  parse(
    request: ChatCompletionRequest,
    schema: JsonSchema | StandardSchema,
    options?: ParseOptions | null,
  ): Promise<ParsedCompletion<unknown>>;
  async parse(
    request: ChatCompletionRequest,
    schema: JsonSchema | StandardSchema,
    options?: ParseOptions | null,
  ): Promise<ParsedCompletion<unknown>> {
    const { merged, structured } = this.#parseOptions(options);
    const { parseAnswer } = await import("./deferred.ts");
    const rehearse = this.#rehearsal(merged, false);
    return await parseAnswer(
      { request, schema, structured, options: merged.options, rehearse },
      (asked, used) => this.#run(asked, { ...merged, options: used }),
    );
  }

  /**
   * As {@link parse}, piece by piece: while its chunks are read, `stream.partial` is the value as far as it came, and at
   * the end `(await stream.finalResponse()).parsed` is the whole one, checked.
   * @throws as {@link createStream}; what is wrong with the answer is thrown by `finalResponse`.
   */
  parseStream<Schema extends StandardSchema>(
    request: ChatCompletionRequest,
    schema: Schema,
    options?: ParseOptions | null,
  ): Promise<ParsedStream<OutputOf<Schema>, InputOf<Schema>>>;
  parseStream<T = unknown>(
    request: ChatCompletionRequest,
    schema: JsonSchema,
    options?: ParseOptions | null,
  ): Promise<ParsedStream<T>>;
  parseStream(
    request: ChatCompletionRequest,
    schema: JsonSchema | StandardSchema,
    options?: ParseOptions | null,
  ): Promise<ParsedStream<unknown>>;
  async parseStream(
    request: ChatCompletionRequest,
    schema: JsonSchema | StandardSchema,
    options?: ParseOptions | null,
  ): Promise<ParsedStream<unknown>> {
    const { merged, structured } = this.#parseOptions(options);
    const { streamAnswer } = await import("./deferred.ts");
    const rehearse = this.#rehearsal(merged, true);
    return await streamAnswer(
      { request, schema, structured, options: merged.options, rehearse },
      (asked, used) => this.#runStream(asked, { ...merged, options: used }),
    );
  }

  #parseOptions(given: ParseOptions | null | undefined): {
    readonly merged: MergedOptions;
    readonly structured: StructuredOptions;
  } {
    const { mode, schemaName, schemaDescription, strict, jsonSchema, ...call } = given ?? {};
    return {
      merged: optionsOf(this.#config, call, CALL_OPTIONS),
      structured: { mode, schemaName, schemaDescription, strict, jsonSchema },
    };
  }

  /** What would become of a request's fields. Nothing is sent, and of the messages nothing is looked at. */
  #rehearsal(merged: MergedOptions, stream: boolean): Rehearse {
    const { instance, model } = this.#config;
    return (given) => {
      if (instance !== undefined) return undefined;
      const request = { ...normalised(given, model), messages: REHEARSED };
      const { resolution } = targetOf(this.#config, merged, request.model);
      const policy = { unsupported: "warn" } as const;
      return encodeRequest(resolution.provider, "chat", request, resolution.model, stream, policy)
        .ledger;
    };
  }

  async #create(
    given: ChatCompletionRequest,
    merged: MergedOptions,
  ): Promise<ChatCompletionResult> {
    const call = await this.#prepare(given, merged, false);
    const { account, context, instance, request } = call;
    try {
      const completion = await answerOf(call, () => instance.invoke(request, context));
      const result = account.finish(completion);
      for (const observer of context.observers) observer.end?.(result);
      return result;
    } catch (error) {
      throw account.fail(error, context.observers);
    }
  }

  async #createStream(
    given: ChatCompletionRequest,
    merged: MergedOptions,
  ): Promise<ChatCompletionStream> {
    const call = await this.#prepare(given, merged, true);
    const { account, context, instance, request } = call;
    try {
      const chunks = await answerOf(call, () => instance.stream(request, context));
      // A provider's stream has our observers already; one that an injected model got elsewhere has not.
      if (chunks instanceof ChatCompletionStream && !call.injected) return chunks;
      const stream = account.wrap(chunks, context.signal, context.observers);
      await stream.prime();
      return stream;
    } catch (error) {
      throw account.fail(error, context.observers);
    }
  }

  #with(options: CallOptions): CompletionsClient {
    return new CompletionsClient({
      ...this.#config,
      call: mergeOptions(this.#config.call, options),
    });
  }

  async #prepare(
    given: ChatCompletionRequest,
    merged: MergedOptions,
    stream: boolean,
  ): Promise<PreparedCall> {
    const { options } = merged;
    const request = await requestOf(this.#config, given, options);
    const { instance } = this.#config;
    if (instance !== undefined) {
      return prepareCall(
        request,
        { ...options, credentials: [options] },
        stream,
        instance,
        undefined,
      );
    }
    const target = targetOf(this.#config, merged, request.model);
    return prepareCall(request, target.options, stream, undefined, target.resolution);
  }
}

/** An empty list runs nothing; a source may have tools later. */
function runsTools({ tools }: CallOptions): boolean {
  return tools !== undefined && toolList(tools).length > 0;
}
