import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectCode, id, rowsOf, stream, subject, users } from "./support.ts";

const of = subject();
const add = (branch?: string) =>
  of.namespace.insertIntoTable({ id, ...(branch && { branch }), data: stream([{ ...users[0], id: 9 }]) });

describe("tags", () => {
  test("are created, updated and deleted", async () => {
    const { namespace } = of;
    await add();
    await namespace.createTableTag({ id, tag: "first", version: 1 });
    expect(await namespace.getTableTagVersion({ id, tag: "first" })).toEqual({ version: 1 });
    await namespace.updateTableTag({ id, tag: "first", version: 2 });
    expect(await namespace.getTableTagVersion({ id, tag: "first" })).toEqual({ version: 2 });
    await namespace.deleteTableTag({ id, tag: "first" });
    expect(await namespace.listTableTags({ id })).toEqual({ tags: {} });
  });

  test("list in pages, with the branch of each", async () => {
    const { namespace } = of;
    await namespace.createTableBranch({ id, name: "b" });
    await add("b");
    await namespace.createTableTag({ id, tag: "main1", version: 1 });
    await namespace.createTableTag({ id, tag: "onb", version: 2, branch: "b" });
    const size = expect.any(Number);
    const { tags } = await namespace.listTableTags({ id });
    expect(tags).toEqual({
      main1: { version: 1, manifestSize: size },
      onb: { version: 2, branch: "b", manifestSize: size },
    });
    expect(await namespace.getTableTagVersion({ id, tag: "onb" })).toEqual({ version: 2, branch: "b" });
    const first = await namespace.listTableTags({ id, limit: 1 });
    expect([Object.keys(first.tags), first.page_token]).toEqual([["main1"], "main1"]);
    expect(Object.keys((await namespace.listTableTags({ id, page_token: "main1" })).tags)).toEqual(["onb"]);
    await expectCode(namespace.deleteTableBranch({ id, name: "b" }), 19);
  });

  test("are rejected if they are invalid", async () => {
    const { namespace } = of;
    await namespace.createTableTag({ id, tag: "t", version: 1 });
    await expectCode(namespace.createTableTag({ id, tag: "t", version: 1 }), 9);
    await expectCode(namespace.createTableTag({ id, tag: "u", version: 99 }), 11);
    await expectCode(namespace.createTableTag({ id, tag: "a b", version: 1 }), 13);
    await expectCode(namespace.createTableTag({ id, tag: "u", version: 1, branch: "zz" }), 22);
    await expectCode(namespace.getTableTagVersion({ id, tag: "constructor" }), 8);
    await expectCode(namespace.updateTableTag({ id, tag: "u", version: 1 }), 8);
    await expectCode(namespace.updateTableTag({ id, tag: "t", version: 99 }), 11);
    await expectCode(namespace.deleteTableTag({ id, tag: "u" }), 8);
    expect(Object.keys((await namespace.listTableTags({ id })).tags)).toEqual(["t"]);
  });
});

