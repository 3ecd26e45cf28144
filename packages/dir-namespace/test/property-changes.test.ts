/** What the conformance kit cannot see of a change of properties: the stored rows, other clients, and commits that fail. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { connect, connectNamespace as connectNative } from "@lancedb/lancedb";
import { isNamespaceError } from "@lancetree/core";
import { expect, test } from "vitest";
import { GroupCommit } from "../src/model/group-commit.ts";
import { storedRow } from "../src/model/row.ts";
import { alterProperties } from "../src/operations/alter-properties.ts";
import { useFolder } from "./support/folder.ts";
import {
  intentsCleared,
  manifestRows,
  namespaceRow,
  nativeTable,
  tableRow,
  writeManifestRows,
} from "./support/manifest-rows.ts";
import { errorOf } from "./support/outcome.ts";
import { arrowStream, idsAt } from "./support/rows.ts";
import { openStorage } from "./support/storage.ts";

const folder = useFolder();
const data = arrowStream([7]);

async function stored(id: string): Promise<unknown> {
  const rows = await manifestRows(folder.root);
  return rows.filter(({ object_id: other }) => other === id);
}

test("rows of native clients keep their properties and locations, and native clients read the result", async () => {
  await writeManifestRows(folder.root, [namespaceRow("ns", { owner: "ann", color: "red" })]);
  await nativeTable(folder.root, "ns$t", [1, 2]);
  const catalog = folder.open();
  await catalog.alterProperties({ id: ["ns"], set: { color: "blue" }, remove: ["none"] });
  await catalog.alterProperties({ id: ["ns", "t"], set: { made: "here" } });
  expect(await stored("ns")).toEqual([
    { ...namespaceRow("ns", { owner: "ann", color: "blue" }), location: null },
  ]);
  expect(await stored("ns$t")).toEqual([tableRow("ns$t", "0a1b2c3d_ns$t", '{"made":"here"}')]);
  const native = await connectNative("dir", { root: folder.root });
  try {
    expect(await native.tableNames(["ns"])).toEqual(["t"]);
    const table = await native.openTable("t", ["ns"]);
    expect(await table.countRows()).toBe(2);
    table.close();
    expect((await native.describeNamespace(["ns"])).properties).toEqual({ owner: "ann", color: "blue" });
  } finally {
    native.close();
  }
});

test("the last property that is removed leaves no metadata, as native clients store it", async () => {
  const catalog = folder.open();
  await catalog.createNamespace({ id: ["ns"], properties: { a: "1" } });
  expect(await catalog.alterProperties({ id: ["ns"], remove: ["a"] })).toEqual({ properties: {} });
  expect(await stored("ns")).toEqual([{ ...namespaceRow("ns"), location: null }]);
});

test("objects without a row get one, and only if something changes", async () => {
  const plain = await connect(folder.root);
  (await plain.createTable("listed", [{ id: 1 }, { id: 2 }])).close();
  plain.close();
  await rm(join(folder.root, "__manifest"), { recursive: true, force: true });
  await nativeTable(folder.root, "implied$inner$t", [1]);
  const catalog = folder.open();
  for (const id of [["implied", "inner"], ["listed"]])
    expect(await catalog.alterProperties({ id, remove: ["a"] })).toEqual({ properties: {} });
  expect((await manifestRows(folder.root)).map((row) => row.object_id)).toEqual(["implied$inner$t"]);
  await catalog.alterProperties({ id: ["implied", "inner"], set: { a: "1" } });
  await catalog.alterProperties({ id: ["listed"], set: { a: "1" } });
  await intentsCleared(folder.root);
  expect(await manifestRows(folder.root)).toEqual(
    [
      { ...namespaceRow("implied"), location: null },
      { ...namespaceRow("implied$inner", { a: "1" }), location: null },
      tableRow("implied$inner$t", "0a1b2c3d_implied$inner$t"),
      tableRow("listed", "listed.lance", '{"a":"1"}'),
    ].toSorted((left, right) => left.object_id.localeCompare(right.object_id)),
  );
  expect((await catalog.listTables({ id: [] })).tables).toEqual(["listed"]);
  const { location, properties } = await catalog.describeTable({ id: ["listed"] });
  expect(properties).toEqual({ a: "1" });
  expect(await idsAt(location)).toEqual([1, 2]);
  await catalog.dropTable({ id: ["listed"] });
  expect(await folder.folders()).toEqual(["0a1b2c3d_implied$inner$t"]);
});

test("an intent that an ended process left is completed first, and is not a property", async () => {
  const intent = { "lancetree.intent": "created:00000000000000aa@1" };
  await writeManifestRows(folder.root, [namespaceRow("ns", { a: "1", ...intent })]);
  const catalog = folder.open();
  const { properties } = await catalog.alterProperties({ id: ["ns"], set: { b: "2" } });
  expect(properties).toEqual({ a: "1", b: "2" });
  expect(await stored("ns")).toEqual([{ ...namespaceRow("ns", { a: "1", b: "2" }), location: null }]);
  for (const change of [{ set: intent }, { remove: Object.keys(intent) }])
    await expect(catalog.alterProperties({ id: ["ns"], ...change })).rejects.toMatchObject({
      code: 13,
      message: expect.stringContaining("reserved"),
    });
});

test("protection is refused wherever it could be set, since other clients do not know it", async () => {
  const catalog = folder.open();
  await catalog.createNamespace({ id: ["ns"] });
  await catalog.createTable({ id: ["t"], data });
  const properties = { "lancetree.protected": "true" };
  const calls = [
    catalog.alterProperties({ id: ["ns"], set: properties }),
    catalog.createNamespace({ id: ["new"], properties }),
    catalog.createNamespace({ id: ["ns"], mode: "overwrite", properties }),
    catalog.createTable({ id: ["new"], properties, data }),
    catalog.declareTable({ id: ["new"], properties }),
    catalog.registerTable({ id: ["new"], location: "t.lance", properties }),
  ];
  for (const call of calls)
    await expect(call).rejects.toMatchObject({
      code: 13,
      message: expect.stringContaining("lancetree.protected"),
    });
  expect((await catalog.listAllTables({})).tables).toEqual(["t"]);
  expect((await catalog.listNamespaces({ id: [] })).namespaces).toEqual(["ns"]);
});

test("what another client wrote under that name can be removed", async () => {
  await writeManifestRows(folder.root, [namespaceRow("ns", { "lancetree.protected": "true" })]);
  const catalog = folder.open();
  expect(await catalog.alterProperties({ id: ["ns"], remove: ["lancetree.protected"] })).toEqual({
    properties: {},
  });
});

test("a damaged row is not overwritten", async () => {
  await writeManifestRows(folder.root, [
    { ...namespaceRow("ns"), metadata: '{"a":1}' },
    tableRow("t", "0a1b2c3d_t", "[]"),
  ]);
  const catalog = folder.open();
  for (const id of [["ns"], ["t"]])
    await expect(catalog.alterProperties({ id, set: { a: "1" } })).rejects.toMatchObject({ code: 18 });
  expect(await stored("ns")).toMatchObject([{ metadata: '{"a":1}' }]);
});

test("processes that change one namespace at once lose nothing", async () => {
  await folder.open().createNamespace({ id: ["ns"] });
  const names = Array.from({ length: 12 }, (_, index) => `p${index}`);
  const catalogs = [folder.open(), folder.open(), folder.open()];
  await Promise.all(
    names.map(async (name, index) =>
      catalogs[index % catalogs.length]?.alterProperties({ id: ["ns"], set: { [name]: name } }),
    ),
  );
  const { properties } = await folder.open().describeNamespace({ id: ["ns"] });
  expect(Object.keys(properties ?? {}).toSorted()).toEqual(names.toSorted());
});

const conflict = new Error("Retryable commit conflict for version 7: concurrent transaction");
const lost = new Error("error sending request: connection reset");

/** Changes `ns` on a storage whose first commit the fault strikes. */
async function strike(fault: (commit: () => unknown) => unknown): Promise<unknown> {
  let isStruck = false;
  await using storage = await openStorage(folder.root, async (call, write) => {
    if (isStruck || call !== "merge") return write();
    isStruck = true;
    return fault(write);
  });
  const change = { id: "ns", set: { a: "2" }, remove: ["b"] };
  return errorOf(storage.run(alterProperties(storage.context, change)));
}

