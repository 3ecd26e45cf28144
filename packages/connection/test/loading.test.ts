/** What a new process loads, and that a connection is LanceDB's `Connection` whenever LanceDB is loaded. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Connection } from "@lancedb/lancedb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectNamespace } from "../src/index.ts";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "lancetree-loading-"));
  await using db = await connectNamespace("dir", { root });
  await db.createNamespace(["prod"]);
  await db.createTable("users", [{ id: 1 }], ["prod"]);
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** Runs a program in a new process, with `db` connected to the catalog and a function `loaded`. It returns what the program printed. */
async function inNewProcess(program: string): Promise<unknown> {
  const script = `
    import { createRequire } from "node:module";
    import { connectNamespace } from "@lancetree/connection";
    const files = () => Object.keys(createRequire(import.meta.url).cache);
    const loaded = () => ["lancedb/dist/index.js", "apache-arrow/Arrow.node.js", "semver/index.js"]
      .filter((name) => files().some((path) => path.replaceAll("\\\\", "/").endsWith(name)));
    const db = await connectNamespace("dir", { root: ${JSON.stringify(root)} });
    const print = (value) => console.log(JSON.stringify(value));
    ${program}
    db.close();
  `;
  const flags = ["--import", "tsx", "--conditions", "@lancetree/source", "--input-type=module", "-e", script];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: import.meta.dirname });
  return JSON.parse(stdout);
}

test("a list of names loads neither LanceDB's classes nor apache-arrow; opening a table loads both", async () => {
  const printed = await inNewProcess(`
    const { namespaces } = await db.listNamespaces([]);
    const tables = await db.tableNames(["prod"]);
    const before = loaded();
    const rows = await (await db.openTable("users", ["prod"])).countRows();
    print({ namespaces, tables, before, rows, after: loaded() });
  `);
  expect(printed).toEqual({
    namespaces: ["prod"],
    tables: ["users"],
    before: [],
    rows: 1,
    after: ["lancedb/dist/index.js", "apache-arrow/Arrow.node.js"],
  });
});

test("a connection that is older than LanceDB in the process is an instance of Connection", async () => {
  const printed = await inNewProcess(`
    const before = loaded();
    const { Connection, Table } = await import("@lancedb/lancedb");
    const isPrototype = Connection.prototype.isPrototypeOf(db);
    print({ before, is: db instanceof Connection, isPrototype, isTable: db instanceof Table });
  `);
  expect(printed).toEqual({ before: [], is: true, isPrototype: true, isTable: false });
});

test("functions of LanceDB take a connection that is older than LanceDB in the process once it has opened a table", async () => {
  const printed = await inNewProcess(`
    const { permutationBuilder } = await import("@lancedb/lancedb");
    let code;
    try {
      db.inner;
    } catch (error) {
      code = error.code;
    }
    const table = await db.openTable("users", ["prod"]);
    await permutationBuilder(table).persist(db, "copy").execute();
    print({ code, tables: await db.tableNames([]) });
  `);
  expect(printed).toEqual({ code: 13, tables: ["copy"] });
});

test("LanceDB's Connection has no members except abstract ones and what util.inspect calls", () => {
  // Lancetree's connections do not inherit from the class itself, so each of its members has to be among theirs.
  expect(Reflect.ownKeys(Connection.prototype)).toEqual([
    "constructor",
    Symbol.for("nodejs.util.inspect.custom"),
  ]);
  expect(Reflect.ownKeys(Connection).toSorted()).toEqual(["length", "name", "prototype"]);
  expect(Reflect.ownKeys(Reflect.construct(Connection, []))).toEqual([]);
});
