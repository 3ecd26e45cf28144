import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeArrowTable } from "@lancedb/lancedb";
import { BaseNamespace, isNamespaceError, type Namespace, UnsupportedError } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { arrow } from "../src/arrow/apache-arrow.ts";
import { openTableEngine, type TablesNamespace, withTables } from "../src/index.ts";
import { startObjectStore } from "./object-store.ts";

const { Field, Int32, Schema, Table, tableFromIPC, tableToIPC, Utf8 } = arrow;

const stream = (rows: Record<string, unknown>[]): Uint8Array => tableToIPC(makeArrowTable(rows), "stream");

const users = [
  { id: 1, vector: [0, 1], name: "alice" },
  { id: 2, vector: [1, 0], name: "bob" },
  { id: 3, vector: [1, 1], name: "carol" },
];

/** A backend that implements only the operations on names. */
function namesOnly(root: string): MemoryNamespace {
  return Object.defineProperty(new MemoryNamespace({ root }), "createTableWith", { value: undefined });
}

async function read(data: AsyncIterable<Uint8Array>): Promise<Record<string, unknown>[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of data) chunks.push(chunk);
  return tableFromIPC(Buffer.concat(chunks))
    .toArray()
    .map((row) => row.toJSON());
}

describe.each([
  ["staged creation", (root: string) => new MemoryNamespace({ root })],
  ["declaring", namesOnly],
])("a namespace with %s", (_kind, create) => {
  let folder: string;
  let inner: MemoryNamespace;
  let namespace: TablesNamespace;
  const id = ["prod", "user"];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lancetree-tables-"));
    inner = create(folder);
    namespace = withTables(inner);
    await namespace.createNamespace({ id: ["prod"] });
  });

  afterEach(async () => {
    await namespace.close();
    await rm(folder, { recursive: true, force: true });
  });

  const count = async (request = {}) => (await namespace.countTableRows({ id, ...request })).count;

  test("createTable writes to the location of the catalog and returns location, version and properties", async () => {
    const result = await namespace.createTable({ id, data: stream(users), properties: { owner: "search" } });
    const described = await inner.describeTable({ id });
    expect(result.location).toBe(described.location);
    expect(result.location).toContain(folder);
    expect(described.properties).toEqual({ owner: "search" });
    expect(await count()).toBe(3n);
  });

  test("data may arrive in chunks", async () => {
    const bytes = stream(users);
    async function* chunks() {
      for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
    }
    await namespace.createTable({ id, data: chunks() });
    expect(await count()).toBe(3n);
  });

  test("a stream without rows creates an empty table with its schema", async () => {
    const schema = new Schema([new Field("id", new Int32()), new Field("name", new Utf8())]);
    await namespace.createTable({ id, data: tableToIPC(new Table(schema), "stream") });
    expect(await count()).toBe(0n);
    const { data } = await namespace.queryTable({ id, k: 1 });
    const chunks: Uint8Array[] = [];
    for await (const chunk of data) chunks.push(chunk);
    expect(tableFromIPC(Buffer.concat(chunks)).schema.names).toEqual(["id", "name"]);
  });

  test("mode Create rejects an existing table and keeps it", async () => {
    await namespace.createTable({ id, data: stream(users) });
    await expect(namespace.createTable({ id, data: stream([{ x: 1 }]) })).rejects.toMatchObject({ code: 5 });
    expect(await count()).toBe(3n);
  });

  test("mode ExistOk keeps rows and properties and ignores the data", async () => {
    const first = await namespace.createTable({ id, data: stream(users), properties: { a: "1" } });
    const request = { id, data: new Uint8Array(), mode: "ExistOk", properties: { a: "2" } };
    expect((await namespace.createTable(request)).location).toBe(first.location);
    expect((await namespace.describeTable({ id })).properties).toEqual({ a: "1" });
    expect(await count()).toBe(3n);
  });

  test("mode Overwrite replaces the rows", async () => {
    await namespace.createTable({ id, data: stream(users) });
    await namespace.createTable({ id, data: stream([{ x: 1 }]), mode: "Overwrite" });
    expect(await count()).toBe(1n);
    await namespace.createTable({ id: ["prod", "new"], data: stream([{ x: 1 }]), mode: "overwrite" });
    expect((await namespace.listTables({ id: ["prod"] })).tables).toEqual(["new", "user"]);
  });

  test.each([
    ["an empty body", new Uint8Array(), 13],
    ["bytes that are not Arrow", Buffer.from("no arrow here, at all"), 13],
    ["half a stream", stream(users).subarray(0, 300), 13],
  ])("%s creates nothing", async (_, data, code) => {
    await expect(namespace.createTable({ id, data })).rejects.toMatchObject({ code });
    await expect(inner.describeTable({ id })).rejects.toMatchObject({ code: 4 });
    expect(await readdir(folder)).toEqual([]);
  });

  test("a missing parent is NamespaceNotFound", async () => {
    await expect(namespace.createTable({ id: ["x", "t"], data: stream(users) })).rejects.toMatchObject({
      code: 1,
    });
  });

  test("a declared table is filled by createTable and by insertIntoTable", async () => {
    await inner.declareTable({ id });
    expect(await count()).toBe(0n);
    await namespace.createTable({ id, data: stream(users) });
    expect(await count()).toBe(3n);
    await inner.declareTable({ id: ["prod", "b"] });
    const inserted = await namespace.insertIntoTable({ id: ["prod", "b"], data: stream(users) });
    expect(inserted).toEqual({ version: 1, num_inserted_rows: 3 });
  });

  test("insertIntoTable appends or, with Overwrite, replaces", async () => {
    await inner.registerTable({ id, location: join(folder, "elsewhere") });
    const { location } = await inner.describeTable({ id });
    await using engine = await openTableEngine();
    await engine.create({ location: location! }, [{ id: 1 }]);
    const appended = await namespace.insertIntoTable({ id, data: stream([{ id: 2 }, { id: 3 }]) });
    expect(appended).toEqual({ version: 2, num_inserted_rows: 2 });
    expect(await count()).toBe(3n);
    await namespace.insertIntoTable({ id, data: stream([{ id: 4 }]), mode: "Overwrite" });
    expect(await count()).toBe(1n);
    const wrong = namespace.insertIntoTable({ id, data: stream([{ other: "x" }]) });
    await expect(wrong).rejects.toMatchObject({ code: 20 });
    await expect(namespace.insertIntoTable({ id, data: stream(users), mode: "merge" })).rejects.toMatchObject(
      {
        code: 13,
      },
    );
  });
});