test.each([
  [
    "whose acknowledgement is lost",
    async (commit: () => unknown) => {
      await commit();
      throw lost;
    },
    undefined,
    { a: "2", c: "3" },
  ],
  [
    "that is not made, without an error",
    async () => {
      throw lost;
    },
    17,
    { a: "1", b: "1", c: "3" },
  ],
  [
    "that is refused for a conflict",
    async () => {
      throw conflict;
    },
    undefined,
    { a: "2", c: "3" },
  ],
] as const)("a commit %s", async (_, fault, code, properties) => {
  await writeManifestRows(folder.root, [namespaceRow("ns", { a: "1", b: "1", c: "3" })]);
  const error = await strike(fault);
  expect(isNamespaceError(error) ? error.code : error).toBe(code);
  expect(await folder.open().describeNamespace({ id: ["ns"] })).toEqual({ properties });
});

test("another client's change in between stays", async () => {
  await writeManifestRows(folder.root, [namespaceRow("ns", { a: "1", b: "1" })]);
  const rival = folder.open();
  const error = await strike(async (commit) => {
    await rival.alterProperties({ id: ["ns"], set: { other: "9" } });
    return commit();
  });
  expect(error).toBeUndefined();
  expect(await rival.describeNamespace({ id: ["ns"] })).toEqual({ properties: { a: "2", other: "9" } });
});

test("a change of properties never shares a commit, because its row has no token", () => {
  const row = (id: string) => storedRow({ id, kind: "namespace", location: null, properties: {} });
  const change = (id: string) =>
    ({ effect: "replace", row: row(id), next: { ...row(id), properties: { a: "1" } } }) as const;
  const intent = { state: "tombstone", token: "00000000000000aa", base: 1 } as const;
  const drop = { effect: "replace", row: row("b"), next: { ...row("b"), intent } } as const;
  for (const [first, second] of [
    [change("a"), change("b")],
    [change("a"), drop],
    [drop, change("a")],
  ] as const) {
    const group = new GroupCommit();
    expect(group.add(first)).toBe(true);
    expect(group.add(second)).toBe(false);
  }
});