describe("branches", () => {
  test("start at a version, of the main branch or another one", async () => {
    const { namespace } = of;
    const before = Math.floor(Date.now() / 1000);
    await add();
    await namespace.createTableBranch({ id, name: "old", from_version: 1 });
    await add("old");
    await namespace.createTableBranch({ id, name: "a/b", from_branch: "old" });
    const { branches } = await namespace.listTableBranches({ id });
    expect(branches).toMatchObject({
      old: { parentVersion: 1, manifestSize: expect.any(Number) },
      "a/b": { parentBranch: "old", parentVersion: 2 },
    });
    const created = branches["old"]?.createAt ?? 0;
    expect(created).toBeGreaterThanOrEqual(before);
    expect(created).toBeLessThanOrEqual(Date.now() / 1000);
    expect(await rowsOf(of, { branch: "a/b" })).toHaveLength(4);
    const first = await namespace.listTableBranches({ id, limit: 1 });
    expect([Object.keys(first.branches), first.page_token]).toEqual([["a/b"], "a/b"]);
    await namespace.deleteTableBranch({ id, name: "a/b" });
    expect(Object.keys((await namespace.listTableBranches({ id })).branches)).toEqual(["old"]);
  });

  test("are rejected if they are invalid, and leave no files", async () => {
    const { namespace } = of;
    await namespace.createTableBranch({ id, name: "b" });
    const [table = ""] = await readdir(of.folder);
    await expectCode(namespace.createTableBranch({ id, name: "b" }), 23);
    await expectCode(namespace.createTableBranch({ id, name: "c", from_branch: "zz" }), 22);
    await expectCode(namespace.createTableBranch({ id, name: "c", from_version: 99 }), 11);
    await expectCode(namespace.createTableBranch({ id, name: "c", from_branch: "b", from_version: 99 }), 11);
    for (const name of ["a b", "../x", "main", "", "a//b"]) {
      await expectCode(namespace.createTableBranch({ id, name }), 13);
    }
    await expectCode(namespace.deleteTableBranch({ id, name: "zz" }), 22);
    await expectCode(namespace.deleteTableBranch({ id, name: "toString" }), 22);
    await expectCode(namespace.countTableRows({ id, branch: "b", version: 99 }), 11);
    expect(await readdir(join(of.folder, table, "tree"))).toEqual(["b"]);
  });
});

test("a table that is only declared has no tags, branches, versions or indices", async () => {
  const { namespace, inner } = of;
  await inner.declareTable({ id: ["new"] });
  expect(await namespace.listTableTags({ id: ["new"] })).toEqual({ tags: {} });
  expect(await namespace.listTableBranches({ id: ["new"] })).toEqual({ branches: {} });
  expect(await namespace.listTableVersions({ id: ["new"] })).toEqual({ versions: [] });
  expect(await namespace.listTableIndices({ id: ["new"] })).toEqual({ indexes: [] });
  await expectCode(namespace.describeTableVersion({ id: ["new"] }), 11);
  await expectCode(namespace.listTableTags({ id: ["missing"] }), 4);
});

test("a missing tag, an existing one and a missing version are named", async () => {
  const { namespace } = of;
  await expect(namespace.getTableTagVersion({ id, tag: "nosuch" })).rejects.toThrow(
    "The tag 'nosuch' does not",
  );
  await expect(namespace.deleteTableTag({ id, tag: "nosuch" })).rejects.toThrow("The tag 'nosuch' does not");
  await namespace.createTableTag({ id, tag: "a", version: 1 });
  await expect(namespace.createTableTag({ id, tag: "a", version: 1 })).rejects.toThrow("The tag 'a' already");
  await expect(namespace.createTableTag({ id, tag: "b", version: 99 })).rejects.toThrow(
    "Version 99 of table",
  );
});

test("a name that is too long for every store is refused before LanceDB looks for it", async () => {
  const { namespace } = of;
  // LanceDB needs minutes for this many parts.
  const long = `${"y/".repeat(200_000)}y`;
  const requests = [
    () => namespace.countTableRows({ id, branch: long }),
    () => namespace.queryTable({ id, branch: long, k: 1, vector: {} }),
    () => namespace.listTableVersions({ id, branch: long }),
    () => namespace.describeTableVersion({ id, branch: long }),
    () => namespace.getTableTagVersion({ id, tag: long }),
    () => namespace.updateTableTag({ id, tag: long, version: 1 }),
    () => namespace.deleteTableTag({ id, tag: long }),
    () => namespace.createTableTag({ id, tag: "a", version: 1, branch: long }),
    () => namespace.createTableBranch({ id, name: long }),
    () => namespace.createTableBranch({ id, name: "a", from_branch: long }),
    () => namespace.deleteTableBranch({ id, name: long }),
    () => add(long),
  ];
  for (const request of requests) await expect(request()).rejects.toMatchObject({ code: 13 });
});
