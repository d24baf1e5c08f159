/** Pieces of base64 that were encoded each for itself, joined as if they had been encoded at once. */
export class AudioJoiner {
  #format: string | undefined;
  /** The last group of four, where padding says that it is not full. */
  #held = "";

  /** Whether a piece continues what came before: all of it is of one media type. */
  takes(format: string): boolean {
    return this.#format === undefined || this.#format === format;
  }

  /** What can be handed on after this piece. */
  add(format: string, data: string): { data: string; format: string } {
    this.#format = format;
    const joined = this.#held === "" ? data : btoa(atob(this.#held) + atob(toStandard(data)));
    const whole = joined.length - (joined.endsWith("=") ? 4 : joined.length % 4);
    this.#held = joined.slice(whole);
    return { data: joined.slice(0, whole), format };
  }

  /** The rest. */
  end(): { data: string; format: string } | undefined {
    if (this.#held === "" || this.#format === undefined) return undefined;
    const rest = { data: this.#held, format: this.#format };
    this.#held = "";
    return rest;
  }
}

function toStandard(data: string): string {
  return data.replaceAll("-", "+").replaceAll("_", "/");
}
