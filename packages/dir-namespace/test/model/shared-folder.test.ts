import { expect, it } from "vitest";
import type { Reply } from "../../src/model/effect.ts";
import { contentOf, emptyStore, type ModelSnapshot, type ModelStore } from "./model-store.ts";
import { applyOnObjects } from "./object-model.ts";
import { execute, resume, type Stepping } from "./process.ts";
import type { Call } from "./specification.ts";

/*
 * A folder is given a second name while it goes. Whether it is still there is no question of names, so no order of the two
 * operations explains all results; but a registration that succeeded keeps its data permanently.
 */

const settings: Stepping = { storage: applyOnObjects, tamper: (effect) => effect, moves: false };
const create: Call = { do: "createTable", id: "a", mode: "create" };
const drop: Call = { do: "dropTable", id: "a" };
const overwrite: Call = { do: "createTable", id: "a", mode: "overwrite" };

it.each<[string, Call, string]>([
  ["a drop", drop, "a.lance"],
  ["a drop", drop, "a.lance/inner"],
  ["an overwrite", overwrite, "a.lance"],
])("beside %s a registration that succeeded keeps its data: %#", (_, rival, location) => {
  const ends = allEnds([rival, { do: "registerTable", id: "b", location }], location);
  const results = new Set(ends.map(({ results: [, result] }) => result));
  expect(results).toEqual(new Set(["ok", "13"]));
  const content = location === "a.lance" ? "table by 9" : "table registered";
  for (const {
    store,
    results: [, result],
  } of ends) {
    const row = store.snapshot.row("b");
    expect(row && contentOf(store, row)).toBe(result === "ok" ? content : undefined);
  }
});

interface End {
  readonly store: ModelStore;
  readonly results: readonly string[];
}

/** Every way in which the steps of two operations can follow each other on a catalog with one table. */
function allEnds(tasks: readonly Call[], location: string): End[] {
  const ends: End[] = [];
  const walk = (store: ModelStore, replies: readonly (readonly Reply[])[]): void => {
    const next = tasks.map((task, index) => resume(task, index, replies[index] ?? [], settings));
    const results = next.flatMap((one) => ("end" in one ? [one.end] : []));
    if (results.length === tasks.length) ends.push({ store, results });
    for (const [index, one] of next.entries()) {
      if (!("effect" in one)) continue;
      const own = replies[index] ?? [];
      const seen = (own.at(-1)?.snapshot ?? store.snapshot) as ModelSnapshot;
      const task = tasks[index] ?? create;
      const applied = execute(store, one.effect, { seen, replies: own }, index, task, settings);
      walk(applied.store, replies.with(index, [...own, applied.reply]));
    }
  };
  const { folders, ...rest } = prepared();
  walk({ ...rest, folders: new Map([[location, "registered"], ...folders]) }, [[], []]);
  return ends;
}

function prepared(): ModelStore {
  let store = emptyStore();
  const replies: Reply[] = [];
  for (;;) {
    const next = resume(create, 9, replies, settings);
    if ("end" in next) return store;
    const applied = execute(store, next.effect, { seen: store.snapshot, replies }, 9, create, settings);
    store = applied.store;
    replies.push(applied.reply);
  }
}
