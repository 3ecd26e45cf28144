/** Commits that race, conflict, are repeated, or whose process ends. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withTables } from "@lancetree/tables";
import { expect, test } from "vitest";
import { arrowStream, idsAt } from "../../dir-namespace/test/support/rows.ts";
import { useCatalogs } from "./support/catalogs.ts";
import {
  createKept,
  manifestOf,
  manifestsIn,
  stage,
  unpublish,
  unpublishedAt,
  versionsOf,
} from "./support/kept-tables.ts";

const catalogs = useCatalogs();
const id = ["t"];
const tracking = { tableVersionTrackingEnabled: true };

test("of many commits of one version one succeeds, and nothing of the others is left", async () => {
  const namespace = catalogs().open(tracking);
  const folder = await createKept(namespace, id);
  const commits = ["a", "b", "c", "d"].map((name) =>
    namespace.createTableVersion({ id, version: 2, manifest_path: stage(folder, name) }),
  );
  const outcomes = await Promise.allSettled(commits);
  const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
  expect(reasons).toEqual([14, 14, 14]);
  // The staged manifests belong to their writers.
  expect(manifestsIn(folder)).toHaveLength(2 + 3);
});

test("a request that is repeated with the same manifest succeeds, with another one it does not", async () => {
  const namespace = catalogs().open(tracking);
  const folder = await createKept(namespace, id);
  const request = { id, version: 2, manifest_path: stage(folder, "a"), metadata: { by: "a" } };
  const first = await namespace.createTableVersion(request);
  expect(await namespace.createTableVersion(request)).toEqual(first);
  const other = { ...request, manifest_path: stage(folder, "b") };
  await expect(namespace.createTableVersion(other)).rejects.toMatchObject({ code: 14 });
  await expect(namespace.createTableVersion({ ...other, version: 4 })).rejects.toMatchObject({ code: 14 });
  expect((await namespace.describeTableVersion({ id })).version).toEqual(first.version);
});

test.each(["none", "../t/none", "etc/passwd", ""])(
  "the manifest %j is InvalidInput and records nothing",
  async (path) => {
    const namespace = catalogs().open(tracking);
    await createKept(namespace, id);
    const request = { id, version: 2, manifest_path: path };
    await expect(namespace.createTableVersion(request)).rejects.toMatchObject({ code: 13 });
    expect(await versionsOf(namespace, id)).toEqual([1]);
  },
);

test("a manifest of another table is InvalidInput", async () => {
  const namespace = catalogs().open(tracking);
  await createKept(namespace, id);
  const request = { id, version: 2, manifest_path: stage(await createKept(namespace, ["u"]), "a") };
  await expect(namespace.createTableVersion(request)).rejects.toMatchObject({ code: 13 });
});

test("the next reader publishes what a process recorded that then ended, although its writer gave up", async () => {
  const { pglite } = catalogs();
  const namespace = catalogs().open(tracking);
  const folder = await createKept(namespace, id);
  await namespace.createTableVersion({ id, version: 2, manifest_path: stage(folder, "a") });
  expect(await unpublishedAt(pglite, folder)).toBe(0);
  await unpublish(pglite, folder, 2);
  const { version } = await namespace.describeTableVersion({ id });
  expect(existsSync(join("/", version.manifest_path))).toBe(true);
  expect(manifestsIn(folder)).toEqual([manifestOf(2), manifestOf(1)]);
  expect(await unpublishedAt(pglite, folder)).toBe(0);
});

test("a missing manifest of the latest version is InvalidTableState: no client removes it", async () => {
  const namespace = catalogs().open(tracking);
  const folder = await createKept(namespace, id);
  rmSync(join(folder, "_versions", manifestOf(1)));
  await expect(namespace.listTableVersions({ id })).rejects.toMatchObject({ code: 19 });
  await using tables = withTables(namespace);
  await expect(tables.countTableRows({ id })).rejects.toMatchObject({ code: 19 });
});

test("a batch whose third table conflicts leaves nothing", async () => {
  const namespace = catalogs().open(tracking);
  const paths = [["a"], ["b"], ["c"]];
  const folders: string[] = [];
  for (const path of paths) folders.push(await createKept(namespace, path));
  await namespace.createTableVersion({ id: ["c"], version: 2, manifest_path: stage(folders[2] ?? "", "x") });
  const before = folders.map(manifestsIn);
  const entries = paths.map((path, index) => ({
    id: path,
    version: 2,
    manifest_path: stage(folders[index] ?? "", "y"),
  }));
  const declare = { declare_table: { id: ["new"] } };
  const operations = [declare, ...entries.map((entry) => ({ create_table_version: entry }))];
  await expect(namespace.batchCreateTableVersions({ entries })).rejects.toMatchObject({ code: 14 });
  await expect(namespace.batchCommitTables({ operations })).rejects.toMatchObject({ code: 14 });
  expect(folders.map((folder) => manifestsIn(folder).length)).toEqual(
    before.map((names) => names.length + 1),
  );
  expect((await namespace.listTables({ id: [] })).tables).toEqual(["a", "b", "c"]);
  for (const path of paths.slice(0, 2)) expect(await versionsOf(namespace, path)).toEqual([1]);
  const others = entries.slice(0, 2);
  expect((await namespace.batchCreateTableVersions({ entries: others })).versions).toHaveLength(2);
  for (const path of paths) expect(await versionsOf(namespace, path)).toEqual([1, 2]);
});

test("a batch declares, commits, deletes and deregisters at once", async () => {
  const namespace = catalogs().open(tracking);
  const folder = await createKept(namespace, id);
  const gone = await createKept(namespace, ["gone"]);
  const path = stage(gone, "z");
  const { results } = await namespace.batchCommitTables({
    operations: [
      { declare_table: { id: ["new"] } },
      { create_table_version: { id, version: 2, manifest_path: stage(folder, "a") } },
      { delete_table_versions: { id, ranges: [{ start_version: 0, end_version: -1 }] } },
      { create_table_version: { id: ["gone"], version: 2, manifest_path: path } },
      { deregister_table: { id: ["gone"] } },
    ],
  });
  expect(results[0]?.declare_table?.managed_versioning).toBe(true);
  expect(results[2]?.delete_table_versions?.deleted_count).toBe(1);
  expect((await namespace.listTables({ id: [], include_declared: true })).tables).toEqual(["new", "t"]);
  // The latest version stays.
  expect([await versionsOf(namespace, id), manifestsIn(folder)]).toEqual([[2], [manifestOf(2)]]);
  expect(manifestsIn(gone)).toEqual([manifestOf(2), manifestOf(1)]);
});

test.each([
  [{ declare_table: { id: ["no", "new"] } }, 1],
  [{ declare_table: { id: ["t"] } }, 5],
  [{ deregister_table: { id: ["no"] } }, 4],
  [{ delete_table_versions: { id: ["no"], ranges: [] } }, 4],
  [{}, 13],
])("a batch with %j makes none of its operations", async (operation, code) => {
  const namespace = catalogs().open(tracking);
  const folder = await createKept(namespace, id);
  const commit = { create_table_version: { id, version: 2, manifest_path: stage(folder, "a") } };
  const batch = { operations: [{ declare_table: { id: ["new"] } }, commit, operation] };
  await expect(namespace.batchCommitTables(batch)).rejects.toMatchObject({ code });
  const { tables } = await namespace.listTables({ id: [], include_declared: true });
  expect([tables, await versionsOf(namespace, id)]).toEqual([["t"], [1]]);
  expect(manifestsIn(folder)).toHaveLength(2);
});

test("one batch cannot change tables whose versions are files as well", async () => {
  const files = catalogs().open();
  const { location } = await files.createTable({ id: ["u"], data: arrowStream([1]) });
  const namespace = catalogs().open(tracking);
  const folder = await createKept(namespace, id);
  const entries = [
    { id, version: 2, manifest_path: stage(folder, "a") },
    { id: ["u"], version: 2, manifest_path: stage(new URL(String(location)).pathname, "b") },
  ];
  await using tables = withTables(namespace);
  await expect(tables.batchCreateTableVersions({ entries })).rejects.toMatchObject({ code: 0 });
  expect([await versionsOf(namespace, id), await idsAt(location)]).toEqual([[1], [1]]);
});
