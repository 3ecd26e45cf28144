import { describe, expect, test } from "vitest";
import { expectCode, id, rowsOf, stream, subject } from "./support.ts";

const rows = [
  { id: 1n, name: "alice", vector: [0, 1] },
  { id: 2n, name: "bob", vector: [1, 0] },
];
const of = subject(rows);

/** Every place of a request that holds a condition. */
const conditions: Readonly<Record<string, (sql: string) => Promise<unknown>>> = {
  update: (sql) => of.namespace.updateTable({ id, predicate: sql, updates: [["name", "'x'"]] }),
  delete: (sql) => of.namespace.deleteFromTable({ id, predicate: sql }),
  count: (sql) => of.namespace.countTableRows({ id, predicate: sql }),
  query: (sql) => rowsOf(of, { filter: sql }),
  "vector search": (sql) => rowsOf(of, { filter: sql, order_by: null, vector: { single_vector: [1, 1] } }),
  explain: (sql) => of.namespace.explainTableQueryPlan({ id, query: { k: 1, filter: sql } }),
  analyze: (sql) => of.namespace.analyzeTableQueryPlan({ id, k: 1, filter: sql }),
  "merge, update": (sql) =>
    of.namespace.mergeInsertIntoTable({
      id,
      on: ["id"],
      data: stream(rows),
      when_matched_update_all: true,
      when_matched_update_all_filt: sql,
    }),
  "merge, delete": (sql) =>
    of.namespace.mergeInsertIntoTable({
      id,
      on: ["id"],
      data: stream(rows.slice(0, 1)),
      when_not_matched_insert_all: true,
      when_not_matched_by_source_delete: true,
      when_not_matched_by_source_delete_filt: sql,
    }),
};

/** Every place that holds the value of a column. */
const values: Readonly<Record<string, (sql: string) => Promise<unknown>>> = {
  update: (sql) => of.namespace.updateTable({ id, updates: [["id", sql]] }),
  "a new column": (sql) =>
    of.namespace.alterTableAddColumns({ id, new_columns: [{ name: "new", expression: sql }] }),
};

const unchanged = async (): Promise<void> => {
  const now = await rowsOf(of);
  expect(now.map(({ id: key, name }) => [key, name])).toEqual(rows.map(({ id: key, name }) => [key, name]));
};

// LanceDB itself leaves out what follows a complete expression.
const incomplete = ["", " ", "\n\t ", "-- id = 1", "/* id = 1 */", " /* /* */ */ -- x\n ", ";", " ; ;", "()"];
const more = [
  "id = 1; drop table user",
  "id = 1 ; -- x\n id = 2",
  "id = 1 limit 1",
  "id = 1 order by id",
  "true group by id",
  "true having false",
  "true union select 1",
  "id = 1 id = 2",
  "id = 1 2",
  "id = 1) limit (1",
  "true) or (true",
  "true) -- (",
  "id = 1 -- ;\n limit 1",
];

describe.each(Object.entries(conditions))("the condition of %s", (_, run) => {
  test("is one whole expression, or 13 and nothing changes", async () => {
    for (const sql of [...incomplete, ...more]) {
      // oxlint-disable-next-line no-await-in-loop
      await expectCode(run(sql), 13).catch((error: unknown) => {
        throw new Error(JSON.stringify(sql), { cause: error });
      });
    }
    await unchanged();
  });
});

describe.each(Object.entries(values))("the value of %s", (_, run) => {
  test("is one whole expression, or 13 and nothing changes", async () => {
    for (const sql of [...incomplete, "id; id", "id limit 1", "1 2", "1, 2", "1) , (2", "*", "1 as x"]) {
      // oxlint-disable-next-line no-await-in-loop
      await expectCode(run(sql), 13).catch((error: unknown) => {
        throw new Error(JSON.stringify(sql), { cause: error });
      });
    }
    await unchanged();
  });
});

describe("what LanceDB takes is taken", () => {
  test.each([
    ["true", 2n],
    ["id = 1;", 1n],
    ["id = 1 ; -- the first\n", 1n],
    ["id = 1 -- the first", 1n],
    ["/* the first */ id = 1", 1n],
    ["name = ';' or id = 1", 1n],
    ["name = ')' or id = 1", 1n],
    ["name = 'it''s; -- /*' or id = 1", 1n],
    ["`id` = 1", 1n],
    ['"id" = 1', 1n],
    ["id = 5--4\n - 4", 1n],
    ["(id = 1) or (id = 2)", 2n],
    ["id in (1, 2)", 2n],
    ["_rowid < 1", 1n],
  ])("%s", async (predicate, count) => {
    expect(await of.namespace.countTableRows({ id, predicate })).toEqual({ count });
  });

  test("a condition of a merge needs what it is a condition of", async () => {
    const merge = { id, on: ["id"], data: stream(rows), when_not_matched_insert_all: true };
    await expectCode(
      of.namespace.mergeInsertIntoTable({ ...merge, when_matched_update_all_filt: "true" }),
      13,
    );
    await expectCode(
      of.namespace.mergeInsertIntoTable({ ...merge, when_not_matched_by_source_delete_filt: "true" }),
      13,
    );
  });
});
