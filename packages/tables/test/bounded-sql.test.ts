import { tableFromIPC } from "apache-arrow-21";
import { describe, expect, test } from "vitest";
import { conditionsOf, type SqlFields, valuesOf } from "./sql-fields.ts";
import { id, type Row, rowsOf, stream, subject } from "./support.ts";

const rows: Row[] = [
  { id: 1, name: "alice", tags: ["a", "b"], address: { city: "Paris", zip: 1 }, vector: [0, 1] },
  { id: 2, name: "bob", tags: ["c"], address: { city: "Rome", zip: 2 }, vector: [1, 0] },
];
const of = subject(rows, { boundedSql: true });
const conditions = conditionsOf(of, rows);
const values = valuesOf(of);

async function errorOf(call: Promise<unknown> | undefined): Promise<unknown> {
  const error: unknown = await call?.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Error && "code" in error ? `${String(error.code)}: ${error.message}` : error;
}

/** The errors of an SQL string in every field, and the names in the rows after that. */
async function outcomes(fields: SqlFields, sql: string): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  // One after the other, because they change one table.
  // oxlint-disable-next-line no-await-in-loop
  for (const [field, run] of Object.entries(fields)) all[field] = await errorOf(run(sql));
  return { ...all, names: (await rowsOf(of)).map((row) => row["name"]) };
}

function rejected(fields: SqlFields, words: RegExp): Record<string, unknown> {
  const all = Object.keys(fields).map((field) => [field, expect.stringMatching(words)]);
  return { ...Object.fromEntries(all), names: ["alice", "bob"] };
}

/** Adds the beginning of the SQL of a case as the name of its test. */
const labelled = <Rest>(cases: [string, Rest][]): [string, string, Rest][] =>
  cases.map(([sql, rest]) => [sql.slice(0, 60), sql, rest]);

const times = (count: number, text: string): string => text.repeat(count);

describe("results that grow are rejected in every field", () => {
  test.each(
    labelled([
      ["lpad(name, 2147483647, 'b')", "lpad"],
      ["rpad(name, 2147483647)", "rpad"],
      ["repeat(name, 1000000)", "repeat"],
      ["REPEAT /* much */ (name, 1000000)", "REPEAT"],
      ["`repeat`(name, 1000000)", "repeat"],
      ["repeat(name, id)", "repeat"],
      ["repeat(repeat(repeat('a', 1000), 1000), 1000)", "repeat"],
      ["replace(name, '', repeat('x', 1000))", "replace"],
      ["replace(replace(replace(name, '', 'xxxxxxxxx'), '', 'xxxxxxxxx'), '', 'xxxxxxxxx')", "replace"],
      ["regexp_replace(name, '', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'g')", "regexp_replace"],
      [`concat(${times(40, "name, ")}name)`, "concat"],
      [`concat_ws(name, ${times(20, "name, ")}name)`, "concat_ws"],
      [`name${times(40, " || name")}`, "||"],
      [`coalesce(name, '${times(20_000, "x")}')`, "coalesce"],
      ["array_to_string(array_repeat(1, 100000000), ',')", "array_repeat"],
      ["array_to_string(array_resize([1], 100000000), ',')", "array_resize"],
      ["array_to_string(range(1, 1000000000), ',')", "range"],
      ["array_to_string(generate_series(1, 1000000000), ',')", "generate_series"],
      ["arrow_cast(arrow_cast(NULL, 'FixedSizeBinary(2000000000)'), 'Utf8')", "arrow_cast"],
    ]),
  )("%s", async (_, sql, name) => {
    const words = new RegExp(`^13: .*"${name.replace("||", "\\|\\|")}" at character \\d+`, "i");
    expect(await outcomes(conditions, `id = 1 and ${sql} = 'x'`)).toEqual(rejected(conditions, words));
    expect(await outcomes(values, sql)).toEqual(rejected(values, words));
  });
});

