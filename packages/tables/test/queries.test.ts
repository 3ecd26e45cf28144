import { makeArrowTable } from "@lancedb/lancedb";
import { describe, expect, test } from "vitest";
import { arrow } from "../src/arrow/apache-arrow.ts";
import { expectCode, id, type Row, read, rowsOf, stream, subject } from "./support.ts";

const words = ["puppy plays", "cats sleep", "puppy and cats", "nothing here"];
const of = subject(
  Array.from({ length: 40 }, (_, index) => ({
    id: index,
    vector: [index, 1],
    text: words[index % 4],
    title: index === 7 ? "crab apple" : "plain title",
  })),
);

const rowsFor = async (request: object): Promise<Row[]> =>
  read((await of.namespace.queryTable({ id, k: 5, ...request })).data);
const ids = async (request: object) => (await rowsFor(request)).map((row) => row["id"]);
const index = (column: string, index_type: string, rest: object = {}) =>
  of.namespace.createTableIndex({ id, column, index_type, ...rest });
const vector = { single_vector: [3, 1] };

describe("full text", () => {
  const match = (terms: string, rest: object = {}) => ({ match: { terms, column: "text", ...rest } });
  const search = (query: object, rest: object = {}) =>
    ids({ k: 40, full_text_query: { structured_query: { query } }, ...rest });
  const some = (found: unknown[]) =>
    found.toSorted((left, right) => Number(left) - Number(right)).slice(0, 4);

  test("a string query searches the columns that are indexed, or those that it names", async () => {
    await index("text", "FTS", { with_position: true });
    await index("title", "INVERTED");
    const text = (string_query: object) => ids({ full_text_query: { string_query }, k: 40 });
    expect(some(await text({ query: "puppy" }))).toEqual([0, 2, 4, 6]);
    expect(await text({ query: "crab" })).toEqual([7]);
    expect(await text({ query: "crab", columns: ["text"] })).toEqual([]);
    expect((await rowsFor({ full_text_query: { string_query: { query: "crab" } } }))[0]).toHaveProperty(
      "_score",
    );
  });

  test("structured queries of every kind", async () => {
    await index("text", "FTS", { with_position: true, stem: false, remove_stop_words: false });
    await index("title", "FTS");
    expect(some(await search(match("cats")))).toEqual([1, 2, 5, 6]);
    expect(some(await search(match("puppy cats", { operator: "and" })))).toEqual([2, 6, 10, 14]);
    expect(await search(match("pupy", { fuzziness: 0 }))).toEqual([]);
    expect(some(await search(match("pupy", { fuzziness: 1 })))).toEqual([0, 2, 4, 6]);
    expect(await search({ match: { terms: "crab" } })).toEqual([7]);
    expect(some(await search({ phrase: { terms: "puppy plays", column: "text" } }))).toEqual([0, 4, 8, 12]);
    const boolean = { must: [match("cats")], must_not: [match("puppy")], should: [] };
    expect(some(await search({ boolean }))).toEqual([1, 5, 9, 13]);
    const boost = { positive: match("cats"), negative: match("sleep"), negative_boost: 0.1 };
    expect((await search({ boost }))[0]).toSatisfy((found: number) => found % 4 === 2);
    const parts = ["text", "title"].map((column) => ({ terms: "crab", column }));
    expect(await search({ multi_match: { match_queries: parts } })).toEqual([7]);
    expect(await search(match("cats"), { filter: "id < 6" })).toHaveLength(3);
  });

  test("a query of too many parts or words is rejected", async () => {
    const ask = (query: object): Promise<unknown> =>
      of.namespace.queryTable({ id, k: 1, vector: {}, full_text_query: query });
    const should = (count: number, terms: string): object => ({
      structured_query: { query: { boolean: { should: Array.from({ length: count }, () => match(terms)) } } },
    });
    const refused = (part: string) => ({ code: 13, message: expect.stringContaining(part) });
    await expect(ask(should(129, "a"))).rejects.toMatchObject(
      refused("129 parts or columns; at most 128 are allowed"),
    );
    // Each match also names the column `text`.
    await expect(ask(should(3, "a".repeat(30_000)))).rejects.toMatchObject(refused("90012 characters"));
    await expect(ask({ string_query: { query: "a".repeat(70_000) } })).rejects.toMatchObject(
      refused("70000 characters; at most 65536 are allowed"),
    );
  });

  test("no model name of a tokenizer leads out of the folder of models", async () => {
    for (const model of ["jieba/../x", "lindera/a/../../x", "lindera//etc", "jieba/..", "lindera/.x/y"]) {
      const request = { id, column: "text", index_type: "FTS", base_tokenizer: model };
      // oxlint-disable-next-line no-await-in-loop
      await expect(of.namespace.createTableIndex(request)).rejects.toMatchObject({
        code: 13,
        message: expect.stringContaining("Unknown base_tokenizer"),
      });
    }
  });

  test("a filter after the search selects from its results", async () => {
    // A word in a longer string has a lower score, so all scores differ.
    const kittens = Array.from({ length: 12 }, (_, row) => ({
      id: 100 + row,
      vector: [row, 1],
      text: `kitten${" plain filler".repeat(row)}`,
      title: "x",
    }));
    await of.namespace.insertIntoTable({ id, data: stream(kittens) });
    await index("text", "FTS");
    const full_text_query = { string_query: { query: "kitten" } };
    const fullText = { full_text_query, k: 6, columns: { column_names: ["id", "_score"] } };
    const found = await rowsFor({ ...fullText, k: 9 });
    const even = (row: Row): boolean => Number(row["id"]) % 2 === 0;
    const filtered = { ...fullText, filter: "id % 2 = 0", prefilter: false };
    expect(await rowsFor(filtered)).toEqual(found.slice(0, 6).filter(even));
    // As in LanceDB, the offset counts filtered rows, and the search finds that number of rows more.
    expect(await rowsFor({ ...filtered, offset: 2 })).toEqual(found.slice(0, 8).filter(even).slice(2));
    expect(await rowsFor({ ...filtered, filter: "id < 0" })).toEqual([]);
    expect(await rowsFor({ ...filtered, full_text_query: { string_query: { query: "absent" } } })).toEqual(
      [],
    );
    expect(await ids({ ...filtered, k: 2_147_483_647 })).toHaveLength(6);
    expect(await ids({ ...filtered, k: 3, prefilter: true })).toEqual([100, 102, 104]);
    expect(await ids({ ...filtered, k: 3 })).toEqual([100, 102]);
    expect(await ids({ ...filtered, filter: "id = 101 OR id = 109" })).toEqual([101]);
    const { plan } = await of.namespace.explainTableQueryPlan({ id, query: filtered });
    expect(plan).toMatch(/those for which id % 2 = 0[^]*MatchQuery/);
    expect(plan).not.toContain("full_filter=id");
    const { analysis } = await of.namespace.analyzeTableQueryPlan({ id, ...filtered });
    expect(analysis).toMatch(/those for which id % 2 = 0[^]*metrics=/);
  });

  test("accents, case, long words: the options of the index decide", async () => {
    await of.namespace.insertIntoTable({
      id,
      data: stream([{ id: 90, vector: [90, 1], text: "Café incomprehensibilities the", title: "x" }]),
    });
    const options = {
      lower_case: false,
      ascii_folding: false,
      stem: false,
      remove_stop_words: false,
      max_token_length: 10,
      base_tokenizer: "whitespace",
      language: "English",
      with_position: false,
    };
    await index("text", "FTS", options);
    expect(await search(match("Café", { fuzziness: 0 }))).toEqual([90]);
    expect(await search(match("cafe", { fuzziness: 0 }))).toEqual([]);
    expect(await search(match("the", { fuzziness: 0 }))).toEqual([90]);
    expect(await search(match("incomprehensibilities", { fuzziness: 0 }))).toEqual([]);
    await expectCode(search({ phrase: { terms: "puppy plays", column: "text" } }), 13);
  });

  test("hybrid search ranks the results of both searches, and skips an offset once", async () => {
    await index("text", "FTS");
    const hybrid = { vector, full_text_query: { string_query: { query: "puppy" } }, filter: "id < 20" };
    const rows = await rowsFor(hybrid);
    expect(rows).toHaveLength(5);
    expect(rows[0]).toHaveProperty("_relevance_score");
    const all = await ids({ ...hybrid, k: 5 });
    expect(await ids({ ...hybrid, k: 3, offset: 2 })).toEqual(all.slice(2));
    const { plan } = await of.namespace.explainTableQueryPlan({ id, query: { k: 3, ...hybrid } });
    expect(plan).toMatch(/Hybrid search, vector:[^]*Hybrid search, text:/);
  });

  let deep: object = match("x");
  for (let depth = 0; depth < 50; depth++) deep = { boolean: { must: [deep], should: [], must_not: [] } };
  test.each([
    [{ match: { terms: "x", column: "nope" } }, 12],
    [{ match: { terms: "x" } }, 13],
    [{ match: { terms: "x", column: "text", operator: "xor" } }, 13],
    [{ match: { terms: "x", column: "id" } }, 13],
    [{ match: { terms: "x" }, phrase: { terms: "x" } }, 13],
    [{ boolean: { must: [], should: [], must_not: [] } }, 13],
    [
      {
        multi_match: {
          match_queries: [
            { terms: "a", column: "text" },
            { terms: "b", column: "text" },
          ],
        },
      },
      0,
    ],
    [{ match: { terms: "puppy", column: "text", fuzziness: 3 } }, 13],
    [{ match: { terms: "puppy", column: "text", fuzziness: -1 } }, 13],
    [{ match: { terms: "puppy", column: "text", fuzziness: 1.5 } }, 13],
    [{ match: { terms: "puppy", column: "text", fuzziness: 2 ** 40 } }, 13],
    [{ match: { terms: "puppy", column: "text", max_expansions: -1 } }, 13],
    [{ match: { terms: "puppy", column: "text", prefix_length: 2 ** 40 } }, 13],
    [{ match: { terms: "puppy", column: "text", boost: "much" } }, 13],
    [{ phrase: { terms: "puppy", column: "text", slop: -1 } }, 13],
    [deep, 13],
  ])("%j is rejected", async (wrong, code) => {
    await expectCode(search(wrong), code);
    expect(await ids({ k: 1 })).toHaveLength(1);
  });
});

