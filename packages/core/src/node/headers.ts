type Distinct = { readonly [name: string]: readonly string[] | undefined };

/** Headers of an answer. What is looked up is found without the platform's object, which costs a cold start to load. */
export class NodeHeaders implements Headers {
  readonly #given: Distinct;
  #all: Headers | undefined;

  /** @param given by names in lower case, with each value that came. */
  constructor(given: Distinct) {
    this.#given = given;
  }

  get(name: string): string | null {
    const key = name.toLowerCase();
    return Object.hasOwn(this.#given, key) ? (this.#given[key]?.join(", ") ?? null) : null;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  getSetCookie(): string[] {
    return this.#whole().getSetCookie();
  }

  forEach(...given: Parameters<Headers["forEach"]>): void {
    this.#whole().forEach(...given);
  }

  entries(): ReturnType<Headers["entries"]> {
    return this.#whole().entries();
  }

  keys(): ReturnType<Headers["keys"]> {
    return this.#whole().keys();
  }

  values(): ReturnType<Headers["values"]> {
    return this.#whole().values();
  }

  [Symbol.iterator](): ReturnType<Headers["entries"]> {
    return this.entries();
  }

  append(): void {
    throw immutable();
  }

  delete(): void {
    throw immutable();
  }

  set(): void {
    throw immutable();
  }

  #whole(): Headers {
    this.#all ??= new Headers(
      Object.entries(this.#given).flatMap(([name, values]) =>
        (values ?? []).map((value): [string, string] => [name, value]),
      ),
    );
    return this.#all;
  }
}

function immutable(): TypeError {
  return new TypeError("Headers of an answer cannot be changed");
}