describe("unknown functions and syntax are rejected in every field, with what is allowed", () => {
  test.each(
    labelled([
      ["levenshtein(name, name)", "levenshtein"],
      ["count(*)", "count"],
      ["string_agg(name, ',')", "string_agg"],
      ["row_number() over ()", "row_number"],
      ["nosuchfunction(id)", "nosuchfunction"],
      ["address.lower(name)", "lower"],
    ]),
  )("%s", async (_, sql, name) => {
    const words = new RegExp(`^13: .*calls "${name}" at character \\d+; functions are .*\\blower\\b`);
    expect(await outcomes(conditions, `id = 1 and ${sql} = 'x'`)).toEqual(rejected(conditions, words));
    expect(await outcomes(values, sql)).toEqual(rejected(values, words));
  });

  test.each(
    labelled([
      ["(select 1)", /holds a subquery at character \d+/],
      ["coalesce((select 1), 1)", /holds a subquery at character \d+/],
      ["array_transform(tags, x -> upper(x))", /calls "array_transform"/],
      ["coalesce(x -> x)", /holds an arrow at character \d+/],
      ["$1", /holds "\$" at character \d+; operators are/],
      ["N'x'", /holds a text with "N" in front/],
    ]),
  )("%s", async (_, sql, words) => {
    expect(await outcomes(conditions, `${sql} = 1`)).toEqual(
      rejected(conditions, new RegExp(`^13: .*${words.source}`)),
    );
    expect(await outcomes(values, sql)).toEqual(rejected(values, new RegExp(`^13: .*${words.source}`)));
  });
});

// Without bounds several of these crash the process.
describe("SQL that is too deep, too long or too slow is rejected in every field", () => {
  test.each(
    labelled([
      [`id${times(1_000, " + 1")} = 1`, /nests too deep at character \d+; 64 levels/],
      [`id${times(10_000, " is null")}`, /nests too deep/],
      [`id${times(1_000, "::int")} = 1`, /nests too deep/],
      [`true${times(1_000, " between false and true")}`, /nests too deep/],
      [`coalesce(id = 1${times(1_000, " and id = 1")}, true)`, /nests too deep/],
      [`${times(100_000, "(")}id = 1${times(100_000, ")")}`, /nests too deep/],
      [`${times(1_000, "abs(")}id${times(1_000, ")")} = 1`, /nests too deep/],
      [
        `coalesce(${times(100, "case when id = 1 then 1 else ")}0${times(100, " end")}) = 1`,
        /nests too deep/,
      ],
      [`id = 1${times(50_000, " and id = 1")}`, /has too many parts at character \d+; 10000/],
      [`id in (1${times(300_000, ",1")})`, /lists that are too long at character \d+; 50000 entries/],
      [`name = '${times(1_100_000, "x")}'`, /is too long: 1100009 characters, and 1048576/],
      ["regexp_like(name, '(\\w{1,100}){1,100}z')", /calls "regexp_like" at .* repeats too much/],
      ["regexp_like(name, name)", /calls "regexp_like" at .* must be a string/],
      ['regexp_like(name, "name")', /calls "regexp_like" at .* must be a string/],
      [`name like '${times(1_000, "%a")}'`, /1000 wildcards at character \d+; 64/],
      [
        `sha512(lpad(name, 10000, 'a')) = 'x'${times(9, " or sha512(lpad(name, 10000, 'b')) = 'x'")}`,
        /longer strings in all/,
      ],
      [`length(name) = 1${times(600, " or length(name) = 1")}`, /calls more functions at character \d+; 500/],
      [
        `false${times(20, " or concat(name, name, name, name, name, name, name, name, name, name, name, name, name, name) = 'x'")}`,
        /copies more columns/,
      ],
      [`false${times(60, " or regexp_like(name, '\\w+x')")}`, /regular expressions that take longer in all/],
      ["strpos(name, name) = 1", /calls "strpos" at .* only one argument may contain a column/],
      ["array_has_any(tags, tags)", /calls "array_has_any" at .* only one argument may contain a column/],
    ]),
  )("%s", async (_, sql, words) => {
    expect(await outcomes(conditions, sql)).toEqual(
      rejected(conditions, new RegExp(`^13: .*${words.source}`)),
    );
  });

  test("a value of a column", async () => {
    expect(await outcomes(values, `'${times(300_000, "x")}'`)).toEqual(
      rejected(values, /^13: .*is a value of 300000 characters; 262144/),
    );
  });
});

