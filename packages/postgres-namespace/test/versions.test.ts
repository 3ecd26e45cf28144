/** The versions that the catalog keeps: what LanceDB commits and reads through it, and when the catalog stops to keep them. */
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  createTableIn,
  openTableEngine,
  resolveTable,
  type TableCreation,
  type TableEngine,
  withTables,
} from "@lancetree/tables";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrowStream, idsAt, writeTable } from "../../dir-namespace/test/support/rows.ts";
import type { PostgresNamespace } from "../src/index.ts";
import { useCatalogs } from "./support/catalogs.ts";
import { createKept, manifestOf, manifestsIn, stage, unpublish, versionsOf } from "./support/kept-tables.ts";

const catalogs = useCatalogs();
const id = ["t"];
const tracking = { tableVersionTrackingEnabled: true };
let engine: TableEngine;

beforeAll(async () => {
  engine = await openTableEngine();
});

afterAll(() => engine.close());

async function isManaged(namespace: PostgresNamespace): Promise<boolean> {
  return (await namespace.describeTable({ id })).managed_versioning === true;
}

test("LanceDB's commits are versions of the catalog, and it reads the latest one", async () => {
  const namespace = catalogs().open(tracking);
  await createKept(namespace, id);
  const table = await engine.open(await resolveTable(namespace, id));
  await table.add([{ id: 3 }]);
  const other = await engine.open(await resolveTable(namespace, id));
  await Promise.all([table.add([{ id: 4 }]), other.delete("id = 1")]);
  await table.checkoutLatest();
  expect([await table.version(), await table.countRows()]).toEqual([4, 3]);
  expect(await versionsOf(namespace, id)).toEqual([1, 2, 3, 4]);
  const { version } = await namespace.describeTable({ id, load_detailed_metadata: true });
  expect(version).toBe(4);
});

test("what wrote a new table is not open for writing: its commits would bypass the catalog", async () => {
  const namespace = catalogs().open(tracking);
  const write: TableCreation["write"] = (target, options) => engine.create(target, [{ id: 1 }], options);
  const { table, response } = await createTableIn({ namespace, engine, write }, { id });
  expect([table, response.version]).toEqual([undefined, 1]);
});

test("the commits of a client without the option are versions of the catalog too", async () => {
  const namespace = catalogs().open();
  await createKept(catalogs().open(tracking), id);
  await using tables = withTables(namespace);
  await tables.deleteFromTable({ id, predicate: "id = 1" });
  expect([await isManaged(namespace), await versionsOf(namespace, id)]).toEqual([true, [1, 2]]);
  await namespace.createTable({ id, data: arrowStream([7]), mode: "overwrite" });
  expect([await isManaged(namespace), await versionsOf(namespace, id)]).toEqual([true, [1]]);
});

test("a table that was created without the option has no versions in the catalog", async () => {
  const { location } = await catalogs()
    .open()
    .createTable({ id, data: arrowStream([1]) });
  const namespace = catalogs().open(tracking);
  expect(await isManaged(namespace)).toBe(false);
  await expect(namespace.listTableVersions({ id })).rejects.toMatchObject({ code: 0 });
  await using tables = withTables(namespace);
  await tables.deleteFromTable({ id, predicate: "true" });
  expect(await idsAt(location)).toEqual([]);
});

test("LanceDB's removal of old versions removes their records, too", async () => {
  const namespace = catalogs().open(tracking);
  await createKept(namespace, id);
  const table = await engine.open(await resolveTable(namespace, id));
  for (const key of [3, 4]) await table.add([{ id: key }]);
  await table.optimize({ cleanupOlderThan: new Date(Date.now() + 1000), deleteUnverified: true });
  const latest = await table.version();
  expect(await versionsOf(namespace, id)).toEqual([latest]);
  await expect(namespace.describeTableVersion({ id, version: 1 })).rejects.toMatchObject({ code: 11 });
  await table.add([{ id: 5 }]);
  expect(await versionsOf(namespace, id)).toEqual([latest, latest + 1]);
});

