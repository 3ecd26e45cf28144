import { compareBytes } from "@lancetree/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { topFolder } from "../../src/index/ordered-keys.ts";
import { ancestorsOf, parentOf } from "../../src/model/object-id.ts";
import { type Row, storedRow } from "../../src/model/row.ts";
import type { RowChanges, Rows } from "../../src/model/rows.ts";
import { isBelow } from "../support/is-below.ts";
import { stored } from "./stored.ts";

/** Few names, so that ids meet; among them such as sort before the separator, behind it, and by surrogates. */
const names = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "b", "a-b", "a.b", "a_b", "a1", "A") },
  { weight: 2, arbitrary: fc.constantFrom("a b", "a#", "a!", "a%", " ", "", "a\0", "é", "ﬀ", "😀", "a😀") },
);
const ids = fc
  .array(names, { minLength: 1, maxLength: 4 })
  .map((path) => path.join("$"))
  .filter((id) => id !== "");
const folderNames = ["x", "x/y", "./x", "/x//z", "xy", "x.lance", "w/x", ".", "0123456789abcdef_a"];
const rows = fc
  .record({
    id: ids,
    kind: fc.constantFrom("namespace" as const, "table" as const),
    location: fc.option(fc.constantFrom("", ...folderNames)),
    properties: fc.constantFrom<Record<string, string>>({}, { k: "v" }, { k: "é\u2028😀" }),
    intent: fc.option(
      fc.record({
        state: fc.constantFrom("created" as const, "replace-data" as const, "tombstone" as const),
        token: fc.constantFrom("01", "02"),
        base: fc.nat(9),
        folder: fc.option(fc.constantFrom(...folderNames), { nil: undefined }),
      }),
      { nil: undefined, freq: 4 },
    ),
  })
  .map(storedRow);
const changes = fc
  .array(fc.oneof({ weight: 3, arbitrary: rows }, { weight: 1, arbitrary: ids }), { maxLength: 6 })
  .map(
    (list): RowChanges =>
      new Map(list.map((item) => (typeof item === "string" ? [item, undefined] : [item.id, item]))),
  );

interface Clearing {
  readonly below: string;
  readonly kept: ReadonlySet<string>;
  /** Whether it counts as many rows, however few they are. */
  readonly isLarge: boolean;
}
const clearings = fc
  .record({ below: ids, names: fc.array(names, { maxLength: 3 }), isLarge: fc.boolean() })
  .map(({ below, names: list, isLarge }): Clearing => {
    return { below, kept: new Set(list.map((name) => `${below}$${name}`)), isLarge };
  });

type Model = ReadonlyMap<string, Row>;

function byId(list: readonly Row[]): Model {
  return new Map(list.map((row) => [row.id, row]));
}

function changed(model: Model, change: RowChanges): Model {
  const next = new Map(model);
  for (const [id, row] of change) {
    if (row) next.set(id, row);
    else next.delete(id);
  }
  return next;
}

function cleared(model: Model, { below, kept }: Clearing): Model {
  return new Map([...model].filter(([id]) => !isBelow(id, below) || kept.has(id)));
}

function sorted(list: Iterable<string>): string[] {
  return [...list].toSorted(compareBytes);
}

/** All that rows can be asked. */
function results(rowIndex: Rows, queriedIds: readonly string[]): unknown {
  return {
    size: rowIndex.size,
    ids: [...rowIndex.ids()],
    values: [...rowIndex.values()],
    withIntent: [...rowIndex.withIntent()],
    each: queriedIds.map((id) => [
      id,
      rowIndex.get(id),
      rowIndex.has(id),
      rowIndex.rowWithIntent(id),
      [...rowIndex.below(id)].map((row) => row.id),
      [...rowIndex.ids(id)],
      [...rowIndex.withFolder(id)].map((row) => row.id),
      [...rowIndex.children(id)],
    ]),
    folders: folderNames.map((name) => sorted(new Set([...rowIndex.inFolderOf(name)].map((row) => row.id)))),
  };
}

