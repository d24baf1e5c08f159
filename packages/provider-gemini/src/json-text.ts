/** Whether a character means nothing between the tokens of JSON. */
export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/**
 * Where a string of JSON ends, behind its quote; the end of the text where it has none.
 * @param start of the quote that begins it.
 */
export function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    if (quote < 0) return text.length;
    let before = quote;
    while (text.charAt(before - 1) === "\\") before--;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
}
