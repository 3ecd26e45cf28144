import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Table } from "@lancedb/lancedb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTableEngine } from "../src/engine/engine.ts";
import type { TableEngine } from "../src/engine/table-engine.ts";
import { type PoolLimits, TablePool } from "../src/engine/table-pool.ts";
import { expectCode } from "./support.ts";

let folder: string;
let engine: TableEngine;
let opened: Table[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-pool-"));
  // As in the server, where all tables share the caches: what they hold of a table that was replaced must not be read.
  engine = await openTableEngine({ cacheBytes: 2 ** 26 });
  opened = [];
});

afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const limits: PoolLimits = { tables: 64, manifestBytes: 2 ** 25, idleMs: 60_000 };

function poolWith(some: Partial<PoolLimits> = {}): TablePool {
  const open: TableEngine["open"] = async (...target) => {
    const table = await engine.open(...target);
    opened.push(table);
    return table;
  };
  return new TablePool({ open }, { ...limits, ...some });
}

const target = (name: string) => ({ location: join(folder, `${name}.lance`) });

/** Makes a table with LanceDB alone: a commit for each count of rows. */
async function make(name: string, ...commits: number[]): Promise<void> {
  const db = await connect(folder);
  const rows = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));
  const [first = 1, ...more] = commits;
  const table = await db.createTable(name, rows(first));
  for (const count of more) await table.add(rows(count));
  db.close();
}

async function countRows(pool: TablePool, name: string): Promise<number> {
  const { table, release } = await pool.acquire(target(name));
  const count = await table.countRows();
  release();
  return count;
}

const openTables = (): number => opened.filter((table) => table.isOpen()).length;

test("a table is opened once for calls that follow each other, and each sees the commits of other writers before it", async () => {
  await make("t", 1);
  const pool = poolWith();
  expect(await countRows(pool, "t")).toBe(1);
  const other = await (await connect(folder)).openTable("t");
  for (let round = 1; round <= 5; round++) {
    await other.add([{ id: round }]);
    expect(await countRows(pool, "t")).toBe(1 + round);
  }
  expect(opened.length).toBe(1);
  await other.delete("id > 0");
  expect(await countRows(pool, "t")).toBe(1);
  await other.checkout(2);
  await other.restore();
  expect(await countRows(pool, "t")).toBe(2);
  expect(opened.length).toBe(1);
});

test.each([
  ["fewer versions", [7]],
  ["as many versions", [3, 4]],
  ["more versions", [1, 2, 4]],
])("a table that replaced another one at its location is read, also with %s", async (_, commits) => {
  await make("t", 1, 1);
  const pool = poolWith();
  expect(await countRows(pool, "t")).toBe(2);
  await rm(target("t").location, { recursive: true });
  await make("t", ...commits);
  expect(await countRows(pool, "t")).toBe(7);
});

test("a table that was dropped is not found", async () => {
  await make("t", 1);
  const pool = poolWith();
  await countRows(pool, "t");
  await rm(target("t").location, { recursive: true });
  await expectCode(pool.acquire(target("t")), 4);
  expect(openTables()).toBe(0);
});

test("calls at the same time have a table each, at the version at which each call began", async () => {
  await make("t", 1);
  const pool = poolWith();
  const first = await pool.acquire(target("t"));
  await (await (await connect(folder)).openTable("t")).add([{ id: 1 }]);
  const second = await pool.acquire(target("t"));
  expect(await second.table.countRows()).toBe(2);
  expect(await first.table.countRows()).toBe(1);
  first.release();
  second.release();
  second.release();
  expect(openTables()).toBe(2);
  await countRows(pool, "t");
  expect(opened.length).toBe(2);
});

test("the numbers of kept tables and of the bytes of their manifests are bounded; the oldest are closed", async () => {
  for (const name of ["a", "b", "c"]) await make(name, 1);
  const few = poolWith({ tables: 2 });
  for (const name of ["a", "b", "c"]) await countRows(few, name);
  expect(opened.map((table) => table.isOpen())).toEqual([false, true, true]);
  const small = poolWith({ manifestBytes: 1 });
  await countRows(small, "a");
  expect(opened.at(-1)?.isOpen()).toBe(false);
});

test("a table that no call uses for a while is closed", async () => {
  for (const name of ["a", "b"]) await make(name, 1);
  const pool = poolWith({ idleMs: 50 });
  for (const name of ["a", "b"]) await countRows(pool, name);
  await expect.poll(openTables).toBe(0);
});

test("a pool that is closed closes its tables, and later the one that was in use", async () => {
  await make("t", 1);
  const pool = poolWith();
  const used = await pool.acquire(target("t"));
  await countRows(pool, "t");
  pool.close();
  expect(openTables()).toBe(1);
  used.release();
  expect(openTables()).toBe(0);
});

test("a table with storage options that expire is opened for each call", async () => {
  await make("t", 1);
  const pool = poolWith();
  for (let round = 0; round < 2; round++) {
    const { release } = await pool.acquire({
      ...target("t"),
      storageOptions: { expires_at_millis: String(Date.now() + 3_600_000) },
    });
    release();
  }
  expect(opened.length).toBe(2);
  expect(openTables()).toBe(0);
});
