import type { Model } from "@vllora/types";
import { type CallOptions, WIRE_OPTIONS } from "./call-options.ts";
import type { ModelPage } from "./contract.ts";
import { LLMError } from "./errors.ts";
import { type ClientConfig, optionsOf, targetOf } from "./prepare.ts";
import { readAnswer, sendCall } from "./provider-call.ts";
import { codecOf, guarded } from "./provider-errors.ts";

/** What a list can be given. `provider`: whose models; default: the client's own provider. Limits hold for each page. */
export interface ModelListOptions extends Pick<CallOptions, (typeof WIRE_OPTIONS)[number]> {}

/** More than any provider needs: a list that goes on has no end. */
const MAX_PAGES = 100;

/** The models of a provider: `client.models`. */
export class ModelsClient {
  readonly #config: ClientConfig;

  /** @internal Made by the client. */
  constructor(config: ClientConfig) {
    this.#config = config;
  }

  /**
   * Asks a provider for all of its models, page by page, in its order: those that the key may use. Ids are the
   * provider's own, without a prefix of ours.
   * @throws {LLMError} `invalid_request` where the provider lists no models, `protocol` for a list of more than 100
   * pages; else as `completions.create`. Never a part of the list.
   */
  async list(given?: ModelListOptions | null): Promise<Model[]> {
    const merged = optionsOf(this.#config, given, WIRE_OPTIONS);
    const { resolution, options } = targetOf(this.#config, merged);
    const { provider } = resolution;
    const codec = codecOf(provider, "modelList");
    const details = { provider: provider.id };
    const models: Model[] = [];
    let page: string | undefined;
    for (let left = MAX_PAGES; left > 0; left--) {
      const wire = guarded(provider, details, "modelList.encode", () => codec.encode(page));
      const call = { provider, api: "modelList", options, sent: { wire } } as const;
      const decode = (body: unknown) => codec.decode(body);
      const answer = await sendCall(call, (attempt) => readAnswer(attempt, decode, pageProblem));
      for (const model of answer.models) models.push(model);
      if (answer.nextPage === undefined) return models;
      if (answer.nextPage === page) break;
      page = answer.nextPage;
    }
    throw new LLMError("protocol", `${provider.id} gave a list without an end`, details);
  }
}

function pageProblem(page: ModelPage): string | undefined {
  const next: unknown = page?.nextPage;
  const sound = next === undefined || typeof next === "string";
  return sound && page?.models?.every?.((model) => typeof model?.id === "string")
    ? undefined
    : "a list without models that have ids";
}
