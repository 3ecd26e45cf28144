/** LanceDB's materialized views through our connection, on the same files as LanceDB's own connections. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Connection,
  connect as connectNative,
  connectNamespace as connectNativeNamespace,
  MaterializedView,
  permutationBuilder,
} from "@lancedb/lancedb";
import { Table as ArrowTable, Float64, tableToIPC, Utf8, vectorFromArray } from "apache-arrow";
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

const connections: ["dir" | "rest", () => Promise<NamespaceConnection>][] = [
  ["dir", () => connectNamespace("dir", { root: folder })],
  ["rest", () => connectNamespace("rest", { uri: catalog.uri })],
];
const nativeConnections: [string, () => Promise<Connection>][] = [
  ["connect", () => connectNative(folder)],
  ['connectNamespace("dir")', () => connectNativeNamespace("dir", { root: folder })],
  ['connectNamespace("rest")', () => connectNativeNamespace("rest", { uri: catalog.uri })],
];

async function names(db: Connection, view: string): Promise<string[]> {
  const rows = await (await db.openTable(view)).query().toArray();
  return rows.map((row) => String(row["name"])).toSorted();
}

describe.each(connections)("%s", (_, connect) => {
  describe.each(nativeConnections)("beside a native %s", (_name, native) => {
    test("it opens a view that Lancetree created", async () => {
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

    test("Lancetree lists a view that it created, until it is dropped", async () => {
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

  test("refusals have different codes, and leave nothing", async () => {
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

  describe("below the root, through at", () => {
    let db: NamespaceConnection;
    let search: NamespaceConnection;

    beforeEach(async () => {
      db = await connect();
      await db.createNamespace(["prod"]);
      await db.createNamespace(["prod", "search"]);
      search = db.at(["prod", "search"]);
      // Nothing may come from the table of that name in the root.
      await db.createTable("people", [{ name: "root", age: 99 }], stable);
      await search.createTable("people", people, stable);
    });

    afterEach(async () => {
      await db[Symbol.asyncDispose]();
    });

    test("views are made, opened, listed, refreshed and dropped there", async () => {
      const view = await search.createMaterializedView("grown", "people", grown);
      expect([view.name, await view.table().countRows()]).toEqual(["grown", 0]);
      expect(await view.definition()).toMatchObject({
        sourceTable: "people",
        sourceNamespace: ["prod", "search"],
        filter: "age >= 18",
      });
      expect(await view.refresh()).toMatchObject({ mode: "rebuild", rowsWritten: 2 });
      await (await search.openTable("people")).add([{ name: "alan", age: 41 }]);
      const opened = await search.openMaterializedView("grown");
      expect(await opened.refresh()).toMatchObject({ mode: "incremental", rowsWritten: 1 });
      expect(await names(search, "grown")).toEqual(["ada", "alan", "grace"]);
      expect(await (await search.createMaterializedView("again", "grown")).refresh()).toMatchObject({
        rowsWritten: 3,
      });
      expect(await search.listMaterializedViews()).toEqual(["again", "grown"]);
      expect([await db.listMaterializedViews(), await db.tableNames()]).toEqual([[], ["people"]]);
      await search.dropTable("grown");
      expect(await search.listMaterializedViews()).toEqual(["again"]);
    });

    test.each(nativeConnections.slice(1))(
      "a native %s refreshes a view that Lancetree created",
      async (_name, native) => {
        await search.createMaterializedView("grown", "people", grown);
        const other = await native();
        const theirs = new MaterializedView(await other.openTable("grown", ["prod", "search"]));
        expect(await theirs.definition()).toMatchObject({ sourceNamespace: ["prod", "search"] });
        expect(await theirs.refresh()).toMatchObject({ mode: "rebuild", rowsWritten: 2 });
        await (await other.openTable("people", ["prod", "search"])).add([{ name: "alan", age: 41 }]);
        expect(await theirs.refresh()).toMatchObject({ mode: "incremental", rowsWritten: 1 });
        expect(await names(search, "grown")).toEqual(["ada", "alan", "grace"]);
        other.close();
      },
    );

    test("of a source with the view's own name in another namespace, and in the root", async () => {
      await db.createNamespace(["other"]);
      const columns = new ArrowTable({
        name: vectorFromArray(["ada"], new Utf8()),
        age: vectorFromArray([36], new Float64()),
      });
      const request = (namespace: string[]): Promise<unknown> =>
        db.namespace.createMaterializedView({
          id: ["other", "people"],
          kind: "query",
          source_query: JSON.stringify({ source_table: "people", source_namespace: namespace }),
          output_schema: Buffer.from(tableToIPC(columns, "stream")).toString("base64"),
          with_no_data: false,
        });
      await request(["prod", "search"]);
      expect(await names(db.at(["other"]), "people")).toEqual(["ada", "grace", "kid"]);
      await db.dropTable("people", ["other"]);
      await request([]);
      expect(await names(db.at(["other"]), "people")).toEqual(["root"]);
    });

    test("refusals have different codes, and leave nothing", async () => {
      const create =
        (options: object, source = "people", name = "v") =>
        (): Promise<unknown> =>
          search.createMaterializedView(name, source, options);
      const definition = (fields: object) => (): Promise<unknown> =>
        db.namespace.createMaterializedView({
          id: ["prod", "v"],
          kind: "query",
          source_query: JSON.stringify({ source_table: "people", ...fields }),
          output_schema: "",
        });
      await search.createTable("plain", people);
      const refusals: [() => Promise<unknown>, number, string][] = [
        [create({}, "missing"), 4, "prod/search/missing"],
        [create({}, "plain"), 13, "stable row ids"],
        [create({ where: "missing = 1" }), 12, "missing"],
        [create({ sourceNamespace: [] }, "people", "people"), 5, "prod/search/people"],
        [() => search.openMaterializedView("people"), 13, "not a materialized view"],
        [() => search.openMaterializedView("v"), 4, "prod/search/v"],
        [() => db.at(["nowhere"]).createMaterializedView("v", "people"), 1, "nowhere"],
        [() => db.at(["nowhere"]).listMaterializedViews(), 1, "nowhere"],
        [definition({ source_namespace: "prod" }), 13, "source_namespace"],
        [definition({ source_namespace: [1] }), 13, "source_namespace"],
        [definition({ kind: "group_by" }), 0, '"group_by"'],
      ];
      for (const [refusal, code, words] of refusals) {
        await expect(refusal()).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
      }
      expect(await search.tableNames()).toEqual(["people", "plain"]);
      expect(await search.listMaterializedViews()).toEqual([]);
    });
  });
});
