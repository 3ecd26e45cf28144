/** Messages contain the words of LanceDB's own that programs look for, on every kind of catalog. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectNamespace, type NamespaceConnection } from "../src/index.ts";
import { type RestCatalog, serveDirectory } from "./support/rest-catalog.ts";

let folder: string;
let catalog: RestCatalog;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-words-"));
  catalog = await serveDirectory(folder);
});

afterEach(async () => {
  await catalog[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

interface Case {
  /** The program that looks for the words. */
  reader: string;
  words: string | RegExp;
  call: (db: NamespaceConnection) => Promise<unknown>;
}

// What a caller without types can give.
const frobnicate: never = "frobnicate" as never;

const cases: Case[] = [
  {
    reader: '@mastra/lance 0.3.6, deleteIndex: error.toString().includes("was not found")',
    words: "was not found",
    call: (db) => db.dropTable("missing"),
  },
  {
    reader: "lancedb for Python 0.40.0, async drop_table(ignore_missing): f\"Table '{name}' was not found\"",
    words: "Table 'missing' was not found",
    call: (db) => db.dropTable("missing"),
  },
  {
    reader: 'lancedb for Python 0.40.0, open_table: "was not found" in str(e)',
    words: "Table 'missing' was not found",
    call: (db) => db.openTable("missing"),
  },
  {
    reader: "LanceDB's Node suite, connection: /not found/i of a namespace",
    words: "not found",
    call: (db) => db.describeNamespace(["missing"]),
  },
  {
    reader: '@mastra/lance 0.3.6, createIndex: error.message.includes("already exists")',
    words: "Table 't' already exists",
    call: (db) => db.createTable("t", [{ id: 1 }]),
  },
  {
    reader: "LanceDB's native namespaces: Namespace already exists",
    words: /namespace .*already exists/i,
    call: (db) => db.createNamespace(["n"]),
  },
  {
    reader: "LanceDB's native namespaces: Namespace not empty",
    words: /namespace .*not empty/i,
    call: (db) => db.dropNamespace(["full"]),
  },
  {
    reader: "LanceDB's Node suite, connection: Invalid mode 'frobnicate'",
    words: "Invalid mode 'frobnicate'",
    call: (db) => db.createNamespace(["x"], { mode: frobnicate }),
  },
  {
    reader: "LanceDB's Node suite, connection: Invalid mode 'frobnicate' of a drop",
    words: "Invalid mode 'frobnicate'",
    call: (db) => db.dropNamespace(["n"], { mode: frobnicate }),
  },
  {
    reader: "LanceDB's Node suite, connection: Invalid behavior 'frobnicate'",
    words: "Invalid behavior 'frobnicate'",
    call: (db) => db.dropNamespace(["n"], { behavior: frobnicate }),
  },
  {
    reader: "LanceDB for JavaScript: Invalid mode of createTable",
    words: "Invalid mode",
    call: (db) => db.createTable("u", [{ id: 1 }], { mode: frobnicate }),
  },
  {
    reader: "lance-namespace's Directory Catalog, register_table: Absolute URIs are not allowed",
    words: "Absolute URIs are not allowed",
    call: (db) => db.registerTable("r", "s3://bucket/r.lance"),
  },
  {
    reader: "lance-namespace's Directory Catalog, register_table: Absolute paths are not allowed",
    words: "Absolute paths are not allowed",
    call: (db) => db.registerTable("r", "/elsewhere/r.lance"),
  },
  {
    reader: "lance-namespace's Directory Catalog, register_table: Path traversal is not allowed",
    words: "Path traversal is not allowed",
    call: (db) => db.registerTable("r", "../r.lance"),
  },
  {
    reader: "LanceDB's Node suite: /not supported/i of what a database cannot do",
    words: /not supported/i,
    call: (db) => db.listJobs(),
  },
  {
    reader: "LanceDB's Node suite: /not supported/i of what a namespace cannot do",
    words: /not supported/i,
    call: (db) => db.namespace.describeTransaction({ id: ["t", "transaction"] }),
  },
  {
    reader: 'lancedb for Python 0.40.0, remote index_stats: "not found" in str(e)',
    words: /not found/i,
    call: (db) => db.namespace.describeTableIndexStats({ id: ["t"], index_name: "missing" }),
  },
  {
    reader: "LanceDB for JavaScript: a tag that exists",
    words: "already exists",
    call: (db) => db.namespace.createTableTag({ id: ["t"], tag: "v1", version: 1 }),
  },
];

const kinds: ["dir" | "rest", () => Promise<NamespaceConnection>][] = [
  ["dir", () => connectNamespace("dir", { root: folder })],
  ["rest", () => connectNamespace("rest", { uri: catalog.uri })],
];

describe.each(kinds)("%s", (_, connect) => {
  test.each(cases)("$reader", async ({ words, call }) => {
    await using db = await connect();
    await db.createTable("t", [{ id: 1 }]);
    await db.createNamespace(["n"]);
    await db.createNamespace(["full"]);
    await db.createNamespace(["full", "inner"]);
    await db.namespace.createTableTag({ id: ["t"], tag: "v1", version: 1 });
    await expect(call(db)).rejects.toThrow(words);
  });

  test("LanceDB's Node suite, connection: Connection is closed", async () => {
    const db = await connect();
    db.close();
    for (const call of [
      () => db.tableNames(),
      () => db.openTable("t"),
      () => db.renameTable("a", "b"),
      () => db.createNamespace(["n"]),
      () => db.listJobs(),
      () => db.walk().next(),
    ]) {
      await expect(call()).rejects.toThrow("Connection is closed");
    }
  });
});
