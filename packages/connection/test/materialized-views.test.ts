/** LanceDB's materialized views through our connection, on the same files as LanceDB's own connections. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Connection,
  connect as connectNative,
  connectNamespace as connectNativeNamespace,
  permutationBuilder,
} from "@lancedb/lancedb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectNamespace, type NamespaceConnection } from "../src/index.ts";
import { type RestCatalog, serveDirectory } from "./support/rest-catalog.ts";

let folder: string;
let catalog: RestCatalog;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-views-"));
  catalog = await serveDirectory(folder);
});

afterEach(async () => {
  await catalog[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const people = [
  { name: "ada", age: 36 },
  { name: "kid", age: 7 },
  { name: "grace", age: 85 },
];
const stable = { storageOptions: { newTableEnableStableRowIds: "true" } };
const grown = { select: ["name"], where: "age >= 18" };

const ours: ["dir" | "rest", () => Promise<NamespaceConnection>][] = [
  ["dir", () => connectNamespace("dir", { root: folder })],
  ["rest", () => connectNamespace("rest", { uri: catalog.uri })],
];
const natives: [string, () => Promise<Connection>][] = [
  ["connect", () => connectNative(folder)],
  ['connectNamespace("dir")', () => connectNativeNamespace("dir", { root: folder })],
  ['connectNamespace("rest")', () => connectNativeNamespace("rest", { uri: catalog.uri })],
];

async function names(db: Connection, view: string): Promise<string[]> {
  const rows = await (await db.openTable(view)).query().toArray();
  return rows.map((row) => String(row["name"])).toSorted();
}

describe.each(ours)("%s", (_, connect) => {
  describe.each(natives)("beside a native %s", (_name, native) => {
    test("a view of ours is one for it", async () => {
      await using db = await connect();
      await db.createTable("people", people, stable);
      const view = await db.createMaterializedView("grown", "people", grown);
      expect([view.name, await view.table().countRows()]).toEqual(["grown", 0]);
      expect(await view.refresh()).toMatchObject({ mode: "rebuild", rowsWritten: 2 });
      const other = await native();
      expect(await other.listMaterializedViews()).toEqual(["grown"]);
      await (await other.openTable("people")).add([{ name: "alan", age: 41 }]);
      const theirs = await other.openMaterializedView("grown");
      expect(await theirs.definition()).toMatchObject({ sourceTable: "people", filter: "age >= 18" });
      expect(await theirs.refresh()).toMatchObject({ mode: "incremental", rowsWritten: 1 });
      expect(await names(db, "grown")).toEqual(["ada", "alan", "grace"]);
      other.close();
    });

    test("a view of its is one for ours, until it is dropped", async () => {
      const other = await native();
      await other.createTable("people", people, stable);
      await other.createMaterializedView("grown", "people", grown);
      await using db = await connect();
      expect(await db.listMaterializedViews()).toEqual(["grown"]);
      const view = await db.openMaterializedView("grown");
      expect(await view.refresh()).toMatchObject({ mode: "rebuild", rowsWritten: 2 });
      await (await db.openTable("people")).add([{ name: "alan", age: 41 }]);
      expect(await view.refresh()).toMatchObject({ mode: "incremental", rowsWritten: 1 });
      expect(await names(other, "grown")).toEqual(["ada", "alan", "grace"]);
      await db.dropTable("grown");
      expect([await db.listMaterializedViews(), await other.listMaterializedViews()]).toEqual([[], []]);
      other.close();
    });
  });

  test("a table that was opened refreshes, too, as do views of views", async () => {
    await using db = await connect();
    await db.createTable("people", people, stable);
    await (await db.createMaterializedView("grown", "people", grown)).refresh();
    const second = await db.createMaterializedView("again", "grown");
    expect(await second.refresh()).toMatchObject({ rowsWritten: 2 });
    const table = await db.openTable("grown");
    expect(await table.refreshMaterializedView(true)).toMatchObject({ mode: "rebuild" });
    expect(await db.listMaterializedViews()).toEqual(["again", "grown"]);
  });

  test("what is refused is told apart, and leaves nothing", async () => {
    await using db = await connect();
    await db.createTable("people", people, stable);
    await db.createTable("plain", people);
    const create =
      (options: object, source = "people") =>
      (): Promise<unknown> =>
        db.createMaterializedView("v", source, options);
    const refusals: [() => Promise<unknown>, number, string][] = [
      [create({}, "missing"), 4, "Table 'missing' was not found"],
      [create({}, "plain"), 13, "stable row ids"],
      [create({ select: [["x", "missing + 1"]] }), 12, "missing"],
      [create({ where: "missing = 1" }), 12, "missing"],
      [create({ select: [["x", "age +"]] }), 13, "age +"],
      [create({ select: [["x", "random()"]] }), 13, "immutable"],
      [
        create({
          select: [
            ["x", "age"],
            ["x", "name"],
          ],
        }),
        13,
        "already exists",
      ],
      [create({ select: 5 }), 13, "select"],
      [create({ select: [["x"]] }), 13, "select"],
      [create({ where: "age" }), 13, "boolean"],
      [create({ where: 5 }), 13, "where"],
      [create({ limit: 1.5 }), 13, "non-negative integer"],
      [create({ limit: -1 }), 13, "non-negative integer"],
      [create({ filter: "age > 1" }), 13, '"filter"'],
      [() => db.createMaterializedView("plain", "people"), 5, "Table 'plain' already exists"],
      [() => db.openMaterializedView("people"), 13, "not a materialized view"],
      [() => db.openMaterializedView("v"), 4, "was not found"],
    ];
    for (const [refusal, code, words] of refusals) {
      await expect(refusal()).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
    }
    expect(await db.tableNames()).toEqual(["people", "plain"]);
    expect(await db.listMaterializedViews()).toEqual([]);
  });

  test("permutationBuilder persists a table that the catalog lists, and a taken name is refused", async () => {
    await using db = await connect();
    const table = await db.createTable("people", people);
    const build = (): Promise<unknown> =>
      permutationBuilder(table).shuffle({ seed: 1 }).persist(db, "shuffled").execute();
    await build();
    expect(await db.tableNames()).toEqual(["people", "shuffled"]);
    expect(await (await db.openTable("shuffled")).countRows()).toBe(3);
    await expect(build()).rejects.toThrow("already exists");
    expect(await (await db.openTable("people")).countRows()).toBe(3);
  });
});