/** The results of a plain map. */
function expected(model: Model, queriedIds: readonly string[]): unknown {
  const all = sorted(model.keys());
  const withIntent = all.flatMap((id) => (model.get(id)?.intent ? [model.get(id)] : []));
  return {
    size: model.size,
    ids: all,
    values: all.map((id) => model.get(id)),
    withIntent,
    each: queriedIds.map((id) => [
      id,
      model.get(id),
      model.has(id),
      withIntent.find((row) => row?.id === id),
      all.filter((other) => isBelow(other, id)),
      all.filter((other) => isBelow(other, id)),
      all.filter((other) => isBelow(other, id) && !isPlain(model.get(other))),
      children(model, id),
    ]),
    folders: folderNames.map((name) => all.filter((id) => isNamedIn(model.get(id), topFolder(name)))),
  };
}

/** Whether it is a namespace that names no folder. */
function isPlain(row: Row | undefined): boolean {
  return row?.kind === "namespace" && row.location === null;
}

function isNamedIn(row: Row | undefined, folder: string | undefined): boolean {
  const named = [row?.location, row?.intent?.folder].map((name) => topFolder(name ?? ""));
  return folder !== undefined && named.includes(folder);
}

function children(model: Model, id: string, after?: string): unknown[] {
  const prefix = id === "" ? "" : `${id}$`;
  const below = [...model.keys()].filter((other) => isBelow(other, id));
  const found = new Set(below.map((other) => other.slice(prefix.length).split("$")[0] ?? ""));
  return sorted(found)
    .filter((name) => after === undefined || compareBytes(name, after) > 0)
    .map((name) => [prefix + name, model.get(prefix + name)]);
}

describe("rows", () => {
  test("are what a plain map would be, through any changes, and old ones stay as they were", () => {
    fc.assert(
      fc.property(
        fc.array(rows, { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.tuple(fc.oneof(changes, clearings), fc.boolean()), { maxLength: 8 }),
        fc.array(ids, { maxLength: 5 }),
        (first, batchLength, effects, others) => {
          let model = byId(first);
          let actual: Rows = stored([...model.values()], batchLength).rows;
          const seen: [Rows, Model][] = [[actual, model]];
          for (const [change, tidies] of effects) {
            if ("below" in change) {
              actual = actual.without(change.below, change.kept, change.isLarge ? -100 : 100);
              model = cleared(model, change);
            } else {
              actual = actual.with(change);
              model = changed(model, change);
            }
            if (tidies) actual = actual.compacted(-100);
            seen.push([actual, model]);
          }
          for (const [before, then] of seen) {
            const queriedIds = [...new Set(["", ...others, ...then.keys(), ...others.flatMap(ancestorsOf)])];
            expect(results(before, queriedIds)).toEqual(expected(then, queriedIds));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("below an id are walked from any name on, and all from any id on", () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 15 }), changes, names, ids, (first, change, after, id) => {
        const model = changed(byId(first), change);
        const actual = stored([...byId(first).values()], 4).rows.with(change);
        for (const parent of new Set([...model.keys()].flatMap((other) => [other, parentOf(other)]))) {
          expect([...actual.children(parent, after)]).toEqual(children(model, parent, after));
        }
        const behind = sorted(model.keys()).filter((other) => compareBytes(other, id) > 0);
        expect([...actual.below("", id)].map((row) => row.id)).toEqual(behind);
      }),
      { numRuns: 300 },
    );
  });

  test("stay the same object where they carry a mark, until they change", () => {
    const intent = { state: "created", token: "01", base: 1 } as const;
    const [one, two] = ["a", "b"].map((id) =>
      storedRow({ id, kind: "namespace", location: null, properties: {}, intent }),
    );
    const first = stored([one!], 1).rows.with(byId([two!]));
    const second = first.with(new Map([["c", undefined]])).compacted(-100);
    expect(second.rowWithIntent("a")).toBe(first.rowWithIntent("a"));
    expect(second.rowWithIntent("b")).toBe(two);
  });
});
