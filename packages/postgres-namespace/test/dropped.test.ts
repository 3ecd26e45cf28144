/** What was dropped can be brought back for as long as it is kept, whole and with its files. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Namespace } from "@lancetree/core";
import { expect, test } from "vitest";
import { arrowStream } from "../../dir-namespace/test/support/rows.ts";
import { type PostgresNamespace, schemaSql, schemaVersion } from "../src/index.ts";
import { useCatalogs } from "./support/catalogs.ts";

const catalogs = useCatalogs();

const data = arrowStream([1, 2]);
const retainSeconds = 3600;

function exists(location: string | null | undefined): boolean {
  return existsSync(fileURLToPath(String(location)));
}

async function droppedPaths(namespace: PostgresNamespace, id: string[] = []): Promise<string[]> {
  return (await namespace.listDropped({ id })).dropped.map((one) => one.id.join("/"));
}

async function allTables(namespace: Namespace): Promise<string[]> {
  return (await namespace.listAllTables({})).tables;
}

test("a dropped table is listed, and comes back with its properties and its files", async () => {
  const namespace = catalogs().open({ retainSeconds });
  const properties = { z: "\u0000", a: "1" };
  const { location } = await namespace.createTable({ id: ["t"], data, properties });
  const before = Date.now();
  await namespace.dropTable({ id: ["t"] });
  await namespace.removeDueFiles();
  const { dropped } = await namespace.listDropped({});
  expect(dropped).toEqual([
    {
      drop_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      id: ["t"],
      kind: "table",
      tables: 1,
      dropped_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      kept_until: expect.any(String),
    },
  ]);
  const [first] = dropped;
  const keptMs = Date.parse(first?.kept_until ?? "") - Date.parse(first?.dropped_at ?? "");
  expect([keptMs, Date.parse(first?.dropped_at ?? "") >= before - 1]).toEqual([retainSeconds * 1000, true]);
  expect(await namespace.undrop({ id: ["t"] })).toEqual({ id: ["t"], kind: "table", tables: 1 });
  const table = await namespace.describeTable({ id: ["t"] });
  expect([table.location, Object.entries(table.properties ?? {})]).toEqual([
    location,
    Object.entries(properties),
  ]);
  await namespace.removeDueFiles();
  expect([exists(location), await droppedPaths(namespace)]).toEqual([true, []]);
});

test("a namespace that was dropped in cascade comes back whole, at its path or at a new one", async () => {
  const namespace = catalogs().open({ retainSeconds });
  const ids = [["a"], ["a", "b"], ["a", "b", "c"]];
  for (const id of ids) await namespace.createNamespace({ id, properties: { at: id.join("/") } });
  for (const id of ids) await namespace.createTable({ id: [...id, "t"], data });
  await namespace.createNamespace({ id: ["a-b"] });
  await namespace.createTable({ id: ["a-b", "t"], data });
  const tables = await allTables(namespace);
  await namespace.dropNamespace({ id: ["a"], behavior: "cascade" });
  expect((await namespace.listDropped({})).dropped).toMatchObject([
    { id: ["a"], kind: "namespace", tables: 3 },
  ]);
  expect(await namespace.undrop({ id: ["a"] })).toEqual({ id: ["a"], kind: "namespace", tables: 3 });
  expect(await allTables(namespace)).toEqual(tables);
  await namespace.dropNamespace({ id: ["a"], behavior: "cascade" });
  await namespace.createNamespace({ id: ["x"] });
  await namespace.undrop({ id: ["a"], new_id: ["x", "longer-name"] });
  expect((await allTables(namespace)).filter((name) => name.startsWith("x$"))).toEqual([
    "x$longer-name$b$c$t",
    "x$longer-name$b$t",
    "x$longer-name$t",
  ]);
  const { properties } = await namespace.describeNamespace({ id: ["x", "longer-name", "b", "c"] });
  expect(properties).toEqual({ at: "a/b/c" });
  await namespace.dropNamespace({ id: ["x", "longer-name", "b"], behavior: "cascade" });
  expect(await droppedPaths(namespace)).toEqual(["x/longer-name/b"]);
});

test("what an overwrite replaces is kept, and comes back at another path", async () => {
  const namespace = catalogs().open({ retainSeconds });
  const before = await namespace.createTable({ id: ["t"], data, properties: { is: "old" } });
  await namespace.createTable({ id: ["t"], data, mode: "overwrite", properties: { is: "new" } });
  await namespace.createNamespace({ id: ["a"], properties: { is: "old" } });
  await namespace.createTable({ id: ["a", "t"], data });
  await namespace.createNamespace({ id: ["a"], mode: "overwrite", properties: { is: "new" } });
  expect(await droppedPaths(namespace)).toEqual(["a", "t"]);
  for (const name of ["a", "t"])
    await expect(namespace.undrop({ id: [name] })).rejects.toMatchObject({ code: name === "a" ? 2 : 5 });
  await namespace.undrop({ id: ["t"], new_id: ["t-before"] });
  await namespace.undrop({ id: ["a"], new_id: ["a-before"] });
  expect(await namespace.describeTable({ id: ["t-before"] })).toMatchObject({
    location: before.location,
    properties: { is: "old" },
  });
  expect(await namespace.describeNamespace({ id: ["a-before"] })).toEqual({ properties: { is: "old" } });
  expect(await namespace.describeNamespace({ id: ["a"] })).toEqual({ properties: { is: "new" } });
  expect(await allTables(namespace)).toEqual(["a-before$t", "t", "t-before"]);
});

test("the latest drop of a path comes back, or the one that is named", async () => {
  const namespace = catalogs().open({ retainSeconds });
  for (const is of ["first", "second"]) {
    await namespace.declareTable({ id: ["t"], properties: { is } });
    await namespace.dropTable({ id: ["t"] });
  }
  const { dropped } = await namespace.listDropped({ id: ["t"] });
  expect(dropped).toHaveLength(2);
  await namespace.undrop({ id: ["t"] });
  expect((await namespace.describeTable({ id: ["t"] })).properties).toEqual({ is: "second" });
  const [first] = (await namespace.listDropped({ id: ["t"] })).dropped;
  await namespace.undrop({ id: ["t"], drop_id: first?.drop_id, new_id: ["u"] });
  expect((await namespace.describeTable({ id: ["u"] })).properties).toEqual({ is: "first" });
});

test("undrop says what is in the way, and changes nothing", async () => {
  const namespace = catalogs().open({ retainSeconds });
  for (const id of [["a"], ["a", "b"]]) await namespace.createNamespace({ id });
  await namespace.declareTable({ id: ["a", "b", "t"] });
  await namespace.dropNamespace({ id: ["a", "b"], behavior: "cascade" });
  await namespace.dropNamespace({ id: ["a"] });
  await expect(namespace.undrop({ id: ["a", "b"] })).rejects.toMatchObject({ code: 1 });
  await expect(namespace.undrop({ id: ["a", "b", "t"] })).rejects.toMatchObject({
    code: 4,
    message: expect.stringContaining('dropped with ["a","b"]'),
  });
  await expect(namespace.undrop({ id: ["never"] })).rejects.toMatchObject({ code: 4 });
  const other = "00000000-0000-4000-8000-000000000000";
  await expect(namespace.undrop({ id: ["a"], drop_id: other })).rejects.toMatchObject({ code: 4 });
  await namespace.createNamespace({ id: ["taken"] });
  await expect(namespace.undrop({ id: ["a", "b"], new_id: ["taken"] })).rejects.toMatchObject({ code: 2 });
  expect(await droppedPaths(namespace)).toEqual(["a", "a/b"]);
  await namespace.undrop({ id: ["a"] });
  await namespace.undrop({ id: ["a", "b"] });
  expect(await allTables(namespace)).toEqual(["a$b$t"]);
});

test.each([
  [{ id: [] }],
  [{ id: ["t"], drop_id: "x" }],
  [{ id: ["t"], new_id: [] }],
  [{ id: ["t"], new_id: ["a b"] }],
])("undrop of %j is InvalidInput", async (request) => {
  await expect(catalogs().open().undrop(request)).rejects.toMatchObject({ code: 13 });
});

test("a purge by age gives up what is older, below its path, and removes the files", async () => {
  const namespace = catalogs().open({ retainSeconds });
  const { pglite } = catalogs();
  const locations: Record<string, string> = {};
  for (const top of ["a", "b", "ab"]) {
    await namespace.createNamespace({ id: [top] });
    const { location } = await namespace.createTable({ id: [top, "t"], data });
    locations[top] = String(location);
    await namespace.dropNamespace({ id: [top], behavior: "cascade" });
  }
  await pglite.query(
    "update lancetree_dropped set dropped_at = now() - interval '2 days' where top_id <> 'b'",
  );
  expect(await namespace.purgeDropped({ older_than_seconds: 3 * 24 * 3600 })).toEqual({ purged: 0 });
  expect(await namespace.purgeDropped({ id: ["a"], older_than_seconds: 24 * 3600 })).toEqual({ purged: 1 });
  await namespace.removeDueFiles();
  expect(["a", "b", "ab"].map((top) => exists(locations[top]))).toEqual([false, true, true]);
  expect(await namespace.purgeDropped({ older_than_seconds: 24 * 3600 })).toEqual({ purged: 1 });
  expect(await droppedPaths(namespace)).toEqual(["b"]);
  expect(await namespace.purgeDropped({ older_than_seconds: 0 })).toEqual({ purged: 1 });
  await namespace.removeDueFiles();
  expect(exists(locations["b"])).toBe(false);
  await expect(namespace.undrop({ id: ["b"] })).rejects.toMatchObject({ code: 4 });
});

test.each([[-1], [Number.NaN], ["7d"], [undefined], [1e300]])(
  "a purge of %j seconds is InvalidInput",
  async (seconds) => {
    const purge = catalogs()
      .open()
      .purgeDropped({ older_than_seconds: seconds as number });
    await expect(purge).rejects.toMatchObject({ code: 13 });
  },
);

test("a folder that a kept table names stays, although another table of the folder is gone", async () => {
  const keeping = catalogs().open({ retainSeconds });
  const dropping = catalogs().open();
  const { location } = await keeping.createTable({ id: ["a"], data });
  const folder = String(location).split("/").at(-1) ?? "";
  await keeping.registerTable({ id: ["b"], location: folder });
  await keeping.dropTable({ id: ["a"] });
  await dropping.dropTable({ id: ["b"] });
  await dropping.removeDueFiles();
  expect(exists(location)).toBe(true);
  await keeping.undrop({ id: ["a"] });
  await catalogs().pglite.query("update lancetree_pending_files set not_before = now()");
  await keeping.removeDueFiles();
  expect(exists(location)).toBe(true);
});

test("dropped objects are listed in pages, in the order of their paths, at and below a path", async () => {
  const namespace = catalogs().open({ retainSeconds });
  await namespace.createNamespace({ id: ["n"] });
  for (const id of [["n", "b"], ["n", "a"], ["n-c"], ["n", "b"]]) {
    await namespace.declareTable({ id });
    await namespace.dropTable({ id });
  }
  const first = await namespace.listDropped({ limit: 2 });
  const second = await namespace.listDropped({ limit: 2, page_token: first.page_token });
  const ids = [first, second].map(({ dropped }) => dropped.map(({ id }) => id.join("/")));
  expect(ids).toEqual([
    ["n/a", "n/b"],
    ["n/b", "n-c"],
  ]);
  expect([first.page_token === undefined, second.page_token]).toEqual([false, undefined]);
  expect(await droppedPaths(namespace, ["n"])).toEqual(["n/a", "n/b", "n/b"]);
  for (const page_token of ["x", "[]", '["a","b"]'])
    await expect(namespace.listDropped({ page_token })).rejects.toMatchObject({ code: 13 });
});

test("without retainSeconds nothing is kept", async () => {
  const namespace = catalogs().open();
  await namespace.createNamespace({ id: ["a"] });
  await namespace.declareTable({ id: ["a", "t"] });
  await namespace.dropTable({ id: ["a", "t"] });
  await namespace.dropNamespace({ id: ["a"] });
  expect(await droppedPaths(namespace)).toEqual([]);
});

test("a schema of version 1 is brought to the present version, with what it holds", async () => {
  const { pglite } = catalogs();
  await pglite.exec("create schema old; set search_path to old");
  try {
    const end = "insert into lancetree_schema (version) values (1) on conflict do nothing";
    const text = schemaSql();
    await pglite.exec(text.slice(0, text.indexOf(end) + end.length));
    await pglite.exec(`
insert into lancetree_objects (catalog, object_id, kind, name, revision) values ('default', '', 1, '', gen_random_uuid());
insert into lancetree_objects (catalog, object_id, kind, parent_id, parent_kind, name, location, properties, revision) values
  ('default', 'kept', 2, '', 1, 'kept', 'kept.lance', '{"a":"\\u0000","lancetree.protected":"true"}', gen_random_uuid()),
  ('default', 't', 2, '', 1, 't', 't.lance', '{"a":"\\"lancetree.protected\\":\\"true\\""}', gen_random_uuid());`);
    const namespace = catalogs().open({ catalog: "default", retainSeconds });
    await expect(namespace.dropTable({ id: ["kept"] })).rejects.toMatchObject({ code: 15 });
    await namespace.dropTable({ id: ["t"] });
    await namespace.undrop({ id: ["t"] });
    expect(await allTables(namespace)).toEqual(["kept", "t"]);
    const { rows } = await pglite.query("select max(version) as version from lancetree_schema");
    expect(rows).toEqual([{ version: schemaVersion }]);
    // The whole text brings an older schema to the present version, too.
    await pglite.exec(text);
    await namespace.close();
  } finally {
    await pglite.exec("set search_path to public");
  }
});
