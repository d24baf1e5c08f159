import type { WireCandidate, WireGrounding, WireSource } from "./wire.ts";

/** OpenAI's way to say where something was found. */
export interface UrlCitation {
  type: "url_citation";
  url_citation: { start_index: number; end_index: number; title: string; url: string };
}

/**
 * Sources with an address and a place in the text: of search, and of quotations. What has neither stays in
 * `provider_fields` only.
 */
export function toAnnotations(candidate: WireCandidate, text: string): UrlCitation[] {
  return [
    ...grounded(candidate.groundingMetadata ?? {}, text),
    ...(candidate.citationMetadata?.citations ?? []).flatMap((citation) => {
      const { startIndex = 0, endIndex } = citation;
      if (endIndex === undefined) return [];
      const [start, end] = toCharacters(text, startIndex, endIndex);
      return annotation(citation, start, end);
    }),
  ];
}

function grounded({ groundingChunks, groundingSupports }: WireGrounding, text: string) {
  return (groundingSupports ?? []).flatMap(({ segment, groundingChunkIndices = [] }) => {
    const place = segment === undefined ? undefined : placeOf(segment, text);
    if (place === undefined) return [];
    return groundingChunkIndices.flatMap((index) => {
      const chunk = groundingChunks?.[index];
      return annotation(chunk?.web ?? chunk?.retrievedContext ?? chunk?.maps, place[0], place[1]);
    });
  });
}

function annotation(source: WireSource | undefined, start: number, end: number): UrlCitation[] {
  if (typeof source?.uri !== "string") return [];
  const title = source.title ?? source.uri;
  const url_citation = { start_index: start, end_index: end, title, url: source.uri };
  return [{ type: "url_citation", url_citation }];
}

type Segment = NonNullable<NonNullable<WireGrounding["groundingSupports"]>[number]["segment"]>;

/** Offsets are those of a part, or of all text, or off by a few: the text that stands beside them decides. */
function placeOf({ startIndex = 0, endIndex, text: quoted }: Segment, text: string) {
  if (endIndex !== undefined) {
    const [start, end] = toCharacters(text, startIndex, endIndex);
    if (quoted === undefined || text.slice(start, end) === quoted) return [start, end] as const;
  }
  const start = quoted === undefined || quoted === "" ? -1 : text.indexOf(quoted);
  return start < 0 ? undefined : ([start, start + (quoted ?? "").length] as const);
}

/** Offsets in bytes of UTF-8 → offsets in characters as JavaScript counts them. */
function toCharacters(text: string, ...offsets: readonly [number, number]): [number, number] {
  const [first, second] = offsets;
  let bytes = 0;
  let start = 0;
  let position = 0;
  for (; position < text.length && bytes < second; position++) {
    if (bytes < first) start = position + 1;
    const code = text.charCodeAt(position);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    // Each half of a surrogate pair stands for two of its four bytes.
    else bytes += code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  return [start, position];
}
