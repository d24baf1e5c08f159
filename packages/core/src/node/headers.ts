/** Headers of an answer. What is looked up is found without the platform's object, which costs a cold start to load. */
export class NodeHeaders implements Headers {
  readonly #byName: { [name: string]: string[] } = Object.create(null);
  #all: Headers | undefined;

  /**
   * @param raw names and values by turns, as they came: what Node makes of them drops some that come twice, and before
   * 20.20.2 throws for one that is called `__proto__`.
   */
  constructor(raw: readonly string[]) {
    for (let index = 0; index + 1 < raw.length; index += 2) {
      const name = (raw[index] as string).toLowerCase();
      const values = this.#byName[name];
      if (values === undefined) this.#byName[name] = [raw[index + 1] as string];
      else values.push(raw[index + 1] as string);
    }
  }

  get(name: string): string | null {
    return this.#byName[name.toLowerCase()]?.join(", ") ?? null;
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
      Object.entries(this.#byName).flatMap(([name, values]) =>
        values.map((value): [string, string] => [name, value]),
      ),
    );
    return this.#all;
  }
}

function immutable(): TypeError {
  return new TypeError("Headers of an answer cannot be changed");
}