describe("vectors", () => {
  test("a k far beyond the table returns the whole table", async () => {
    await index("vector", "IVF_FLAT", { num_partitions: 1 });
    expect(await ids({ vector, k: 4_000_000_000 })).toHaveLength(40);
    expect(await ids({ vector, k: Number.MAX_SAFE_INTEGER, offset: 38 })).toHaveLength(2);
    expect(await ids({ k: 2 ** 63 })).toHaveLength(40);
  });

  test("that are too many are rejected", async () => {
    const ask = (count: number): Promise<unknown> =>
      of.namespace.queryTable({
        id,
        k: 1,
        vector: { multi_vector: Array.from({ length: count }, () => [1, 1]) },
      });
    await expect(ask(257)).rejects.toMatchObject({
      code: 13,
      message: expect.stringContaining("256 vectors"),
    });
  });

  test("that find more than a million rows in total are rejected", async () => {
    const many = Array.from({ length: 4_000 }, (_, row) => ({ id: row, vector: [row, 1] }));
    await of.namespace.createTable({ id: ["many"], data: stream(many) });
    const vectors = { multi_vector: Array.from({ length: 256 }, () => [1, 1]) };
    const ask = (k: number): Promise<unknown> =>
      of.namespace.queryTable({ id: ["many"], k, vector: vectors });
    await expect(ask(4_000)).rejects.toMatchObject({
      code: 13,
      message: expect.stringContaining("1000000 rows in all"),
    });
    await expect(ask(10)).resolves.toHaveProperty("data");
  });

  test("with a refine factor beyond the table's rows do not end the process", async () => {
    const vectors = Array.from({ length: 100_000 }, (_, row) => ({ id: row, vector: [row, 1] }));
    await of.namespace.createTable({ id: ["refined"], data: stream(vectors) });
    await of.namespace.createTableIndex({
      id: ["refined"],
      column: "vector",
      index_type: "IVF_FLAT",
      distance_type: "l2",
    });
    const search = { id: ["refined"], vector: { single_vector: [0, 1] }, order_by: null };
    const found = await rowsOf(of, { ...search, k: 100_000, refine_factor: 2 ** 31 - 1, nprobes: 1_000 });
    expect(found).toHaveLength(100_000);
    const few = await rowsOf(of, { ...search, k: 2, refine_factor: 2 ** 31 - 1, nprobes: 1_000 });
    expect(few.map((row) => Number(row["id"]))).toEqual([0, 1]);
  });

  test("k of 0 is an empty result", async () => {
    expect(await ids({ vector, k: 0 })).toEqual([]);
    expect(await ids({ k: 0 })).toEqual([]);
    await index("text", "FTS");
    const hybrid = { vector, full_text_query: { string_query: { query: "puppy" } } };
    expect(await ids({ ...hybrid, k: 0 })).toEqual([]);
    expect(await ids({ ...hybrid, filter: "id < 0" })).toEqual([]);
  });

  test("options of the index search are used", async () => {
    await index("vector", "IVF_HNSW_SQ", { num_partitions: 1, m: 20, ef_construction: 100 });
    const options = { nprobes: 1, ef: 60, refine_factor: 2, fast_search: true, bypass_vector_index: false };
    expect(await ids({ vector, ...options, k: 2 })).toContain(3);
    expect(await ids({ vector, bypass_vector_index: true, k: 1 })).toEqual([3]);
    expect(
      (await ids({ vector, lower_bound: 1, upper_bound: 4, k: 40, bypass_vector_index: true })).toSorted(),
    ).toEqual([2, 4]);
  });

  test("a search reads between the smallest and the largest number of partitions", async () => {
    await index("vector", "IVF_FLAT", { num_partitions: 8 });
    const planOf = async (fields: object): Promise<string> => {
      const { plan } = await of.namespace.explainTableQueryPlan({
        id,
        query: { k: 1, vector, ...fields },
        verbose: true,
      });
      return /minimum_nprobes=\S+ maximum_nprobes=[^,\n]+/.exec(plan)?.[0] ?? plan;
    };
    expect(await planOf({})).toBe("minimum_nprobes=20, maximum_nprobes=Some(20)");
    expect(await planOf({ nprobes: 3 })).toBe("minimum_nprobes=3, maximum_nprobes=Some(3)");
    expect(await planOf({ minimum_nprobes: 2, maximum_nprobes: 6 })).toBe(
      "minimum_nprobes=2, maximum_nprobes=Some(6)",
    );
    expect(await planOf({ minimum_nprobes: 30, nprobes: 3 })).toBe(
      "minimum_nprobes=30, maximum_nprobes=None",
    );
    expect(await planOf({ maximum_nprobes: 5 })).toBe("minimum_nprobes=5, maximum_nprobes=Some(5)");
    expect(await planOf({ minimum_nprobes: 2 ** 40, maximum_nprobes: 2 ** 50 })).toContain("2147483647");
    expect(await planOf({ nprobes: 2 ** 40 })).toContain("2147483647");
    await expectCode(planOf({ minimum_nprobes: 6, maximum_nprobes: 2 }), 13);
    await expectCode(planOf({ minimum_nprobes: 0 }), 13);
    await expectCode(planOf({ maximum_nprobes: 1.5 }), 13);
  });

  test("vectors of bytes are compared by their bits", async () => {
    const bytes = new arrow.FixedSizeList(2, new arrow.Field("item", new arrow.Uint8(), true));
    const schema = new arrow.Schema([
      new arrow.Field("n", new arrow.Int32()),
      new arrow.Field("bits", bytes),
    ]);
    const rows = makeArrowTable(
      [
        { n: 1, bits: [0, 0] },
        { n: 2, bits: [255, 0] },
        { n: 3, bits: [128, 1] },
      ],
      { schema },
    );
    const table = { id: ["bytes"] };
    await of.namespace.createTable({ ...table, data: arrow.tableToIPC(rows, "stream") });
    const nearest = { ...table, k: 3, vector: { single_vector: [255, 1] }, vector_column: "bits" };
    const found = await read((await of.namespace.queryTable({ ...nearest, distance_type: "hamming" })).data);
    expect(found.map((row) => [row["n"], row["_distance"]])).toEqual([
      [2, 1],
      [3, 7],
      [1, 9],
    ]);
    await expectCode(rowsFor({ vector, distance_type: "hamming" }), 13);
    await expectCode(rowsFor({ vector, distance_type: "manhattan" }), 13);
  });

  test("plans name the steps, and run where they are analyzed", async () => {
    const { namespace } = of;
    const scan = { k: 3, filter: "id > 5" };
    expect((await namespace.explainTableQueryPlan({ id, query: scan, verbose: true })).plan).toContain(
      "id > ",
    );
    expect((await namespace.explainTableQueryPlan({ id, query: { ...scan, vector } })).plan).toContain("KNN");
    const { analysis } = await namespace.analyzeTableQueryPlan({ id, ...scan });
    expect(analysis).toContain("metrics=");
    await expectCode(namespace.explainTableQueryPlan({ id, query: { k: 1, filter: "nope = 1" } }), 12);
    await expectCode(namespace.analyzeTableQueryPlan({ id, k: -1 }), 13);
  });

  test("a signal ends a query, before it starts and while it is read", async () => {
    const reason = new Error("enough");
    const aborted = AbortSignal.abort(reason);
    await expect(of.namespace.queryTable({ id, k: 5 }, { signal: aborted })).rejects.toBe(reason);
  });
});
