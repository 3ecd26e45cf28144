import { describe, expect, test } from "vitest";
import { conditionsOf, valuesOf } from "./sql-fields.ts";
import { id, rowsOf, stream, subject } from "./support.ts";

const rows = [
  { id: 1n, name: "alice", vector: [0, 1] },
  { id: 2n, name: "bob", vector: [1, 0] },
];
const of = subject(rows);

/** The code of the error, or the result if there is no error. */
async function codeOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.catch((reason: unknown) => reason);
  return typeof error === "object" && error !== null && "code" in error ? error.code : error;
}

const conditions = conditionsOf(of, rows);
const values = valuesOf(of);

const unchanged = async (): Promise<void> => {
  const now = await rowsOf(of);
  expect(now.map(({ id: key, name }) => [key, name])).toEqual(rows.map(({ id: key, name }) => [key, name]));
};

// LanceDB itself ignores what follows a complete expression.
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
      expect([sql, await codeOf(run(sql))]).toEqual([sql, 13]);
    }
    await unchanged();
  });
});

describe.each(Object.entries(values))("the value of %s", (_, run) => {
  test("is one whole expression, or 13 and nothing changes", async () => {
    for (const sql of [...incomplete, "id; id", "id limit 1", "1 2", "1, 2", "1) , (2", "*", "1 as x"]) {
      // oxlint-disable-next-line no-await-in-loop
      expect([sql, await codeOf(run(sql))]).toEqual([sql, 13]);
    }
    await unchanged();
  });
});

describe("SQL that LanceDB accepts is accepted", () => {
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
    ["_rowid = 1", 1n],
    ["_rowid in (0, 1, 7)", 2n],
    ["_rowaddr = 0", 1n],
    ["_rowoffset = 1", 1n],
  ])("%s", async (predicate, count) => {
    expect(await of.namespace.countTableRows({ id, predicate })).toEqual({ count });
  });

  test("a condition of a merge needs the option that it restricts", async () => {
    const merge = { id, on: ["id"], data: stream(rows), when_not_matched_insert_all: true };
    expect(
      await codeOf(of.namespace.mergeInsertIntoTable({ ...merge, when_matched_update_all_filt: "true" })),
    ).toBe(13);
    expect(
      await codeOf(
        of.namespace.mergeInsertIntoTable({ ...merge, when_not_matched_by_source_delete_filt: "true" }),
      ),
    ).toBe(13);
  });
});

describe("SQL that cannot be evaluated is the caller's mistake", () => {
  const wrong = [
    "id % 0 = 1",
    "id / 0 = 1",
    "cast(name as int) = 1",
    "cast('x' as int) = 1",
    "name::date = date '2020-01-01'",
    "arrow_cast(name, 'Int8') = 1",
    "arrow_cast(id, 'Nope') = 1",
    "concat(id, name) = 5",
    "-id = -9223372036854775808",
    "_rowid = 99999999999999999999",
    "_rowid = -1",
    "_rowid = 'x'",
    "_rowid > 1e40",
    "to_timestamp('x') > now()",
    "make_date(2020, 13, 1) > date '2020-01-01'",
    "date_part('nope', now()) = 1",
    "date_trunc('nope', now()) = now()",
    "chr(-1) = name",
    "power(0, -1) > 1",
    "factorial(100) = 1",
    "split_part(name, 'a', 0) = 'b'",
    "decode(name, 'base64') = 'a'",
    "regexp_like(name, '(')",
    "id = $1",
    "id = ?",
    "id +",
    "id",
    "'x'",
    "select 1",
    "id = (select 1)",
    "nosuchfunction(id) = 1",
    "count(*) > 1",
    "row_number() over () > 1",
    "nosuch = 1",
    "name = 'the tag v1 does not exist' and",
    "name = 'Table x was not found' and",
    "name = 'branch x not found' and id = 'commit conflict'",
  ];

  test.each(["update", "delete", "count", "query", "vector search"])("in %s", async (what) => {
    const run = conditions[what];
    for (const sql of wrong) {
      // oxlint-disable-next-line no-await-in-loop
      const error: unknown = await run?.(sql).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      // A missing column is 12, a column of a merge without its side is 20, and an unsupported operation is 0; all are the caller's mistakes.
      const code = typeof error === "object" && error !== null && "code" in error ? error.code : error;
      expect([sql, code, String(error)]).toEqual([
        sql,
        expect.toSatisfy((it: unknown) => [13, 12, 20, 0].some((known) => known === it)),
        expect.not.stringMatching(/\.rs|cargo|panick|Caused by/),
      ]);
      expect(String(error).length).toBeLessThan(700);
    }
    await unchanged();
  });

  test("also as a value", async () => {
    for (const sql of [
      "id % 0",
      "cast(name as int)",
      "cast(name as bigint)",
      "id / (id - id)",
      "$1",
      "-9223372036854775808 - id",
    ]) {
      for (const [field, run] of Object.entries(values)) {
        if (field === "a column of a plan") continue;
        // oxlint-disable-next-line no-await-in-loop
        expect([sql, await codeOf(run(sql))]).toEqual([sql, 13]);
      }
    }
    await unchanged();
  });
});
