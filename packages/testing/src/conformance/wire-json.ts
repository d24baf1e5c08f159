import type { Transcript } from "../transcript.ts";

/** The JSON of a body: of the whole, or of each event's data. */
export interface JSONBody {
  readonly values: readonly unknown[];
}

/** `undefined` where the body is not JSON or a stream of events with some. */
export function bodyOf(found: Transcript): JSONBody | undefined {
  const text = Buffer.from(found.body).toString("utf8");
  if (!found.stream) {
    const value = parsed(text);
    return value === undefined ? undefined : { values: [value] };
  }
  const values = [...text.matchAll(DATA)].map(([, data]) => parsed(data ?? ""));
  return values.some((value) => value !== undefined) ? { values } : undefined;
}

/** The body with other JSON in the places of its own. */
export function withJSON(found: Transcript, values: readonly unknown[]): Uint8Array {
  if (!found.stream) return Buffer.from(JSON.stringify(values[0]));
  let next = 0;
  const text = Buffer.from(found.body).toString("utf8");
  return Buffer.from(
    text.replace(DATA, (line) => {
      const value = values[next++];
      return value === undefined ? line : `data: ${JSON.stringify(value)}`;
    }),
  );
}

const DATA = /^data: ?([^\n]*)$/gm;

/** `undefined` for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
