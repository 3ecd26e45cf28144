import { randomUUID } from "node:crypto";
import * as lancedb from "@lancedb/lancedb";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { connect, type NamespaceConnection } from "../../src/index.ts";

/*
 * LanceDB's own clients on a bucket that we write, and the other way round. Where a test polls: in SeaweedFS, a folder appears in lists for
 * some time after the last object in it was removed.
 */

const storageOptions: Record<string, string> = { ...inject("storageOptions") };
let root: string;
let lancetree: NamespaceConnection;
let native: lancedb.Connection;
let listing: lancedb.Connection;

beforeEach(async () => {
  root = `${inject("bucket")}/${randomUUID()}`;
  lancetree = await connect(root, { storageOptions });
  const storage = Object.entries(storageOptions).map(([key, value]) => [`storage.${key}`, value]);
  native = await lancedb.connectNamespace(
    "dir",
    { root, ...Object.fromEntries(storage) },
    { storageOptions },
  );
  listing = await lancedb.connect(root, { storageOptions });
});

afterEach(async () => {
  await lancetree[Symbol.asyncDispose]();
  native.close();
  listing.close();
});

const rows = (...ids: number[]): { id: number }[] => ids.map((id) => ({ id }));

/** LanceDB does not open by the connection's own storage options. */
function openNative(name: string, path: string[] = []): Promise<lancedb.Table> {
  return native.openTable(name, path, { storageOptions });
}

test("a native client reads what we wrote, and we what it wrote", async () => {
  await lancetree.createNamespace(["prod"]);
  await lancetree.createNamespace(["prod", "search"]);
  await lancetree.createTable("user", rows(1, 2), ["prod", "search"]);
  expect((await native.listNamespaces(["prod"])).namespaces).toEqual(["search"]);
  expect(await native.tableNames(["prod", "search"])).toEqual(["user"]);
  expect(await (await openNative("user", ["prod", "search"])).countRows()).toBe(2);

  await native.createNamespace(["prod", "native"]);
  await native.createTable("item", rows(1, 2, 3), ["prod", "native"]);
  expect((await lancetree.listNamespaces(["prod"])).namespaces).toEqual(["native", "search"]);
  const item = await lancetree.openTable("item", ["prod", "native"]);
  expect(await item.countRows()).toBe(3);
  await item.add(rows(4));
  expect(await (await openNative("item", ["prod", "native"])).countRows()).toBe(4);

  await lancetree.dropTable("item", ["prod", "native"]);
  expect(await native.tableNames(["prod", "native"])).toEqual([]);
  await native.dropTable("user", ["prod", "search"]);
  expect(await lancetree.tableNames(["prod", "search"])).toEqual([]);
});

test("the first root table of a name is one for clients that go by folder names, until it is dropped", async () => {
  await lancetree.createTable("user", rows(1, 2));
  expect(await listing.tableNames()).toEqual(["user"]);
  const open = await listing.openTable("user");
  expect(await open.countRows()).toBe(2);
  await open.add(rows(3));
  expect(await (await lancetree.openTable("user")).countRows()).toBe(3);
  expect(await (await openNative("user")).countRows()).toBe(3);

  await lancetree.dropTable("user");
  await expect.poll(() => listing.tableNames()).toEqual([]);
  expect(await lancetree.tableNames()).toEqual([]);

  // The next one of that name has a folder of its own, which only the catalog knows.
  await lancetree.createTable("user", rows(7));
  expect(await lancetree.tableNames()).toEqual(["user"]);
  expect(await listing.tableNames()).toEqual([]);
  expect(await (await lancetree.openTable("user")).countRows()).toBe(1);
});

test("root tables of clients that go by folder names are tables, and can be renamed and dropped", async () => {
  await listing.createTable("event", rows(1, 2));
  await listing.createTable("other", rows(1));
  expect(await lancetree.tableNames()).toEqual(["event", "other"]);
  expect(await (await lancetree.openTable("event")).countRows()).toBe(2);
  await expect(lancetree.createTable("event", rows(9))).rejects.toMatchObject({ code: 5 });

  await lancetree.createNamespace(["prod"]);
  await lancetree.namespace.renameTable({
    id: ["event"],
    new_table_name: "event",
    new_namespace_id: ["prod"],
  });
  expect(await lancetree.tableNames()).toEqual(["other"]);
  expect(await (await lancetree.openTable("event", ["prod"])).countRows()).toBe(2);

  await lancetree.dropTable("other");
  expect(await lancetree.tableNames()).toEqual([]);
  await expect.poll(() => listing.tableNames()).not.toContain("other");
  await expect(lancetree.openTable("other")).rejects.toMatchObject({ code: 4 });
});

test("a name that we emptied is free for clients that go by folder names alone", async () => {
  await listing.createTable("event", rows(1, 2));
  await lancetree.dropTable("event");
  const made = await listing.createTable("event", rows(1, 2, 3));
  expect(await made.countRows()).toBe(3);
  expect(await listing.tableNames()).toEqual(["event"]);
  // Lancetree cannot distinguish it from a late copy of what was dropped.
  expect(await lancetree.tableNames()).toEqual([]);
});
