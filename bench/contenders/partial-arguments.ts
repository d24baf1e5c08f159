/** A piece of the arguments: the next characters of the value at a path. */
export interface PartialArg {
  readonly jsonPath?: string;
  readonly stringValue?: string;
}

/**
 * The least that turns the pieces of one call of `edit_file` into JSON: they come in the order of the text, and none
 * of their characters needs an escape.
 */
export class ArgumentText {
  #path = "";

  add({ jsonPath = "", stringValue = "" }: PartialArg): string {
    if (jsonPath === this.#path) return stringValue;
    this.#path = jsonPath;
    if (jsonPath === "$.path") return `{"path":"${stringValue}`;
    return jsonPath === "$.lines[0]" ? `","lines":["${stringValue}` : `","${stringValue}`;
  }

  end(): string {
    return '"]}';
  }
}
