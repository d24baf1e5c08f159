/** The pieces of a data URI. */
export function dataOf(
  url: string,
): { readonly type: string; readonly base64: boolean; readonly text: string } | undefined {
  const comma = url.indexOf(",");
  if (comma < 0 || !/^data:/i.test(url)) return undefined;
  const [type = "", ...parameters] = url.slice(5, comma).toLowerCase().split(";");
  return { type, base64: parameters.includes("base64"), text: url.slice(comma + 1) };
}

/** UTF-8 of the text, in base64. */
export function toBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The text of a URI without base64; `undefined` for a broken one. */
export function fromPercents(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
