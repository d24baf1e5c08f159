import { mcpError } from "./errors.ts";

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | undefined;
}

/** How much of a list is taken before its server is taken for a broken one. */
export interface PageLimits {
  readonly pages: number;
  readonly items: number;
}

/**
 * Every item of a list that comes in pages.
 * @throws {LLMError} `mcp` for a cursor that comes again, and for more pages or items than the limits allow.
 */
export async function allPages<Item>(
  fetchPage: (cursor: string | undefined) => Promise<Page<Item>>,
  limits: PageLimits,
  place: { readonly server: string; readonly doing: string },
): Promise<Item[]> {
  const { server, doing } = place;
  const items: Item[] = [];
  const cursors = new Set<string>();
  let cursor: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const page = await fetchPage(cursor);
    for (const item of page.items) items.push(item);
    if (items.length > limits.items) {
      throw mcpError(server, `lists more than ${limits.items} items for ${doing}; see limits`);
    }
    cursor = page.nextCursor;
    // Some servers end with an empty cursor instead of none.
    if (cursor === undefined || cursor === "") return items;
    if (cursors.has(cursor)) {
      throw mcpError(server, `gives the same cursor again for ${doing}, so its list has no end`);
    }
    if (pages === limits.pages) {
      throw mcpError(server, `has more than ${limits.pages} pages for ${doing}; see limits`);
    }
    cursors.add(cursor);
  }
}