describe("rows", () => {
  let folder: string;
  let namespace: TablesNamespace;
  const id = ["user"];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lancetree-tables-"));
    namespace = withTables(new MemoryNamespace({ root: folder }));
    await namespace.createTable({ id, data: stream(users) });
  });

  afterEach(async () => {
    await namespace.close();
    await rm(folder, { recursive: true, force: true });
  });

  const query = async (request: object) => read((await namespace.queryTable({ id, k: 10, ...request })).data);
  const names = async (request: object) => (await query(request)).map((row) => row["name"]);

  test("a vector search returns the nearest first, at most k", async () => {
    expect(await names({ vector: { single_vector: [0, 1] }, k: 1 })).toEqual(["alice"]);
    expect(await names({ vector: { single_vector: [1, 0] }, k: 2 })).toEqual(["bob", "carol"]);
  });

  test.each([null, {}, { single_vector: [] }])("no vector as %j is a scan", async (vector) => {
    expect(await names({ vector })).toEqual(["alice", "bob", "carol"]);
  });

  test("each option changes the result", async () => {
    const vector = { single_vector: [0, 1] };
    expect(await names({ filter: "id > 1" })).toEqual(["bob", "carol"]);
    expect(await names({ offset: 1, k: 1 })).toEqual(["bob"]);
    expect(await query({ columns: { column_names: ["id"] }, k: 1 })).toEqual([{ id: 1 }]);
    expect(await query({ columns: { column_aliases: { twice: "id * 2" } }, k: 1 })).toEqual([{ twice: 2 }]);
    expect(Object.keys((await query({ with_row_id: true }))[0]!)).toContain("_rowid");
    expect(await names({ order_by: [{ column_name: "name", ascending: false }] })).toEqual([
      "carol",
      "bob",
      "alice",
    ]);
    expect((await query({ vector, distance_type: "dot", k: 1 }))[0]!["_distance"]).toBe(0);
    expect((await query({ vector, k: 3 }))[2]!["_distance"]).toBe(2);
    expect(await names({ vector, upper_bound: 0.5 })).toEqual(["alice"]);
    expect(await names({ vector, k: 1, filter: "id = 2" })).toEqual(["bob"]);
    expect(await names({ vector, k: 1, filter: "id = 2", prefilter: false })).toEqual([]);
    expect(
      (
        await query({
          vector: {
            multi_vector: [
              [0, 1],
              [1, 0],
            ],
          },
          k: 1,
        })
      ).length,
    ).toBe(2);
    await expect(query({ vector, vector_column: "name" })).rejects.toMatchObject({ code: 13 });
    await namespace.insertIntoTable({ id, data: stream([{ id: 4, vector: [2, 2], name: "dan" }]) });
    expect(await names({ version: 1 })).toEqual(["alice", "bob", "carol"]);
    expect(await names({})).toEqual(["alice", "bob", "carol", "dan"]);
  });

  test.each([
    [{ k: -1 }, 13],
    [{ k: undefined }, 13],
    [{ offset: -1 }, 13],
    [{ filter: "nope = 1" }, 12],
    [{ filter: "id =" }, 13],
    [{ columns: { column_names: ["nope"] } }, 12],
    [{ columns: { column_names: ["id"], column_aliases: { a: "id" } } }, 13],
    [{ vector: { single_vector: [1, 2, 3] } }, 13],
    [{ vector: { single_vector: ["x"] } }, 13],
    [{ vector: { single_vector: [0, 1] }, distance_type: "far" }, 13],
    [{ version: 99 }, 11],
    [{ branch: "zz" }, 22],
    [{ id: ["missing"] }, 4],
    [{ full_text_query: { string_query: { query: "alice" } } }, 13],
    [{ full_text_query: { structured_query: { query: {} } } }, 13],
  ])("queryTable %j is rejected with a typed error", async (request, code) => {
    const error: unknown = await query(request).catch((reason: unknown) => reason);
    expect(isNamespaceError(error) && error).toMatchObject({ code });
    expect((error as Error).message).not.toMatch(/\.rs|cargo|GenericFailure/);
  });

  test("countTableRows takes a predicate and a version", async () => {
    expect(await namespace.countTableRows({ id, predicate: "id > 1" })).toEqual({ count: 2n });
    await namespace.insertIntoTable({ id, data: stream([{ id: 4, vector: [2, 2], name: "dan" }]) });
    expect(await namespace.countTableRows({ id, version: 1 })).toEqual({ count: 3n });
    await expect(namespace.countTableRows({ id, predicate: "nope = 1" })).rejects.toMatchObject({ code: 12 });
  });
});

