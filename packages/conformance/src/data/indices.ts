import type { CreateTableIndexRequest } from "@lancetree/core";
import { equal, rejects } from "../assert.ts";
import type { Catalog, Row } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";
import { fill, id, insert } from "./table.ts";

const rows: readonly Row[] = Array.from({ length: 300 }, (_, index) => ({
  id: index,
  vector: Array.from({ length: 8 }, (_none, at) => Math.sin(index * 8 + at)),
  text: `word${index % 7}`,
  labels: [`l${index % 5}`],
}));

type Options = Partial<CreateTableIndexRequest>;

const kinds: readonly [type: string, column: string, options: Options][] = [
  ["IVF_FLAT", "vector", { num_partitions: 2, distance_type: "cosine" }],
  ["IVF_PQ", "vector", { num_partitions: 2, num_sub_vectors: 2, num_bits: 4 }],
  ["IVF_RQ", "vector", { num_partitions: 2 }],
  ["IVF_HNSW_SQ", "vector", { num_partitions: 1, m: 8, ef_construction: 50 }],
  ["IVF_HNSW_PQ", "vector", { num_partitions: 1, num_sub_vectors: 2 }],
  ["BTREE", "id", {}],
  ["BITMAP", "text", {}],
  ["LABEL_LIST", "labels", {}],
  ["FM", "text", {}],
  ["FTS", "text", { with_position: true, language: "English", stem: false, lower_case: true }],
];

async function listed({ namespace }: Catalog): Promise<string[]> {
  return (await namespace.listTableIndices({ id })).indexes.map((index) => index.index_name);
}

/** Indices of every kind are built over all rows, listed, measured and dropped. */
export const dataIndices: Rule = {
  name: "indices",
  cases: {
    ...each(
      kinds,
      ([type]) => `createTableIndex: ${type}`,
      async (catalog, [index_type, column, options]) => {
        const { namespace } = catalog;
        await fill(catalog, rows);
        await namespace.createTableIndex({ id, index_type, column, name: "mine", ...options });
        const { indexes } = await namespace.listTableIndices({ id });
        const found = indexes.map((index) => [index.index_name, index.index_type, index.columns]);
        equal(found, [["mine", index_type, [column]]], "indices");
        const stats = await namespace.describeTableIndexStats({ id, index_name: "mine" });
        equal([stats.num_indexed_rows, stats.num_unindexed_rows], [300, 0], "rows");
      },
    ),
    "describeTableIndexStats: counts rows that came after the index": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.createTableIndex({ id, index_type: "BTREE", column: "id", name: "mine" });
      const counts = async (): Promise<unknown[]> => {
        const stats = await catalog.namespace.describeTableIndexStats({ id, index_name: "mine" });
        return [stats.num_indexed_rows, stats.num_unindexed_rows];
      };
      equal(await counts(), [3, 0], "rows with and without");
      await insert(catalog, 4);
      equal(await counts(), [3, 1], "rows with and without, later");
      await rejects(catalog.namespace.describeTableIndexStats({ id, index_name: "no" }), 6);
    },
    "createTableScalarIndex: builds a scalar index": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.createTableScalarIndex({ id, column: "id", index_type: "BTREE", name: "mine" });
      equal(await listed(catalog), ["mine"], "indices");
      const vector = { id, column: "vector", index_type: "IVF_PQ" };
      await rejects(catalog.namespace.createTableScalarIndex(vector), 13);
    },
    "createTableIndex: a taken name is 7, a missing column 12, an unknown type 13": async (catalog) => {
      await fill(catalog);
      const create = (request: Options): Promise<unknown> =>
        catalog.namespace.createTableIndex({
          id,
          column: "id",
          index_type: "BTREE",
          name: "mine",
          ...request,
        });
      await create({});
      await rejects(create({}), 7);
      await rejects(create({ name: "other", column: "nope" }), 12);
      await rejects(create({ name: "other", index_type: "TREE" }), 13);
      equal(await listed(catalog), ["mine"], "indices");
    },
    "listTableIndices: pages lead from one to the next": async (catalog) => {
      await fill(catalog);
      for (const [name, column] of [
        ["b", "id"],
        ["a", "name"],
      ] as const) {
        await catalog.namespace.createTableIndex({ id, column, index_type: "BTREE", name });
      }
      const first = await catalog.namespace.listTableIndices({ id, limit: 1 });
      const page_token = first.page_token ?? null;
      const second = await catalog.namespace.listTableIndices({ id, limit: 1, page_token });
      const names = [...first.indexes, ...second.indexes].map((index) => index.index_name);
      equal(names, ["a", "b"], "indices of both pages");
      equal(second.page_token ?? null, null, "token of the last page");
    },
    "dropTableIndex: the index is gone; missing ones are 6": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.createTableIndex({ id, column: "id", index_type: "BTREE", name: "mine" });
      await catalog.namespace.dropTableIndex({ id, index_name: "mine" });
      equal(await listed(catalog), [], "indices");
      await rejects(catalog.namespace.dropTableIndex({ id, index_name: "mine" }), 6);
      await rejects(catalog.namespace.describeTableIndexStats({ id, index_name: "mine" }), 6);
    },
  },
};