test("a version beyond those that can be stored does not exist", async () => {
  const namespace = catalogs().open(tracking);
  await createKept(namespace, id);
  await using tables = withTables(namespace);
  for (const version of [2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
    await expect(namespace.describeTableVersion({ id, version })).rejects.toMatchObject({ code: 11 });
    await expect(tables.createTableTag({ id, tag: "a", version })).rejects.toMatchObject({ code: 11 });
  }
});

test("a branch that was removed can be created again", async () => {
  const namespace = catalogs().open(tracking);
  await createKept(namespace, id);
  await using tables = withTables(namespace);
  for (const rows of [1, 0]) {
    await tables.createTableBranch({ id, name: "side" });
    if (rows > 0) await tables.insertIntoTable({ id, branch: "side", data: arrowStream([9]) });
    const { count } = await tables.countTableRows({ id, branch: "side" });
    expect([count, await versionsOf(namespace, id, "side")]).toEqual([
      2n + BigInt(rows),
      rows > 0 ? [1, 2] : [1],
    ]);
    // Nothing reads the removed branch before the next one of its name: a read would forget its versions.
    await tables.deleteTableBranch({ id, name: "side" });
  }
  await expect(versionsOf(namespace, id, "side")).rejects.toMatchObject({ code: 22 });
  expect(await versionsOf(namespace, id)).toEqual([1]);
});

test("a new branch follows none of the versions of a removed one of its name", async () => {
  const namespace = catalogs().open(tracking);
  const folder = await createKept(namespace, id);
  await using tables = withTables(namespace);
  await tables.createTableBranch({ id, name: "side" });
  await tables.insertIntoTable({ id, branch: "side", data: arrowStream([9]) });
  await tables.deleteTableBranch({ id, name: "side" });
  // A writer that does not read the branch first.
  const versions = join(folder, "tree", "side", "_versions");
  mkdirSync(versions, { recursive: true });
  copyFileSync(join(folder, "_versions", manifestOf(1)), join(versions, manifestOf(1)));
  const staged = stage(join(folder, "tree", "side"), "a");
  rmSync(join(versions, manifestOf(1)));
  const { version } = await namespace.createTableVersion({
    id,
    branch: "side",
    version: 1,
    manifest_path: staged,
  });
  expect(version?.version).toBe(1);
  expect(await versionsOf(namespace, id, "side")).toEqual([1]);
});

test("the first version fills a declared table, which a creation then does not replace", async () => {
  const namespace = catalogs().open(tracking);
  const declared = await namespace.declareTable({ id });
  expect(declared.managed_versioning).toBe(true);
  expect(await versionsOf(namespace, id)).toEqual([]);
  // The statement that makes the row name the new folder is the only one with eleven values.
  let isFilled = false;
  const creator = catalogs().observed(async ({ length }) => {
    if (isFilled || length !== 11) return;
    isFilled = true;
    const table = await engine.create(await resolveTable(namespace, id), [{ id: 1 }]);
    await table.add([{ id: 2 }]);
  });
  const creation = creator.createTableWith({ id }, ({ location }) => writeTable(location, [7]));
  await expect(creation).rejects.toMatchObject({ code: 5 });
  expect(await versionsOf(namespace, id)).toEqual([1, 2]);
  expect(await idsAt(declared.location)).toEqual([1, 2]);
});

test("the versions of a dropped table come back with it, and are forgotten with its folder", async () => {
  const { pglite } = catalogs();
  const namespace = catalogs().open({ ...tracking, retainSeconds: 3600 });
  const folder = await createKept(namespace, id);
  const records = async (): Promise<number> =>
    (await pglite.query("select 1 from lancetree_versions where location = $1", [folder.split("/").at(-1)]))
      .rows.length;
  await namespace.dropTable({ id });
  await namespace.undrop({ id });
  expect([await isManaged(namespace), await versionsOf(namespace, id)]).toEqual([true, [1]]);
  await namespace.dropTable({ id });
  await namespace.registerTable({ id: ["again"], location: String(folder.split("/").at(-1)) });
  expect(await versionsOf(namespace, ["again"])).toEqual([1]);
  await namespace.deregisterTable({ id: ["again"] });
  expect(await records()).toBe(1);
  await namespace.purgeDropped({ id: [], older_than_seconds: 0 });
  await namespace.removeDueFiles();
  expect([existsSync(folder), await records()]).toEqual([false, 0]);
});

test("a deregistered table's folder has all versions, and the catalog no longer keeps them", async () => {
  const { pglite } = catalogs();
  const namespace = catalogs().open(tracking);
  const folder = await createKept(namespace, id);
  const version = { id, version: 2, manifest_path: stage(folder, "a") };
  await namespace.createTableVersion(version);
  await unpublish(pglite, folder, 2);
  await namespace.deregisterTable({ id });
  expect(manifestsIn(folder)).toHaveLength(2);
  await namespace.registerTable({ id, location: String(folder.split("/").at(-1)) });
  expect(await isManaged(namespace)).toBe(false);
});

test("a name that is registered for another folder leaves all versions in the old one", async () => {
  const { root, pglite } = catalogs();
  const namespace = catalogs().open(tracking);
  const folder = await createKept(namespace, id);
  await unpublish(pglite, folder, 1);
  await writeTable(`${root}/other.lance`, [9]);
  await namespace.registerTable({ id, location: "other.lance", mode: "Overwrite" });
  expect([await isManaged(namespace), await idsAt(folder)]).toEqual([false, [1, 2]]);
});

test("a schema of version 1 is brought to the present one, and its tables stay as they are", async () => {
  const { pglite } = catalogs();
  await catalogs()
    .open()
    .createTable({ id, data: arrowStream([1]) });
  await pglite.exec(
    "drop table lancetree_versions; alter table lancetree_objects drop column managed; delete from lancetree_schema where version > 1;",
  );
  const namespace = catalogs().open(tracking);
  expect(await isManaged(namespace)).toBe(false);
  await createKept(namespace, ["kept"]);
  expect(await versionsOf(namespace, ["kept"])).toEqual([1]);
});
