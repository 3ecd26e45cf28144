/** A table that is dropped while an operation has it open is reported as not found, although only its files are missing. */
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTableEngine, type TableEngine, type TablesNamespace, withTables } from "../src/index.ts";
import { id, read, stream, subject, users } from "./support.ts";

const of = subject();
let engine: TableEngine;
let dropping: TablesNamespace;
let isDropped: boolean;
let isReplaced: boolean;
let replace: (() => Promise<void>) | undefined;

beforeEach(async () => {
  engine = await openTableEngine();
  isDropped = true;
  isReplaced = false;
  replace = undefined;
  const opening: TableEngine["open"] = async (target, options) => {
    const table = await engine.open(target, options);
    // Another client changes the table here.
    if (!isReplaced || replace) await rm(locationOf(target.location), { recursive: true });
    if (replace) await replace();
    else if (!isReplaced && isDropped) await of.inner.dropTable({ id });
    return table;
  };
  const between = new Proxy(engine, {
    get(target, name) {
      if (name === "open") return opening;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  dropping = withTables(of.inner, { engine: between });
});

afterEach(async () => {
  await dropping.close();
  await engine.close();
});

const locationOf = (location: string): string =>
  location.startsWith("file:") ? fileURLToPath(location) : location;

const operations: readonly [string, () => Promise<unknown>][] = [
  ["a query", async () => read((await dropping.queryTable({ id, k: 10 })).data)],
  ["a query with a filter", () => dropping.queryTable({ id, k: 10, filter: "name = 'bob'" })],
  ["a search", () => dropping.queryTable({ id, k: 1, vector: { single_vector: [0, 1] } })],
  ["a count with a condition", () => dropping.countTableRows({ id, predicate: "name = 'bob'" })],
  ["an update", () => dropping.updateTable({ id, updates: [["id", "id + 1"]], predicate: "name = 'bob'" })],
  ["a deletion", () => dropping.deleteFromTable({ id, predicate: "name = 'bob'" })],
];

describe("while it is dropped", () => {
  test.each(operations)("%s rejects with TableNotFound", async (_, run) => {
    await expect(run()).rejects.toMatchObject({ code: 4 });
  });
});

test("a damaged table that was not dropped is not reported as missing", async () => {
  isDropped = false;
  await expect(dropping.queryTable({ id, k: 10 })).rejects.toMatchObject({ code: 19 });
});

test.each([
  ["a query", async () => read((await dropping.queryTable({ id, k: 10 })).data)],
  ["a count", async () => [await dropping.countTableRows({ id, predicate: "name = 'new'" })]],
])("%s of a table that is replaced meanwhile reads the new one", async (_, run) => {
  isReplaced = true;
  replace = async () => {
    replace = undefined;
    await of.namespace.createTable({ id, data: stream([{ id: 9, name: "new" }]), mode: "overwrite" });
  };
  expect(await run()).toHaveLength(1);
});

test("a version that a table never had is not reported as a missing table", async () => {
  await expect(of.namespace.queryTable({ id, k: 1, version: 99 })).rejects.toMatchObject({ code: 11 });
  await of.namespace.insertIntoTable({ id, data: stream(users) });
  await expect(of.namespace.queryTable({ id, k: 1, version: 98 })).rejects.toMatchObject({ code: 11 });
});
