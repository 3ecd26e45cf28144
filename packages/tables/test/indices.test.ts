import { describe, expect, test } from "vitest";
import { expectCode, id, subject } from "./support.ts";

const of = subject(
  Array.from({ length: 300 }, (_, index) => ({
    id: index,
    vector: Array.from({ length: 8 }, (_unused, at) => Math.sin(index * 8 + at)),
    text: `word${index % 7}`,
    kind: `k${index % 3}`,
    labels: [`l${index % 5}`],
  })),
);
const create = (column: string, index_type: string, rest: object = {}) =>
  of.namespace.createTableIndex({ id, column, index_type, ...rest });
const stats = (index_name: string) => of.namespace.describeTableIndexStats({ id, index_name });

test.each([
  [
    "IVF_FLAT",
    "vector",
    { num_partitions: 2, distance_type: "cosine", max_iterations: 5, sample_rate: 64 },
    "cosine",
  ],
  ["IVF_PQ", "vector", { num_partitions: 2, num_sub_vectors: 2, num_bits: 4, distance_type: "L2" }, "l2"],
  ["IVF_RQ", "vector", { num_partitions: 2, distance_type: "dot" }, "dot"],
  ["IVF_HNSW_SQ", "vector", { num_partitions: 1, m: 8, ef_construction: 50 }, "l2"],
  ["IVF_HNSW_PQ", "vector", { num_partitions: 1, num_sub_vectors: 2 }, "l2"],
  ["BTREE", "id", {}, undefined],
  ["BITMAP", "kind", {}, undefined],
  ["LABEL_LIST", "labels", {}, undefined],
  ["FM", "text", {}, undefined],
  ["FTS", "text", { with_position: true }, undefined],
])("an index of type %s covers all rows", async (type, column, options, distance) => {
  await create(column, type, { name: "mine", ...options });
  const { indexes } = await of.namespace.listTableIndices({ id });
  expect(indexes).toMatchObject([
    { index_name: "mine", index_type: type, columns: [column], status: "done" },
  ]);
  expect(indexes[0]?.index_uuid).toMatch(/^[0-9a-f-]{36}$/);
  const figures = await stats("mine");
  expect(figures).toMatchObject({ num_indexed_rows: 300, num_unindexed_rows: 0 });
  expect(figures.distance_type).toBe(distance);
  await of.namespace.dropTableIndex({ id, index_name: "mine" });
  expect((await of.namespace.listTableIndices({ id })).indexes).toEqual([]);
});

test("lists in pages, also of a version and of a branch", async () => {
  const { namespace } = of;
  await create("id", "btree");
  await namespace.createTableScalarIndex({ id, column: "kind", index_type: "Bitmap" });
  await namespace.createTableBranch({ id, name: "b" });
  await namespace.createTableScalarIndex({ id, column: "labels", index_type: "LabelList", branch: "b" });
  const listed = async (request: object) =>
    (await namespace.listTableIndices({ id, ...request })).indexes.map((index) => index.index_name);
  expect(await listed({})).toEqual(["id_idx", "kind_idx"]);
  expect(await listed({ version: 2 })).toEqual(["id_idx"]);
  expect(await listed({ branch: "b" })).toEqual(["id_idx", "kind_idx", "labels_idx"]);
  const first = await namespace.listTableIndices({ id, limit: 1 });
  expect(first.page_token).toBe("id_idx");
  expect(await listed({ page_token: first.page_token, limit: 1 })).toEqual(["kind_idx"]);
  expect((await namespace.getTableStats({ id })).num_indices).toBe(2);
});

test("replaces an index on request", async () => {
  await create("kind", "BTREE", { name: "mine" });
  await expectCode(create("kind", "BITMAP", { name: "mine", replace: false }), 7);
  await create("kind", "BITMAP", { name: "mine", replace: true });
  const { indexes } = await of.namespace.listTableIndices({ id });
  expect(indexes).toMatchObject([{ index_name: "mine", index_type: "BITMAP" }]);
});

