import type { QueryTableRequest } from "@lancetree/core";
import { equal, holds, rejects } from "../assert.ts";
import type { Catalog } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";
import { fill, id, insert, keys, keysOf, query } from "./table.ts";

type Search = Partial<QueryTableRequest>;

const vector = { single_vector: [0, 1] };

const searches: readonly [name: string, request: Search, keys: number[]][] = [
  ["a vector search returns the nearest first", { vector, k: 2 }, [1, 3]],
  ["an empty vector is none", { vector: { single_vector: [] }, filter: "id < 3" }, [1, 2]],
  ["a filter", { filter: "name = 'bob'" }, [2]],
  ["a filter before a vector search", { vector, k: 1, filter: "id = 2" }, [2]],
  ["a filter after a vector search", { vector, k: 1, filter: "id = 2", prefilter: false }, []],
  ["k caps", { k: 1, order_by: [{ column_name: "id" }] }, [1]],
  ["k of 0", { k: 0 }, []],
  ["an offset", { k: 1, offset: 1, order_by: [{ column_name: "id" }] }, [2]],
  ["an order", { order_by: [{ column_name: "name", ascending: false }] }, [3, 2, 1]],
  ["bounds of the distance", { vector, lower_bound: 0.5, upper_bound: 1.5 }, [3]],
  ["a distance type", { vector, distance_type: "cosine", k: 1 }, [1]],
  ["a column of vectors", { vector, vector_column: "vector", k: 1 }, [1]],
  ["no index", { vector, bypass_vector_index: true, nprobes: 5, refine_factor: 2, ef: 10, k: 1 }, [1]],
  ["a range of partitions", { vector, minimum_nprobes: 1, maximum_nprobes: 5, k: 1 }, [1]],
];

const failures: readonly [request: Search, code: 4 | 11 | 12 | 13 | 22][] = [
  [{ id: ["prod", "no"] }, 4],
  [{ version: 99 }, 11],
  [{ filter: "nope = 1" }, 12],
  [{ columns: { column_names: ["nope"] } }, 12],
  [{ filter: "id = =" }, 13],
  [{ k: -1 }, 13],
  [{ offset: -1 }, 13],
  [{ vector: { single_vector: [1, 2, 3] } }, 13],
  [{ vector, distance_type: "far" }, 13],
  [{ vector, minimum_nprobes: 5, maximum_nprobes: 1 }, 13],
  [{ branch: "nope" }, 22],
];

async function textIndex({ namespace }: Catalog): Promise<void> {
  await namespace.createTableIndex({
    id,
    column: "text",
    index_type: "FTS",
    with_position: true,
    stem: false,
  });
}

const structured = (part: object): Search => ({ full_text_query: { structured_query: { query: part } } });
const cats = { match: { terms: "cats", column: "text" } };
const puppy = { match: { terms: "puppy", column: "text" } };

const fullTextSearches: readonly [name: string, request: Search, keys: number[]][] = [
  ["a string", { full_text_query: { string_query: { query: "puppy" } } }, [1, 3]],
  [
    "a string in a column",
    { full_text_query: { string_query: { query: "cats", columns: ["text"] } } },
    [2, 3],
  ],
  ["a match", structured(cats), [2, 3]],
  [
    "a match of all terms",
    structured({ match: { terms: "puppy cats", column: "text", operator: "And" } }),
    [3],
  ],
  ["a fuzzy match", structured({ match: { terms: "cots", column: "text", fuzziness: 1 } }), [2, 3]],
  ["a phrase", structured({ phrase: { terms: "puppy plays", column: "text" } }), [1]],
  ["a boolean", structured({ boolean: { must: [cats], must_not: [puppy], should: [] } }), [2]],
  ["a boost", structured({ boost: { positive: puppy, negative: cats, negative_boost: 0.1 } }), [1, 3]],
  ["a filter", { full_text_query: { string_query: { query: "cats" } }, filter: "id = 2" }, [2]],
];

/** A query returns the rows that it asks for, and nothing else. */
export const dataQueries: Rule = {
  name: "queries",
  cases: {
    ...each(
      searches,
      ([name]) => `queryTable: ${name}`,
      async (catalog, [, request, expected]) => {
        await fill(catalog);
        equal(await keysOf(catalog, request), expected, "keys");
      },
    ),
    ...each(
      fullTextSearches,
      ([name]) => `queryTable, full text: ${name}`,
      async (catalog, [, request, expected]) => {
        await fill(catalog);
        await textIndex(catalog);
        equal(await keys(catalog, request), expected, "keys");
      },
    ),
    ...each(
      failures,
      ([request, code]) => `queryTable: ${JSON.stringify(request)} is ${code}`,
      async (catalog, [request, code]) => {
        await fill(catalog);
        // A backend that cannot query says so to a good request; over a network a bad one may be refused before.
        await query(catalog, { k: 1 });
        await rejects(query(catalog, request), code);
      },
    ),
    "queryTable: a hybrid search": async (catalog) => {
      await fill(catalog);
      await textIndex(catalog);
      const rows = await query(catalog, {
        vector,
        full_text_query: { string_query: { query: "puppy" } },
        k: 1,
      });
      equal(
        rows.map((row) => Number(row["id"])),
        [1],
        "keys",
      );
    },
    "queryTable: several vectors": async (catalog) => {
      await fill(catalog);
      const multi_vector = [
        [0, 1],
        [1, 0],
      ];
      equal(await keys(catalog, { vector: { multi_vector }, k: 1 }), [1, 2], "keys");
    },
    "queryTable: columns, aliases and row ids": async (catalog) => {
      await fill(catalog);
      const names = async (request: Search): Promise<string[]> =>
        Object.keys((await query(catalog, { k: 1, ...request }))[0] ?? {});
      equal(await names({ columns: { column_names: ["name", "id"] } }), ["name", "id"], "columns");
      const [row] = await query(catalog, {
        filter: "id = 2",
        columns: { column_aliases: { twice: "id * 2" } },
      });
      equal(Number(row?.["twice"]), 4, "alias");
      holds((await names({ with_row_id: true })).includes("_rowid"), "row ids");
    },
    "queryTable: a version": async (catalog) => {
      await fill(catalog);
      await insert(catalog, 4);
      equal(await keys(catalog, { version: 1 }), [1, 2, 3], "keys of version 1");
      equal(await keys(catalog), [1, 2, 3, 4], "keys");
    },
    "explainTableQueryPlan: a plan that names the filter": async (catalog) => {
      await fill(catalog);
      const { plan } = await catalog.namespace.explainTableQueryPlan({
        id,
        query: { k: 1, filter: "name = 'bob'" },
      });
      holds(plan.includes("bob"), `the plan must name the filter: ${plan}`);
      const failing = { id, query: { k: 1, filter: "nope = 1" } };
      await rejects(catalog.namespace.explainTableQueryPlan(failing), 12);
    },
    "analyzeTableQueryPlan: a plan with figures": async (catalog) => {
      await fill(catalog);
      const { analysis } = await catalog.namespace.analyzeTableQueryPlan({ id, k: 1, filter: "id = 2" });
      holds(analysis.includes("metrics"), `the analysis must have figures: ${analysis}`);
      await rejects(catalog.namespace.analyzeTableQueryPlan({ id: ["prod", "no"], k: 1 }), 4);
    },
  },
};
