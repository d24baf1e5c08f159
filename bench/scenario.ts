/** How the bytes of a streamed answer reach the client. */
export type Delivery =
  /** An HTTP chunk for each event, many of them in a TCP segment. */
  | "event"
  /** Pieces of 64 kB that cut events and characters. */
  | "burst"
  /** Pieces of 1 to 400 bytes; a third of the text is not ASCII. */
  | "split"
  /** One write for each event, every 10 ms. */
  | "paced"
  /** The same every 40 ms. */
  | "slow"
  /** 200 MB as fast as the client takes them. */
  | "flood";

/** What the server answers. It stands in the path of the base URL, so that the server keeps no state. */
export interface Scenario {
  readonly kind: "text" | "tool";
  /** Pieces of text, or of a tool call's arguments. */
  readonly chunks: number;
  readonly delivery: Delivery;
}

export function toPath({ kind, chunks, delivery }: Scenario): string {
  return `/${kind}/${chunks}/${delivery}`;
}

/** The scenario in a request's path, and the path that the client added to it. */
export function fromPath(path: string): { readonly scenario: Scenario; readonly rest: string } {
  const [, kind, chunks, delivery, ...rest] = path.split("/");
  // Written by `toPath`.
  const scenario = { kind, chunks: Number(chunks), delivery } as Scenario;
  return { scenario, rest: `/${rest.join("/")}` };
}