test("the options of a text index take effect", async () => {
  const options = {
    base_tokenizer: "ngram",
    min_ngram_length: 2,
    max_ngram_length: 4,
    prefix_only: true,
    custom_stop_words: ["word1"],
    block_size: 256,
    language: "French",
    max_token_length: 7,
  };
  await create("text", "FTS", options);
  const [index] = (await of.namespace.listTableIndices({ id })).indexes;
  expect(JSON.parse(index?.index_details ?? "{}")).toMatchObject(options);
});

test("reports in LanceDB's words why a build is impossible", async () => {
  await expect(create("vector", "IVF_FLAT", { num_partitions: 1000 })).rejects.toThrow(
    "KMeans cannot train 1000 centroids with 300 vectors; choose a smaller K (< 300)",
  );
});

describe("is rejected", () => {
  test.each([
    ["id", "BTREE", { name: "taken" }, 7],
    ["nope", "BTREE", {}, 12],
    ["vector", "BTREE", {}, 13],
    ["id", "IVF_PQ", {}, 13],
    ["id", "TREE", {}, 13],
    ["id", "BTREE", { num_partitions: 2 }, 13],
    ["vector", "IVF_PQ", { num_partitions: 0 }, 13],
    ["vector", "IVF_PQ", { distance_type: "far" }, 13],
    ["vector", "IVF_PQ", { target_partition_size: 10 }, 0],
    ["text", "FTS", { base_tokenizer: "magic" }, 13],
    // LanceDB would end the process.
    ["text", "FTS", { language: "Klingon" }, 13],
    ["text", "FTS", { block_size: 7 }, 13],
    ["text", "FTS", { custom_stop_words: "the" }, 13],
    ["text", "FTS", { base_tokenizer: "ngram", min_ngram_length: 5, max_ngram_length: 2 }, 13],
    ["id", "BTREE", { prefix_only: true }, 13],
    // Builds that are impossible.
    ["vector", "IVF_FLAT", { num_partitions: 1000 }, 13],
    ["vector", "IVF_HNSW_SQ", { num_partitions: 1000 }, 13],
    ["vector", "IVF_PQ", { num_bits: 3, num_sub_vectors: 2 }, 13],
    ["vector", "IVF_PQ", { num_sub_vectors: 3 }, 13],
    ["vector", "IVF_FLAT", { distance_type: "hamming" }, 13],
    // Indices that Lance has and LanceDB for JavaScript cannot build.
    ["vector", "IVF_SQ", {}, 0],
    ["vector", "ivf_hnsw_flat", {}, 0],
    ["id", "ZONEMAP", {}, 0],
    ["id", "BLOOM_FILTER", {}, 0],
    ["text", "Ngram", {}, 0],
  ])("%s as %s with %j", async (column, type, options, code) => {
    await create("id", "BTREE", { name: "taken" });
    await expectCode(create(column, type, options), code);
    expect((await of.namespace.listTableIndices({ id })).indexes).toHaveLength(1);
  });

  test("a vector index as a scalar one, and names that do not exist", async () => {
    const scalar = of.namespace.createTableScalarIndex({ id, column: "vector", index_type: "IVF_PQ" });
    await expectCode(scalar, 13);
    await expectCode(stats("nope"), 6);
    await expectCode(of.namespace.dropTableIndex({ id, index_name: "nope" }), 6);
    expect((await of.namespace.listTableIndices({ id })).indexes).toEqual([]);
  });
});

test("getTableStats returns rows, bytes and fragments", async () => {
  const figures = await of.namespace.getTableStats({ id });
  expect(figures).toMatchObject({
    num_rows: 300,
    num_indices: 0,
    fragment_stats: { num_fragments: 1, lengths: { min: 300, max: 300, p50: 300 } },
  });
  expect(figures.total_bytes).toBeGreaterThan(300 * 8);
  await expectCode(of.namespace.getTableStats({ id: ["missing"] }), 4);
});

test("a tokenizer model that is not installed is named, without a directory of the server", async () => {
  const request = { id, column: "text", index_type: "FTS", base_tokenizer: "jieba/missing" };
  const error: unknown = await of.namespace.createTableIndex(request).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 13, message: expect.stringContaining('"jieba/missing"') });
  expect(String(error)).not.toMatch(/language_models|share/);
});
