import { RawJSON } from "./raw-json.ts";

type Fields = { readonly [field: string]: unknown };

/**
 * An object that is kept for the way back, with the text of its `input` in `input_json` where parsing changed that:
 * large numbers lose digits. For calls that the provider runs itself, which are no tool calls of a message.
 * @param json what `compactJSON` makes of the text; `undefined` where nobody knows it.
 */
export function withInputJSON<T extends Fields>(object: T, json: string | undefined): T {
  if (json === undefined || json === JSON.stringify(object["input"])) return object;
  return { ...object, input_json: json };
}

/**
 * The same object on its way back: its input goes out as it was written. A text that is no longer that of the input is
 * left out: the input was changed since.
 */
export function withRawInput<T extends Fields>(object: T): T {
  const { input_json: json, ...rest } = object;
  if (json === undefined) return object;
  const input = typeof json === "string" ? rawOf(json) : undefined;
  const same = input !== undefined && JSON.stringify(input) === JSON.stringify(object["input"]);
  return (same ? { ...rest, input } : rest) as Fields as T;
}

function rawOf(json: string): RawJSON | undefined {
  try {
    return new RawJSON(json);
  } catch {
    return undefined;
  }
}