// From LanceDB's pages on filters, Lance's on JSON, and what clients send.
describe("SQL that LanceDB documents is accepted", () => {
  test.each(
    labelled([
      ["id IN (1, 2)", 2],
      ["(name IN ('alice', 'eve')) AND (id > 0)", 1],
      ["name IN ('alice') OR NOT name = 'bob'", 1],
      ["name LIKE 'a%' AND name NOT LIKE '%z'", 1],
      ["name ILIKE 'A%' ESCAPE '\\'", 1],
      ["lower(name) like lower('%ALI%')", 1],
      ["name IS NOT NULL AND name is not null", 2],
      ["(id = 1) IS TRUE", 1],
      ["id BETWEEN 1 AND 2 and id not between 2 and 3", 1],
      ["regexp_match(name, '^a[a-z]+$')", 1],
      ["regexp_like(name, '^[\\w.+-]+@?[\\w-]*$')", 2],
      ["array_has(tags, 'a')", 1],
      ["array_has_any(tags, ['a', 'z'])", 1],
      ["array_has_all(tags, ['a', 'b'])", 1],
      ["array_length(tags) = 2", 1],
      ["tags[1] = 'c'", 1],
      ["address.city = 'Paris'", 1],
      ["`address`.`city` = 'Paris'", 1],
      ["address['city'] = 'Paris'", 1],
      ["get_field(address, 'zip') = 2", 1],
      ["date '2021-01-01' < date '2022-01-01'", 2],
      ["timestamp '2021-01-01 00:00:00' < now()", 2],
      ["timestamp(3) '2021-01-01 00:00:00' < timestamp(9) '2022-01-01 00:00:00'", 2],
      ["decimal(8,3) '1.000' < decimal(8,3) '2.000'", 2],
      ["cast(id as bigint) = 1", 1],
      ["cast(id as string) = '1'", 0],
      ["id::int = 1", 1],
      ["arrow_cast(id, 'Int8') = 1", 1],
      ["arrow_cast(vector, 'FixedSizeList(2, Float32)') is not null", 2],
      ["contains_tokens(name, 'alice')", 1],
      ["starts_with(name, 'a') and contains(name, 'lic') and length(name) = 5", 1],
      ["coalesce(case when id = 1 then 'x' else name end, '') = 'x'", 1],
      ["concat(name, ' ', name) = 'bob bob' or name || '!' = 'alice!'", 2],
      ["concat_ws('-', name, name) = 'bob-bob'", 1],
      ["repeat('a', 3) = 'aaa' and lpad(name, 6, ' ') = ' alice'", 1],
      ["replace(name, 'bob', 'bobby') = 'bobby'", 1],
      ["is_valid(name)", 2],
      ["vector is not null", 2],
      ["_rowid in (0, 1) and id > 0", 2],
      ["-id < -1", 1],
      ["id = 1; -- the first\n", 1],
      [Array.from({ length: 1_500 }, (_, index) => `name = 'user ${index}'`).join(" OR "), 0],
      [`name in (${Array.from({ length: 20_000 }, (_, index) => `'user ${index}'`).join(", ")}, 'bob')`, 1],
      [`id${times(50, " + 1")} = 51`, 1],
    ]),
  )("%s", async (_, predicate, count) => {
    expect(await of.namespace.countTableRows({ id, predicate })).toEqual({ count: BigInt(count) });
    expect(await rowsOf(of, { filter: predicate })).toHaveLength(count);
  });

  test("as values", async () => {
    const long = times(200_000, "x");
    const vector = `[${Array.from({ length: 2 }, () => "-1.5e-05").join(", ")}]`;
    await of.namespace.updateTable({
      id,
      predicate: "id = 1",
      updates: [
        ["name", `'${long}'`],
        ["vector", vector],
      ],
    });
    const [first] = await rowsOf(of);
    expect(first?.["name"]).toBe(long);
    await of.namespace.alterTableAddColumns({
      id,
      new_columns: [{ name: "twice", expression: "cast(id * 2 as bigint)" }],
    });
    expect((await rowsOf(of)).map((row) => row["twice"])).toEqual([2n, 4n]);
    const wide = `[${Array.from({ length: 4_096 }, (_, index) => `-${index}.123456789e-05`).join(", ")}]`;
    const made = await rowsOf(of, { columns: { column_aliases: { id: "id", wide } } });
    expect(made).toHaveLength(2);
  });
});