describe("withTables", () => {
  test("deregisters a table that it declared when writing fails, and no other", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lancetree-tables-"));
    const inner = namesOnly(folder);
    await using namespace = withTables(inner);
    const calls: string[] = [];
    for (const name of ["declareTable", "deregisterTable", "dropTable"] as const) {
      const operation = inner[name].bind(inner);
      Object.defineProperty(inner, name, {
        value: (request: never) => {
          calls.push(name);
          return operation(request);
        },
      });
    }
    await expect(namespace.createTable({ id: ["t"], data: new Uint8Array() })).rejects.toMatchObject({
      code: 13,
    });
    expect(calls).toEqual(["declareTable", "deregisterTable"]);
    await inner.declareTable({ id: ["t"] });
    calls.length = 0;
    await expect(namespace.createTable({ id: ["t"], data: new Uint8Array() })).rejects.toMatchObject({
      code: 13,
    });
    expect(calls).toEqual(["declareTable"]);
    await expect(inner.describeTable({ id: ["t"] })).resolves.toBeDefined();
  });

  test("reports when the name cannot be deregistered", async () => {
    const inner = namesOnly("/nowhere");
    const refuse = { value: () => Promise.reject(new UnsupportedError("Not here.")) };
    Object.defineProperties(inner, { deregisterTable: refuse, dropTable: refuse });
    await using namespace = withTables(inner);
    const failing = namespace.createTable({ id: ["t"], data: new Uint8Array() });
    await expect(failing).rejects.toThrow(/body is empty.*stays declared/s);
  });

  test("an overwrite that would have to change properties is Unsupported without staged creation", async () => {
    const inner = namesOnly("/nowhere");
    await inner.registerTable({ id: ["t"], location: "x", properties: { a: "1" } });
    await using namespace = withTables(inner);
    const failing = namespace.createTable({ id: ["t"], data: stream(users), mode: "overwrite" });
    await expect(failing).rejects.toMatchObject({ code: 0 });
  });

  test("operations that the namespace lacks are Unsupported, further ones that it has are kept", async () => {
    class Jobs extends BaseNamespace {
      #job = { job_id: "1" };
      override async alterTableBackfillColumns() {
        return this.#job;
      }
    }
    await using namespace = withTables(new Jobs());
    expect(await namespace.alterTableBackfillColumns({ id: ["t"], column: "c" })).toEqual({ job_id: "1" });
    await expect(namespace.renameTable({ id: ["t"], new_table_name: "u" })).rejects.toMatchObject({
      code: 0,
    });
    await expect(namespace.describeTransaction({ id: ["t"] })).rejects.toThrow(
      "Transactions are not supported",
    );
    const partial = { describeTable: async () => ({}) } as Partial<Namespace> as Namespace;
    await using thin = withTables(partial);
    await expect(thin.dropTable({ id: ["t"] })).rejects.toMatchObject({ code: 0 });
    await expect(thin.countTableRows({ id: ["t"] })).rejects.toMatchObject({ code: 19 });
  });

  test("a table whose versions the catalog only claims to manage is rejected", async () => {
    class Managed extends BaseNamespace {
      override async describeTable() {
        return { location: "/nowhere", managed_versioning: true };
      }
    }
    await using namespace = withTables(new Managed());
    await expect(namespace.countTableRows({ id: ["t"] })).rejects.toMatchObject({
      code: 0,
      message: expect.stringContaining("does not list them"),
    });
  });

  test("storage_options of the catalog's responses reach storage", async () => {
    await using store = await startObjectStore();
    class Vending extends MemoryNamespace {
      override async describeTable(request: Parameters<MemoryNamespace["describeTable"]>[0]) {
        return { ...(await super.describeTable(request)), storage_options: store.options("DESCRIBE") };
      }
      override async declareTable(request: Parameters<MemoryNamespace["declareTable"]>[0]) {
        return { ...(await super.declareTable(request)), storage_options: store.options("DECLARE") };
      }
    }
    const inner = new Vending({ root: "s3://bucket/tables" });
    Object.defineProperty(inner, "createTableWith", { value: undefined });
    await using namespace = withTables(inner, { storageOptions: { aws_access_key_id: "OWN" } });
    await namespace.createTable({ id: ["t"], data: stream(users) });
    expect(store.takeKeys()).toEqual(["DECLARE"]);
    const filled = await inner.describeTable({ id: ["t"] });
    await inner.deregisterTable({ id: ["t"] });
    await inner.registerTable({ id: ["t"], location: filled.location! });
    await namespace.countTableRows({ id: ["t"] }).catch(() => undefined);
    expect(store.takeKeys()).toEqual(["DESCRIBE"]);
  });

  test("an engine of the caller stays open", async () => {
    await using engine = await openTableEngine();
    const namespace = withTables(new MemoryNamespace({ root: "/nowhere" }), { engine });
    await namespace.close();
    await expect(engine.open({ location: "/nowhere/t" })).rejects.toMatchObject({ code: 4 });
  });
});
