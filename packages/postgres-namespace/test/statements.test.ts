/** How many statements calls send, and what they return if the catalog changes between two of them. */
import { expect, test } from "vitest";
import { useCatalogs } from "./support/catalogs.ts";

const catalogs = useCatalogs();

test("a call on what exists sends one statement, and one that says what is missing a second", async () => {
  let count = 0;
  const namespace = catalogs().observed(() => {
    count += 1;
  });
  await namespace.createNamespace({ id: ["a"], properties: { owner: "ann" } });
  await namespace.createNamespace({ id: ["a", "b"] });
  await namespace.declareTable({ id: ["a", "b", "t"] });
  // The first change starts to look for files to remove, in the background.
  await namespace.removeDueFiles();
  const calls: [number, () => Promise<unknown>][] = [
    [1, () => namespace.describeNamespace({ id: [] })],
    [1, () => namespace.describeNamespace({ id: ["a", "b"] })],
    [1, () => namespace.describeTable({ id: ["a", "b", "t"] })],
    [1, () => namespace.tableExists({ id: ["a", "b", "t"] })],
    [1, () => namespace.listNamespaces({ id: [] })],
    [1, () => namespace.listNamespaces({ id: ["a"] })],
    [1, () => namespace.listTables({ id: ["a", "b"], limit: 1 })],
    // No object, in a namespace that exists.
    [1, () => namespace.listTables({ id: ["a"] })],
    [1, () => namespace.describeTable({ id: ["a", "b", "u"] })],
    // A missing namespace.
    [2, () => namespace.describeTable({ id: ["a", "x", "t"] })],
    [1, () => namespace.createNamespace({ id: ["a", "c"] })],
    [1, () => namespace.renameTable({ id: ["a", "b", "t"], new_table_name: "u" })],
  ];
  for (const [expected, call] of calls) {
    const before = count;
    await call().catch(() => undefined);
    expect(count - before, String(call)).toBe(expected);
  }
});

test("a namespace that is undropped while it is listed is not listed without what it holds", async () => {
  const other = catalogs().open({ retainSeconds: 3600 });
  await other.createNamespace({ id: ["n"] });
  await other.declareTable({ id: ["n", "t"] });
  // What the first use sends does not count.
  let statements = Number.NEGATIVE_INFINITY;
  const namespace = catalogs().observed(async () => {
    statements += 1;
    if (statements === 2) await other.undrop({ id: ["n"] });
  });
  await namespace.listNamespaces({ id: [] });
  await other.dropNamespace({ id: ["n"], behavior: "cascade" });
  statements = 0;
  expect(await namespace.listTables({ id: ["n"] })).toEqual({ tables: ["t"] });
  expect(statements).toBe(3);
});