test("the option is what rejects them", async () => {
  expect(await errorOf(conditions["count"]?.("repeat(name, 100000) = 'x'"))).toMatch(/^13: /);
});

describe("the values of all columns of a request have a common bound", () => {
  const many = (count: number, sql: string): [string, string][] =>
    Array.from({ length: count }, (_, index) => [`c${index}`, sql]);
  const longColumns = many(20, "lpad('x', 16000)");

  test.each<[string, [string, string][], RegExp]>([
    ["strings", longColumns, /strings of 320000 characters together; 262144 are allowed/],
    ["copies", many(5_000, "vector"), /contain 5000 copies of columns.*4096 are allowed/],
    ["SQL", many(3, `1 /* ${times(400_000, "x")} */`), /SQL of .* 1048576 are allowed/],
  ])("%s", async (_, selected, words) => {
    const refused = expect.stringMatching(new RegExp(`^13: .*${words.source}`));
    const column_aliases = Object.fromEntries(selected);
    const columns = { column_aliases };
    expect(await errorOf(rowsOf(of, { columns }))).toEqual(refused);
    expect(await errorOf(of.namespace.explainTableQueryPlan({ id, query: { k: 1, columns } }))).toEqual(
      refused,
    );
    const updates = selected.map(([name, sql]) => [name, sql]);
    expect(await errorOf(of.namespace.updateTable({ id, updates }))).toEqual(refused);
    const new_columns = selected.map(([name, expression]) => ({ name, expression }));
    expect(await errorOf(of.namespace.alterTableAddColumns({ id, new_columns }))).toEqual(refused);
  });

  test("and the batches of a result are shorter for longer values", async () => {
    const rowsPerBatch = async (aliases: [string, string][]): Promise<number[]> => {
      const column_aliases = { id: "id", ...Object.fromEntries(aliases) };
      const { data } = await of.namespace.queryTable({
        id: ["long"],
        k: 500,
        vector: {},
        columns: { column_aliases },
      });
      const chunks: Uint8Array[] = [];
      for await (const chunk of data) chunks.push(chunk);
      return tableFromIPC(Buffer.concat(chunks)).batches.map(({ numRows }) => numRows);
    };
    const data = stream(Array.from({ length: 500 }, (_, index) => ({ id: index, vector: [0, index] })));
    await of.namespace.createTable({ id: ["long"], data });
    const long = await rowsPerBatch(longColumns.slice(0, 8));
    expect(Math.max(...long)).toBeLessThanOrEqual(65);
    const wide = await rowsPerBatch(many(2_000, "vector"));
    expect(Math.max(...wide)).toBeLessThanOrEqual(33);
    const usual = await rowsPerBatch(many(3, "vector"));
    for (const found of [long, wide, usual]) expect(found.reduce((one, other) => one + other, 0)).toBe(500);
    expect(usual).toEqual([500]);
  });

  test("and searches and sorts, whose batches LanceDB does not shorten, find fewer rows", async () => {
    const data = stream(Array.from({ length: 500 }, (_, index) => ({ id: index, vector: [0, index] })));
    await of.namespace.createTable({ id: ["sorted"], data });
    const column_aliases = { id: "id", ...Object.fromEntries(longColumns.slice(0, 16)) };
    const refusal = (request: object): Promise<unknown> =>
      errorOf(rowsOf(of, { id: ["sorted"], order_by: null, columns: { column_aliases }, ...request }));
    const sort = { order_by: [{ column_name: "id" }] };
    const search = { vector: { single_vector: [0, 1] } };
    for (const request of [sort, search]) {
      expect(await refusal({ ...request, k: 200 })).toBeUndefined();
      expect(await refusal({ ...request, k: 500 })).toMatch(/^13: .* finds 500 rows: 256 are allowed/);
      expect(await refusal({ ...request, k: 100, offset: 300 })).toMatch(/^13: .* finds 400 rows/);
    }
    expect(await refusal({ k: 500 })).toBeUndefined();
  });
});
