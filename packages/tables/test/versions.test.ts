import { copyFile, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { manifestName } from "../src/lance-files/manifest-name.ts";
import { expectCode, id, rowsOf, stream, subject, users } from "./support.ts";

const of = subject();
const add = (rowId: number) =>
  of.namespace.insertIntoTable({ id, data: stream([{ ...users[0], id: rowId }]) });
const numbers = async (request: object = {}) =>
  (await of.namespace.listTableVersions({ id, ...request })).versions.map(({ version }) => version);
const ids = async () => (await rowsOf(of)).map((row) => row["id"]);

async function folderOf(table: string[] = id): Promise<string> {
  return join((await of.inner.describeTable({ id: table })).location ?? "", "_versions");
}

/** Renames the latest version to a staged file, as a writer does that leaves the commit to the catalog. */
async function stage(table: string[], version: number): Promise<string> {
  const folder = await folderOf(table);
  const staged = join(folder, `${manifestName(version, "V2")}-0d1f`);
  await rename(join(folder, manifestName(version, "V2")), staged);
  return staged.slice(1);
}

test("versions are listed in pages, in both orders", async () => {
  for (const rowId of [4, 5, 6]) await add(rowId);
  expect(await numbers()).toEqual([1, 2, 3, 4]);
  expect(await numbers({ descending: true, limit: 1 })).toEqual([4]);
  const first = await of.namespace.listTableVersions({ id, limit: 2 });
  expect(first.page_token).toBe("2");
  expect(await numbers({ limit: 2, page_token: "2" })).toEqual([3, 4]);
  expect(await numbers({ descending: true, page_token: "2" })).toEqual([1]);
  expect((await of.namespace.listTableVersions({ id, limit: 4 })).page_token).toBeUndefined();
  await expectCode(numbers({ page_token: "x" }), 13);
});

test.each([undefined, "side"])(
  "the metadata of a version is returned on request: branch %s",
  async (branch) => {
    if (branch) await of.namespace.createTableBranch({ id, name: branch });
    await of.namespace.deleteFromTable({ id, predicate: "id = 1", ...(branch && { branch }) });
    const request = { id, ...(branch && { branch }) };
    const plain = await of.namespace.listTableVersions(request);
    expect(plain.versions.map(({ metadata }) => metadata)).toEqual(plain.versions.map(() => undefined));
    const detailed = await of.namespace.listTableVersions(request, { versionMetadata: true });
    expect(detailed.versions.map((one) => ({ ...one, metadata: undefined }))).toEqual(plain.versions);
    expect(detailed.versions.at(-1)?.metadata).toMatchObject({ total_rows: "2", total_deletion_files: "1" });
  },
);

test("a version is described by its file", async () => {
  // The time of a file comes from a clock of the system that ticks every few milliseconds.
  const before = Date.now() - 100;
  await add(4);
  const { version } = await of.namespace.describeTableVersion({ id });
  expect(version.version).toBe(2);
  expect((await readFile(`/${version.manifest_path}`)).byteLength).toBe(version.manifest_size);
  expect(version.timestamp_millis).toBeGreaterThanOrEqual(before);
  expect(version.timestamp_millis).toBeLessThanOrEqual(Date.now());
  expect((await of.namespace.describeTableVersion({ id, version: 1 })).version.version).toBe(1);
  await expectCode(of.namespace.describeTableVersion({ id, version: 3 }), 11);
});

test("a branch has separate versions", async () => {
  await of.namespace.createTableBranch({ id, name: "b" });
  await of.namespace.deleteFromTable({ id, branch: "b", predicate: "id = 1" });
  expect(await numbers({ branch: "b" })).toEqual([1, 2]);
  expect(await numbers()).toEqual([1]);
  await expectCode(numbers({ branch: "zz" }), 22);
  await of.namespace.restoreTable({ id, branch: "b", version: 1 });
  expect(await rowsOf(of, { branch: "b" })).toHaveLength(3);
});

test("a call that changes records of versions asks the catalog for each table once", async () => {
  for (const rowId of [4, 5]) await add(rowId);
  const manifest_path = await stage(id, 3);
  const asking = vi.spyOn(of.inner, "describeTable");
  await of.namespace.createTableVersion({ id, version: 3, manifest_path });
  await of.namespace.batchDeleteTableVersions({ id, ranges: [{ start_version: 1, end_version: 2 }] });
  expect(asking).toHaveBeenCalledTimes(2);
  const entries = [{ id, version: 3, manifest_path: await stage(id, 3) }];
  asking.mockClear();
  await of.namespace.batchCreateTableVersions({ entries });
  expect(asking).toHaveBeenCalledTimes(1);
});

test("restoreTable makes an older version the latest", async () => {
  await add(4);
  await of.namespace.restoreTable({ id, version: 1 });
  expect(await ids()).toEqual([1, 2, 3]);
  expect(await numbers()).toEqual([1, 2, 3]);
  await expectCode(of.namespace.restoreTable({ id, version: 99 }), 11);
});

describe("createTableVersion", () => {
  test("turns a staged manifest into a version, once", async () => {
    await add(4);
    const manifest_path = await stage(id, 2);
    expect(await ids()).toEqual([1, 2, 3]);
    const copy = `/${manifest_path}2`;
    await copyFile(`/${manifest_path}`, copy);
    const result = await of.namespace.createTableVersion({
      id,
      version: 2,
      manifest_path,
      naming_scheme: "V2",
    });
    expect(result.version).toMatchObject({ version: 2 });
    expect(result.version?.manifest_path).toBe(join(await folderOf(), manifestName(2, "V2")).slice(1));
    expect(await ids()).toEqual([1, 2, 3, 4]);
    const again = await of.namespace.createTableVersion({ id, version: 2, manifest_path: copy });
    expect(again).toEqual(result);
    expect((await readdir(await folderOf())).filter((name) => name.includes("-0d1f"))).toEqual([]);
  });

  test("one of many writers of the same version succeeds", async () => {
    await add(4);
    const path = `/${await stage(id, 2)}`;
    const paths = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const mine = `${path}-${index}`;
        // equal manifests would all succeed
        await writeFile(mine, Buffer.concat([Buffer.alloc(index), await readFile(path)]));
        return mine;
      }),
    );
    const outcomes = await Promise.allSettled(
      paths.map((manifest_path) => of.namespace.createTableVersion({ id, version: 2, manifest_path })),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const codes = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
    expect(codes).toEqual(Array.from({ length: 7 }, () => 14));
  });

  test("rejects gaps, existing versions, and files that are not a staged manifest of the table", async () => {
    await add(4);
    await add(5);
    const manifest_path = await stage(id, 3);
    const create = (request: object) =>
      of.namespace.createTableVersion({ id, version: 3, manifest_path, ...request });
    await expectCode(create({ version: 4 }), 14);
    await expectCode(create({ version: 2 }), 14);
    await expectCode(create({ version: 0 }), 13);
    await expectCode(create({ naming_scheme: "V3" }), 13);
    await expectCode(create({ branch: "../../x" }), 22);
    const folder = await folderOf();
    const outside = join(of.folder, "outside-0d1f");
    await copyFile(`/${manifest_path}`, outside);
    await writeFile(join(folder, "garbage-0d1f"), "not a manifest");
    for (const wrong of [
      "a\0b",
      outside,
      join(folder, "garbage-0d1f"),
      join(folder, "missing"),
      "etc/passwd",
      "",
    ]) {
      await expectCode(create({ manifest_path: wrong }), 13);
    }
    await expectCode(create({ manifest_path: join(folder, manifestName(1, "V2")) }), 13);
    expect(await numbers()).toEqual([1, 2]);
  });
});

