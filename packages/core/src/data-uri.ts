/** The pieces of a data URI. */
export interface DataURI {
  /** Media type without parameters, in lower case; empty where the URI has none. */
  readonly type: string;
  /** Whether the data is base64, else text in percent encoding. */
  readonly base64: boolean;
  /** The data as the URI has it. */
  readonly text: string;
}

/**
 * The pieces of a data URI, as images and files of a request have them; `undefined` for other addresses. That the data
 * is what the URI says is not looked at.
 * @see https://www.rfc-editor.org/rfc/rfc2397
 */
export function parseDataURI(url: string): DataURI | undefined {
  const comma = url.indexOf(",");
  if (comma < 0 || !/^data:/i.test(url)) return undefined;
  const [type = "", ...parameters] = url.slice(5, comma).toLowerCase().split(";");
  return { type, base64: parameters.includes("base64"), text: url.slice(comma + 1) };
}

/** UTF-8 of a text, in base64. */
export function textToBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The text of UTF-8 in base64; `undefined` for what is neither. */
export function textOfBase64(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of percent encoding, as a data URI without base64 has it; `undefined` where an escape is broken. */
export function textOfPercents(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
