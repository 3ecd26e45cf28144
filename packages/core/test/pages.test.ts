import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareBytes, type NamePage, pageOf, paginate } from "../src/index.ts";

const names = fc
  .uniqueArray(fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }), { maxLength: 30 })
  .map((list) => list.toSorted(compareBytes));

describe("compareBytes", () => {
  it("orders as the UTF-8 bytes do", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (left, right) => {
        const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareBytes(left, right))).toBe(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it("differs from the order of UTF-16 where that is wrong", () => {
    expect(["\ufb00", "\u{1f99c}"].toSorted()).toEqual(["\u{1f99c}", "\ufb00"]);
    expect(compareBytes("\u{1f99c}", "\ufb00")).toBeGreaterThan(0);
    expect(["b", "a", "ab", "", "B", "é"].toSorted(compareBytes)).toEqual(["", "B", "a", "ab", "b", "é"]);
  });
});

describe("pageOf", () => {
  it("returns every name once, in order, for every limit", () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 40 }), (all, limit) => {
        const seen: string[] = [];
        let page: NamePage = pageOf(all, { limit });
        seen.push(...page.names);
        while (page.page_token !== undefined) {
          expect(page.names).toHaveLength(limit);
          expect(page.page_token).toBe(page.names.at(-1));
          page = pageOf(all, { limit, page_token: page.page_token });
          expect(page.names).not.toHaveLength(0);
          seen.push(...page.names);
        }
        expect(seen).toEqual(all);
      }),
    );
  });

  it("begins strictly after the token, which need not exist", () => {
    fc.assert(
      fc.property(names, fc.string({ unit: "grapheme", minLength: 1 }), (all, token) => {
        const expected = all.filter((name) => compareBytes(name, token) > 0);
        expect(pageOf(all, { page_token: token })).toEqual({ names: expected });
      }),
    );
  });

  it("has no limit of its own, and no token on the last page", () => {
    const all = Array.from({ length: 5000 }, (_, index) => String(index).padStart(5, "0"));
    expect(pageOf(all)).toEqual({ names: all });
    expect(pageOf(all, { limit: 5000 })).toEqual({ names: all });
    expect(pageOf(all, { page_token: "", limit: null })).toEqual({ names: all });
    expect(pageOf(all, { page_token: null, limit: 4999 }).page_token).toBe("04998");
    expect(pageOf([], { limit: 1 })).toEqual({ names: [] });
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "3", true])("refuses limit %s", (limit) => {
    expect(() => pageOf(["a"], { limit: limit as number })).toThrow("must be a positive integer");
  });

  it("refuses a token that is not a string", () => {
    expect(() => pageOf(["a"], { page_token: 7 as never })).toThrow("page token must be a string");
  });
});

interface Page {
  items: number[];
  page_token?: string | null;
}

function source(pages: Record<string, Page>) {
  const tokens: (string | null)[] = [];
  return {
    tokens,
    fetch: async (token: string | null): Promise<Page> => {
      tokens.push(token);
      return pages[token ?? ""] ?? { items: [] };
    },
  };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("paginate", () => {
  const chain = {
    "": { items: [1, 2], page_token: "a" },
    a: { items: [], page_token: "b" },
    b: { items: [3], page_token: "c" },
    c: { items: [] },
  };

  it("goes on after an empty page", async () => {
    const { fetch, tokens } = source(chain);
    expect(await collect(paginate(fetch, (page) => page.items))).toEqual([1, 2, 3]);
    expect(tokens).toEqual([null, "a", "b", "c"]);
  });

  it("gives whole pages as well", async () => {
    const pages = await collect(paginate(source(chain).fetch, (page) => page.items).pages());
    expect(pages.map((page) => page.items)).toEqual([[1, 2], [], [3], []]);
  });

  it.each([undefined, null, ""])("stops at token %j", async (token) => {
    const last: Page = token === undefined ? { items: [1] } : { items: [1], page_token: token };
    const { fetch, tokens } = source({ "": last });
    expect(await collect(paginate(fetch, (page) => page.items))).toEqual([1]);
    expect(tokens).toEqual([null]);
  });

  it.each<[string, Record<string, Page>, number]>([
    ["itself", { "": { items: [1], page_token: "a" }, a: { items: [2], page_token: "a" } }, 2],
    [
      "an earlier page",
      {
        "": { items: [], page_token: "a" },
        a: { items: [], page_token: "b" },
        b: { items: [], page_token: "a" },
      },
      3,
    ],
  ])("stops with an error at a page whose token leads to %s", async (_, pages, calls) => {
    const { fetch, tokens } = source(pages);
    await expect(collect(paginate(fetch, (page) => page.items))).rejects.toMatchObject({ code: 18 });
    expect(tokens).toHaveLength(calls);
  });

  it("never reads ahead, and asks no more when the loop is left", async () => {
    const { fetch, tokens } = source(chain);
    for await (const item of paginate(fetch, (page) => page.items)) if (item === 2) break;
    expect(tokens).toEqual([null]);
  });

  it("can be walked again from the beginning", async () => {
    const all = paginate(source(chain).fetch, (page) => page.items);
    expect(await collect(all)).toEqual(await collect(all));
  });

  it("rejects with the signal's own reason and asks no more", async () => {
    const { fetch, tokens } = source(chain);
    const controller = new AbortController();
    const reason = new Error("enough");
    const seen: number[] = [];
    const walk = async (): Promise<void> => {
      for await (const item of paginate(fetch, (page) => page.items, { signal: controller.signal })) {
        seen.push(item);
        controller.abort(reason);
      }
    };
    await expect(walk()).rejects.toBe(reason);
    expect(seen).toEqual([1]);
    expect(tokens).toEqual([null]);
    await expect(collect(paginate(fetch, () => [], { signal: controller.signal }).pages())).rejects.toBe(
      reason,
    );
    expect(tokens).toEqual([null]);
  });

  it("passes a failed fetch on", async () => {
    const failed = paginate<Page, number>(
      () => Promise.reject(new Error("down")),
      (page) => page.items,
    );
    await expect(collect(failed)).rejects.toThrow("down");
  });
});
