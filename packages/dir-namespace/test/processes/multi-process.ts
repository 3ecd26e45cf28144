import { compareBytes } from "@lancetree/core";
import { openTableEngine } from "@lancetree/tables";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openFolder } from "../../src/folders/open-folder.ts";
import { DirectoryNamespace } from "../../src/index.ts";
import { manifestTableName } from "../../src/manifest/manifest-table.ts";
import { parentOf, pathOf } from "../../src/model/object-id.ts";
import type { CatalogLocation } from "./catalog-location.ts";
import { makerOf } from "./change.ts";
import { Prober } from "./observation.ts";
import { type RaceCall, type RaceResult, Racers } from "./race.ts";
import { replay } from "./replay.ts";
import { residueIn } from "./residue.ts";
import { rowCount, rowsBy } from "./rows.ts";
import { VersionWatch } from "./versions.ts";

const processes = 4;
const ok = undefined;

let racers: Racers;
let catalogLocation: CatalogLocation;

/** @param fresh returns a location without a catalog */
export function describeRaces(fresh: () => CatalogLocation): void {
  beforeAll(() => {
    racers = new Racers(processes);
  });

  afterAll(() => racers[Symbol.asyncDispose]());

  beforeEach(() => {
    catalogLocation = fresh();
  });

  describe("creations", () => {
    test("of different objects all succeed", async () => {
      await prepare([namespace("a"), namespace("a$b")]);
      const results = await race((process) => [
        ...range(6).map((index) => namespace(`a$n${process}${index}`)),
        ...range(3).map((index) => table(`a$b$t${process}${index}`, `${process}${index}`)),
        ...range(3).map((index) => table(`r${process}${index}`, `${process}${index}`)),
      ]);
      expect(results.map(({ code }) => code)).toEqual(results.map(() => ok));
      const tree = await settledTree();
      expect([...tree.keys()]).toEqual(
        ["a", "a$b", ...results.map(({ call }) => idOf(call))].toSorted(compareBytes),
      );
    });

    // With the index that native clients make, Lance compares two inserts only if the merge leaves it alone.
    test.each([false, true])(
      "of the same objects have one winner each, and its data (indexed: %s)",
      async (indexed) => {
        await prepare([namespace("a")]);
        if (indexed) await indexManifest();
        const names = range(6);
        const results = await race((process) => [
          ...names.map((name) => namespace(`n${name}`, { by: `${process}` })),
          ...names.map((name) => table(`a$t${name}`, `${process}`)),
          ...names.map((name) => table(`r${name}`, `${process}`)),
        ]);
        const tree = await settledTree();
        for (const id of new Set(results.map(({ call }) => idOf(call)))) {
          const own = results.filter(({ call }) => idOf(call) === id);
          const winners = own.filter(({ code }) => code === ok);
          expect(winners, id).toHaveLength(1);
          expect(tree.get(id), id).toBe(winners[0]?.properties?.["by"]);
          const refusal = winners[0]?.call.do === "createTable" ? 5 : 2;
          expect(own.filter(({ code }) => code === refusal)).toHaveLength(processes - 1);
        }
        expect(tree.size).toBe(1 + 3 * names.length);
      },
    );

    async function indexManifest(): Promise<void> {
      const { root, storageOptions } = catalogLocation;
      await using engine = await openTableEngine({ storageOptions });
      const manifest = await engine.open({
        location: openFolder(root, storageOptions).uri(manifestTableName),
      });
      await manifest.createIndex("object_id");
      expect((await manifest.listIndices()).map(({ indexType }) => indexType)).toEqual(["BTree"]);
      manifest.close();
    }

    test("of the very first object make one catalog", async () => {
      for (let round = 0; round < 8; round++) {
        catalogLocation = fresh();
        const results = await race((process) => [
          namespace(`n${process}`),
          namespace("same"),
          table(`t${process}`, "x"),
        ]);
        const same = results.filter(({ call }) => idOf(call) === "same").map(({ code }) => code);
        expect(same.toSorted()).toEqual([2, 2, 2, ok]);
        expect(results.filter(({ code }) => code === ok)).toHaveLength(2 * processes + 1);
        expect((await settledTree()).size).toBe(2 * processes + 1);
      }
    });
  });

  describe("beside creations", () => {
    test("drops of other objects lose none", async () => {
      const old = range(24).map((index) => (index % 3 === 0 ? `r${index}` : `a$t${index}`));
      await prepare([namespace("a"), ...old.map((id) => table(id, "old"))]);
      const results = await race((process) =>
        process < 2
          ? old.filter((_, index) => index % 2 === process).map(dropTable)
          : range(8).flatMap((index) => [
              table(`a$new${process}${index}`, "new"),
              namespace(`n${process}${index}`),
            ]),
      );
      expect(results.filter(({ code }) => code !== ok)).toEqual([]);
      const tree = await settledTree();
      expect(tree.size).toBe(1 + 2 * 2 * 8);
      expect([...tree.keys()].some((id) => old.includes(id))).toBe(false);
    });

    test.each(["restrict", "cascade"] as const)(
      "below, a %s drop above leaves no orphan",
      async (behavior) => {
        const outcomes = new Set<string>();
        const kept: string[] = [];
        for (let round = 0; round < 16; round++) {
          const top = `g${round}`;
          await prepare([namespace(top), namespace(`${top}$x`)]);
          const results = await race((process) =>
            process === 0
              ? [dropNamespace(`${top}$x`, behavior), dropNamespace(top, behavior)]
              : [process === 1 ? namespace(`${top}$x$n`) : table(`${top}$x$t${process}`, `${process}`)],
          );
          const [first, second] = results;
          const created = results.slice(2).filter(({ code }) => code === ok);
          const key = JSON.stringify([first?.code ?? "ok", second?.code ?? "ok", created.length]);
          outcomes.add(key);
          expect(results.slice(2).every(({ code }) => code === ok || code === 1)).toBe(true);
          // What was created in time holds off a restrict drop, and goes with a cascade.
          const refused = behavior === "restrict" && created.length > 0;
          expect([first?.code, second?.code], key).toEqual(refused ? [3, 3] : [ok, ok]);
          if (refused) kept.push(top, `${top}$x`, ...created.map(({ call }) => idOf(call)));
        }
        expect([...(await settledTree()).keys()]).toEqual(kept.toSorted(compareBytes));
        // Both ends must have happened, or the race was none.
        expect(outcomes.size).toBeGreaterThan(1);
      },
    );

    test("overwrites replace one object each", async () => {
      await prepare([
        namespace("a"),
        namespace("a$b", { by: "old" }),
        table("a$b$t", "old"),
        table("r", "old"),
      ]);
      const results = await race((process) =>
        range(6).flatMap((index): RaceCall[] =>
          process < 2
            ? [
                namespace("a$b", { by: `${process}${index}` }, "overwrite"),
                table("r", `${process}${index}`, "overwrite"),
              ]
            : [table(`a$b$t${process}${index}`, "x"), table(`a$t${process}${index}`, "x")],
        ),
      );
      expect(results.filter(({ code }) => code !== ok)).toEqual([]);
      const tree = await settledTree();
      expect(["05", "15"]).toContain(tree.get("a$b"));
      expect(["05", "15"]).toContain(tree.get("r"));
      expect([...tree.keys()].filter((id) => id.startsWith("a$t"))).toHaveLength(12);
      // Each overwrite took what was below with it, in one step: at no version does more than one of them show.
      const { versions } = await replay(catalogLocation);
      const owners = versions
        .map(({ visible }) => makerOf(visible.get("a$b")))
        .filter((owner, index, all) => owner !== all[index - 1]);
      expect(owners.filter((owner) => owner !== undefined)).toHaveLength(1 + 12);
    });
  });

  test("renames beside drops move or remove each table once, root tables included", async () => {
    for (let round = 0; round < 4; round++) {
      catalogLocation = fresh();
      const ids = ["a$t0", "a$t1", "r0", "r1", "r2", "r3"];
      const targets = ["b$t0", "s1", "b$r0", "s2", "b$r2", "s3"];
      await prepare([namespace("a"), namespace("b"), ...ids.map((id) => table(id, id))]);
      const results = await race((process) =>
        process % 2 === 0 ? ids.map((id, index) => rename(id, targets[index] ?? "")) : ids.map(dropTable),
      );
      const tree = await settledTree();
      for (const [index, id] of ids.entries()) {
        const target = targets[index] ?? "";
        const own = results.filter(({ call }) => idOf(call) === id && call.do !== "createTable");
        const winners = own.filter(({ code }) => code === ok);
        expect(winners, id).toHaveLength(1);
        expect(
          own.filter(({ code }) => code === 4 || code === 5),
          id,
        ).toHaveLength(processes - 1);
        expect(tree.has(id), id).toBe(false);
        expect(tree.get(target), id).toBe(winners[0]?.call.do === "renameTable" ? id : undefined);
      }
    }
  });
}

