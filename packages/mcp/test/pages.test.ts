import { describe, expect, it } from "vitest";
import { allPages } from "../src/pages.ts";

const place = { server: "s", doing: "tools/list" };
const limits = { pages: 5, items: 10 };

describe("allPages", () => {
  it("follows the cursor to the end", async () => {
    const asked: (string | undefined)[] = [];
    const items = await allPages(
      async (cursor) => {
        asked.push(cursor);
        const page = Number(cursor ?? 0);
        return { items: [page], nextCursor: page < 3 ? String(page + 1) : undefined };
      },
      limits,
      place,
    );
    expect(items).toEqual([0, 1, 2, 3]);
    expect(asked).toEqual([undefined, "1", "2", "3"]);
  });

  it("ends at an empty cursor", async () => {
    expect(await allPages(async () => ({ items: [1], nextCursor: "" }), limits, place)).toEqual([
      1,
    ]);
  });

  it.each([
    ["a cursor that comes again", (page: number) => String(page % 2), 1, "same cursor again"],
    ["pages without end", (page: number) => String(page), 1, "more than 5 pages"],
    ["items without end", (page: number) => String(page), 4, "more than 10 items"],
  ])("refuses %s", async (_, cursorOf, size, message) => {
    let page = 0;
    const fetchPage = async () => {
      page += 1;
      return { items: new Array(size).fill(page), nextCursor: cursorOf(page) };
    };
    await expect(allPages(fetchPage, limits, place)).rejects.toMatchObject({
      kind: "mcp",
      message: expect.stringContaining(message),
    });
    expect(page).toBeLessThanOrEqual(5);
  });
});
