/** A protected object stays as it is until its flag is turned off. */
import { expect, test } from "vitest";
import { arrowStream } from "../../dir-namespace/test/support/rows.ts";
import type { PostgresNamespace } from "../src/index.ts";
import { useCatalogs } from "./support/catalogs.ts";

const catalogs = useCatalogs();

const data = arrowStream([1, 2]);
const on = { "lancetree.protected": "true" };
const off = { "lancetree.protected": "false" };

async function open(): Promise<PostgresNamespace> {
  const namespace = catalogs().open();
  for (const id of [["a"], ["a", "b"], ["empty"]]) await namespace.createNamespace({ id });
  await namespace.createTable({ id: ["a", "b", "t"], data, properties: { is: "old" } });
  await namespace.createTable({ id: ["other"], data });
  return namespace;
}

const table = ["a", "b", "t"];

/** Everything that drops, overwrites or renames a table, or a namespace above it. */
const refusedForTable: Readonly<Record<string, (namespace: PostgresNamespace) => Promise<unknown>>> = {
  dropTable: (namespace) => namespace.dropTable({ id: table }),
  deregisterTable: (namespace) => namespace.deregisterTable({ id: table }),
  renameTable: (namespace) => namespace.renameTable({ id: table, new_table_name: "u" }),
  "renameTable to another namespace": (namespace) =>
    namespace.renameTable({ id: table, new_table_name: "u", new_namespace_id: ["empty"] }),
  "createTable with overwrite": (namespace) => namespace.createTable({ id: table, data, mode: "overwrite" }),
  "registerTable with overwrite": async (namespace) => {
    const { location } = await namespace.describeTable({ id: ["other"] });
    const folder = String(location).split("/").at(-1) ?? "";
    return namespace.registerTable({ id: table, location: folder, mode: "overwrite" });
  },
  "dropNamespace of the namespace": (namespace) =>
    namespace.dropNamespace({ id: ["a", "b"], behavior: "cascade" }),
  "dropNamespace of a namespace above": (namespace) =>
    namespace.dropNamespace({ id: ["a"], behavior: "cascade" }),
  "createNamespace with overwrite": (namespace) =>
    namespace.createNamespace({ id: ["a"], mode: "overwrite" }),
};

test.each(Object.keys(refusedForTable))("a protected table refuses %s", async (name) => {
  const namespace = await open();
  const run = refusedForTable[name] ?? (async () => undefined);
  expect((await namespace.alterProperties({ id: table, set: on })).properties).toEqual({ is: "old", ...on });
  const before = await namespace.describeTable({ id: table });
  await expect(run(namespace)).rejects.toMatchObject({
    code: 15,
    message: expect.stringContaining("'a/b/t' is protected"),
  });
  expect(await namespace.describeTable({ id: table })).toEqual(before);
  expect((await namespace.listAllTables({})).tables).toEqual(["a$b$t", "other"]);
  await namespace.removeDueFiles();
  await namespace.alterProperties({ id: table, set: off });
  await run(namespace);
});

test.each([
  ["dropNamespace", { id: ["empty"] }, "dropNamespace"],
  ["dropNamespace with cascade", { id: ["empty"], behavior: "cascade" }, "dropNamespace"],
  ["createNamespace with overwrite", { id: ["empty"], mode: "overwrite" }, "createNamespace"],
] as const)("a protected namespace refuses %s", async (_, request, operation) => {
  const namespace = await open();
  const call = (): Promise<unknown> =>
    operation === "dropNamespace"
      ? namespace.dropNamespace({ ...request, id: [...request.id] })
      : namespace.createNamespace({ ...request, id: [...request.id] });
  await namespace.alterProperties({ id: ["empty"], set: on });
  await expect(call()).rejects.toMatchObject({ code: 15 });
  expect((await namespace.describeNamespace({ id: ["empty"] })).properties).toEqual(on);
  await namespace.alterProperties({ id: ["empty"], remove: ["lancetree.protected"] });
  await call();
});

test("a protected namespace allows changes below it", async () => {
  const namespace = await open();
  await namespace.alterProperties({ id: ["a"], set: on });
  await namespace.dropTable({ id: table });
  await namespace.createNamespace({ id: ["a", "c"] });
  await namespace.dropNamespace({ id: ["a", "b"] });
  expect((await namespace.listNamespaces({ id: ["a"] })).namespaces).toEqual(["c"]);
});

test("an object can be protected when it is created, and keeps its flag when data is written to it", async () => {
  const namespace = await open();
  await namespace.createNamespace({ id: ["n"], properties: on });
  await namespace.declareTable({ id: ["n", "d"], properties: on });
  await namespace.createTable({ id: ["n", "t"], data, properties: on });
  await namespace.createTable({ id: ["n", "d"], data, properties: { ...off, is: "full" } });
  expect((await namespace.describeTable({ id: ["n", "d"] })).properties).toEqual({ is: "full", ...on });
  for (const name of ["d", "t"])
    await expect(namespace.dropTable({ id: ["n", name] })).rejects.toMatchObject({ code: 15 });
  await expect(namespace.dropNamespace({ id: ["n"] })).rejects.toMatchObject({ code: 15 });
});

test("a value of the flag other than true and false is InvalidInput, wherever it is written", async () => {
  const namespace = await open();
  const properties = { "lancetree.protected": "yes" };
  const calls = [
    namespace.createNamespace({ id: ["x"], properties }),
    namespace.createTable({ id: ["x"], data, properties }),
    namespace.declareTable({ id: ["x"], properties }),
    namespace.alterProperties({ id: ["a"], set: properties }),
  ];
  for (const call of calls) await expect(call).rejects.toMatchObject({ code: 13 });
});

test("alterProperties adds, changes and removes, and keeps the others in their order", async () => {
  const namespace = await open();
  const properties = { z: "1", a: "\u0000\ud800", m: "2" };
  await namespace.createNamespace({ id: ["p"], properties });
  const changed = await namespace.alterProperties({
    id: ["p"],
    set: { a: "3", new: "4" },
    remove: ["z", "none"],
  });
  expect(Object.entries(changed.properties)).toEqual(Object.entries({ a: "3", m: "2", new: "4" }));
  expect(await namespace.describeNamespace({ id: ["p"] })).toEqual(changed);
  await expect(namespace.alterProperties({ id: ["q"], set: { a: "1" } })).rejects.toMatchObject({ code: 4 });
  await expect(namespace.alterProperties({ id: ["q", "t"], set: { a: "1" } })).rejects.toMatchObject({
    code: 1,
  });
});

test.each([
  [{ id: [], set: { a: "1" } }],
  [{ id: ["a"] }],
  [{ id: ["a"], set: {}, remove: [] }],
  [{ id: ["a"], set: { a: "1" }, remove: ["a"] }],
  [{ id: ["a"], remove: "a" }],
  [{ id: ["a"], set: { a: 1 } }],
  [{ id: ["a"], set: { a: "x".repeat(70_000) } }],
])("alterProperties %# is InvalidInput", async (request) => {
  const namespace = await open();
  await expect(namespace.alterProperties(request as never)).rejects.toMatchObject({ code: 13 });
});

test("properties that are changed at the same time are all changed", async () => {
  const namespace = await open();
  const keys = Array.from({ length: 8 }, (_, index) => `key${index}`);
  await Promise.all(keys.map((key) => namespace.alterProperties({ id: table, set: { [key]: key } })));
  const { properties } = await namespace.describeTable({ id: table });
  expect(Object.keys(properties ?? {}).toSorted()).toEqual(["is", ...keys].toSorted());
});