function namespace(id: string, properties: Record<string, string> = {}, mode = "create"): RaceCall {
  return { do: "createNamespace", request: { id: pathOf(id), mode, properties } };
}

/** A table whose property and rows say who made it. */
function table(id: string, by: string, mode = "create"): RaceCall {
  return { do: "createTable", request: { id: pathOf(id), mode, properties: { by }, data: rowsBy(by) } };
}

function dropTable(id: string): RaceCall {
  return { do: "dropTable", request: { id: pathOf(id) } };
}

function dropNamespace(id: string, behavior: string): RaceCall {
  return { do: "dropNamespace", request: { id: pathOf(id), behavior } };
}

function rename(id: string, to: string): RaceCall {
  const path = pathOf(to);
  return {
    do: "renameTable",
    request: { id: pathOf(id), new_namespace_id: path.slice(0, -1), new_table_name: path.at(-1) ?? "" },
  };
}

function idOf({ request }: RaceCall): string {
  return (request.id ?? []).join("$");
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

async function prepare(calls: readonly RaceCall[]): Promise<void> {
  const [results] = await racers.run(catalogLocation, [calls]);
  expect(results?.filter(({ code }) => code !== ok)).toEqual([]);
}

async function race(callsOf: (process: number) => RaceCall[]): Promise<RaceResult[]> {
  return (await racers.run(catalogLocation, range(processes).map(callsOf))).flat();
}

/**
 * What exists, with who made it, once nothing is under way. All tables hold their maker's rows, nothing stands below a
 * missing namespace, and no row, intent or folder is left behind.
 */
async function settledTree(): Promise<Map<string, string | undefined>> {
  const { versions, violations } = await replay(catalogLocation);
  expect(violations).toEqual([]);
  const last = versions.at(-1);
  if (last === undefined) throw new Error("There is no catalog.");
  expect(await residueIn(catalogLocation, last.snapshot)).toEqual({ unnamed: [], violations: [] });
  const { root, storageOptions } = catalogLocation;
  await using engine = await openTableEngine({ storageOptions });
  await using catalog = new DirectoryNamespace(catalogLocation);
  const folder = openFolder(root, storageOptions);
  const prober = new Prober(catalog, engine, new VersionWatch(folder));
  const tree = new Map<string, string | undefined>();
  for (const [id, row] of [...last.visible].toSorted(([left], [right]) => compareBytes(left, right))) {
    const by = makerOf(row);
    tree.set(id, by);
    expect(["", ...tree.keys()], id).toContain(parentOf(id));
    if (row.kind === "namespace") continue;
    expect(await prober.table(id)).toMatchObject({ content: { writers: range(rowCount).map(() => by) } });
  }
  const tables = [...last.visible.values()].filter((row) => row.kind === "table").map((row) => row.id);
  expect((await prober.tables()).toSorted(compareBytes)).toEqual(tables.toSorted(compareBytes));
  await folder.close();
  return tree;
}