describe("several tables at once", () => {
  const other = ["other"];
  const setUp = async () => {
    await of.namespace.createTable({ id: other, data: stream(users) });
    await of.namespace.insertIntoTable({ id: other, data: stream([{ ...users[0], id: 7 }]) });
    await add(4);
    const [mine, theirs] = [await stage(id, 2), await stage(other, 2)];
    return [
      { id, version: 2, manifest_path: mine },
      { id: other, version: 2, manifest_path: theirs },
    ];
  };
  const count = async (table: string[]) => Number((await of.namespace.countTableRows({ id: table })).count);

  test("batchCreateTableVersions records all or none", async () => {
    const entries = await setUp();
    const wrong = entries.map((entry, index) => ({ ...entry, version: 2 + index }));
    await expectCode(of.namespace.batchCreateTableVersions({ entries: wrong }), 14);
    expect([await count(id), await count(other)]).toEqual([3, 3]);
    const { versions } = await of.namespace.batchCreateTableVersions({ entries });
    expect(versions.map(({ version }) => version)).toEqual([2, 2]);
    expect([await count(id), await count(other)]).toEqual([4, 4]);
  });

  test("batchCommitTables applies every kind, or reverts all of them", async () => {
    const [mine, theirs] = await setUp();
    const operations = [
      { delete_table_versions: { id, ranges: [{ start_version: 1, end_version: 2 }] } },
      { create_table_version: mine },
      { declare_table: { id: ["fresh"] } },
      { deregister_table: { id: other } },
    ];
    const failing = [...operations, { create_table_version: { ...theirs, version: 9 } }] as never;
    await expectCode(of.namespace.batchCommitTables({ operations: failing }), 14);
    expect((await of.namespace.listTables({ id: [] })).tables).toEqual(["other", "user"]);
    expect(await numbers()).toEqual([1]);
    const { results } = await of.namespace.batchCommitTables({ operations: operations as never });
    expect(results).toMatchObject([
      { delete_table_versions: { deleted_count: 1 } },
      { create_table_version: { version: { version: 2 } } },
      { declare_table: { location: expect.any(String) } },
      { deregister_table: { location: expect.any(String) } },
    ]);
    expect((await of.namespace.listTables({ id: [] })).tables).toEqual(["fresh", "user"]);
    expect(await numbers()).toEqual([2]);
    expect(await ids()).toEqual([1, 2, 3, 4]);
    await expectCode(of.namespace.batchCommitTables({ operations: [{}] }), 13);
  });

  test("batchDeleteTableVersions deletes ranges, the end not included", async () => {
    for (const rowId of [4, 5, 6, 7]) await add(rowId);
    const remove = (start_version: number, end_version: number) =>
      of.namespace.batchDeleteTableVersions({ id, ranges: [{ start_version, end_version }] });
    expect(await remove(1, 3)).toEqual({ deleted_count: 2 });
    expect(await numbers()).toEqual([3, 4, 5]);
    expect(await remove(1, 3)).toEqual({ deleted_count: 0 });
    expect(await remove(5, -1)).toEqual({ deleted_count: 1 });
    expect(await ids()).toEqual([1, 2, 3, 4, 5, 6]);
    await expectCode(remove(1, 2_000_000), 13);
    await expectCode(remove(0.5, 2), 13);
  });

  test("a branch with a name that is too long for a file has no versions", async () => {
    const request = { id, branch: "y".repeat(1024), ranges: [{ start_version: 1, end_version: 2 }] };
    expect(await of.namespace.batchDeleteTableVersions(request)).toEqual({ deleted_count: 0 });
    await expectCode(of.namespace.batchDeleteTableVersions({ ...request, branch: "y/".repeat(1024) }), 13);
  });
});
