import { compareBytes } from "@lancetree/core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sortStrings } from "../../src/index/radix-sort.ts";
import { StringVectorWriter, stringAt } from "../../src/index/string-vector.ts";
import { storedRow } from "../../src/model/row.ts";
import { stored } from "./stored.ts";

/** Long common prefixes, strings that are prefixes of others, NULs, all bytes. */
const strings = fc
  .tuple(
    fc.constantFrom("", "a", "bench$", "bench$space-", "bench$space-000", "é😀"),
    fc.string({ unit: fc.constantFrom("a", "b", "0", "1", "\0", "$", "~", "é", "ﬀ", "😀"), maxLength: 6 }),
  )
  .map((parts) => parts.join(""));

test("strings are sorted by their bytes", () => {
  fc.assert(
    fc.property(
      fc.array(strings, { maxLength: 400, size: "max" }),
      fc.constantFrom(20, 1000),
      (list, many) => {
        const writer = new StringVectorWriter(list.length, Buffer.byteLength(list.join("")));
        for (const text of list) writer.add(text);
        const written = writer.finish();
        const order = sortStrings(written, Uint32Array.from(list.keys()), many);
        expect([...order].toSorted((a, b) => a - b)).toEqual([...list.keys()]);
        expect([...order].map((index) => stringAt(written, index))).toEqual(list.toSorted(compareBytes));
      },
    ),
  );
});

test("rows of which the first stand in order are sorted, and of each id one is kept, always the same", () => {
  const row = fc.record({
    id: strings,
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
        const all = [...ordered, ...list.slice(inOrder)].map((each) => ({ ...each, metadata: null }));
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
  const table = (id: string, metadata: string | null) => ({ id, kind: "table", location: null, metadata });
  const intent = { state: "created", token: "01", base: 1 } as const;
  const withIntent = storedRow({ id: "m", kind: "table", location: null, properties: {}, intent });
  const list = [
    table("a", '{"k":"lancetree.intent"}'),
    table("b", '{"lancetree.intent":"created:01@1"}'),
    // Spelled with an escape it is a property like any other.
    table("c", '{"lancetree\\u002eintent":"created:01@1"}'),
    table("d", '"lancetree'),
    table("e", ".state"),
    { ...table("f", '{"lancetree.intent":"created:02@1"}'), kind: "table_version" },
    withIntent,
  ];
  const { rows } = stored(list.toReversed(), 2);
  expect([...rows.withIntent()].map(({ id }) => id)).toEqual(["b", "m"]);
  expect(rows.get("c")).toMatchObject({
    intent: undefined,
    properties: { "lancetree.intent": "created:01@1" },
  });
});
