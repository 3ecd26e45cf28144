import { compareBytes } from "@lancetree/core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { storedRow } from "../../src/protocol/row.ts";
import { sortTexts } from "../../src/rows/sort-texts.ts";
import { TextsWriter, textAt } from "../../src/rows/texts.ts";
import { stored } from "./stored.ts";

/** Long common beginnings, texts that are the beginning of others, ends and NULs, all bytes. */
const texts = fc
  .tuple(
    fc.constantFrom("", "a", "bench$", "bench$space-", "bench$space-000", "é😀"),
    fc.string({ unit: fc.constantFrom("a", "b", "0", "1", "\0", "$", "~", "é", "ﬀ", "😀"), maxLength: 6 }),
  )
  .map((parts) => parts.join(""));

test("texts are sorted by their bytes", () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 400, size: "max" }), fc.constantFrom(20, 1000), (list, many) => {
      const writer = new TextsWriter(list.length, Buffer.byteLength(list.join("")));
      for (const text of list) writer.add(text);
      const written = writer.finish();
      const places = sortTexts(written, Uint32Array.from(list.keys()), many);
      expect([...places].toSorted((a, b) => a - b)).toEqual([...list.keys()]);
      expect([...places].map((place) => textAt(written, place))).toEqual(list.toSorted(compareBytes));
    }),
  );
});

test("rows of which the first stand in order are sorted, and of each id one is kept, always the same", () => {
  const row = fc.record({
    id: texts,
    location: fc.constantFrom("x", "y", null),
    kind: fc.constantFrom("table", "table_version"),
  });
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 300, size: "max" }),
      fc.nat(300),
      fc.integer({ min: 1, max: 200 }),
      (list, inOrder, batch) => {
        const first = new Map(list.slice(0, inOrder).map((each) => [each.id, each]));
        const ordered = [...first.values()].toSorted((a, b) => compareBytes(a.id, b.id));
        const all = [...ordered, ...list.slice(inOrder)].map((each) => ({ ...each, text: null }));
        const known = all.filter(({ kind }) => kind === "table");
        const { rows, duplicates, foreign } = stored(all, batch);
        const ids = [...new Set(known.map(({ id }) => id))].toSorted(compareBytes);
        expect([...rows.ids()]).toEqual(ids);
        expect([...duplicates]).toEqual(
          ids.filter((id) => known.filter((each) => each.id === id).length > 1),
        );
        expect([...foreign]).toEqual(known.length < all.length ? ["table_version"] : []);
        const again = stored(all.toReversed(), batch).rows;
        expect([...again.values()]).toEqual([...rows.values()]);
      },
    ),
  );
});

test("a mark counts wherever it stands, and nothing that looks like one", () => {
  const table = (id: string, text: string | null) => ({ id, kind: "table", location: null, text });
  const mark = { state: "since", token: "01", base: 1 } as const;
  const marked = storedRow({ id: "m", kind: "table", location: null, properties: {}, mark });
  const list = [
    table("a", '{"k":"lancetree.state"}'),
    table("b", '{"lancetree.state":"since:01@1"}'),
    // Spelled with an escape it is a property like any other.
    table("c", '{"lancetree\\u002estate":"since:01@1"}'),
    table("d", '"lancetree'),
    table("e", ".state"),
    { ...table("f", '{"lancetree.state":"since:02@1"}'), kind: "table_version" },
    marked,
  ];
  const { rows } = stored(list.toReversed(), 2);
  expect([...rows.marked()].map(({ id }) => id)).toEqual(["b", "m"]);
  expect(rows.get("c")).toMatchObject({ mark: undefined, properties: { "lancetree.state": "since:01@1" } });
});
