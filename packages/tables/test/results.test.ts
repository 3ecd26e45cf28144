import { describe, expect, it } from "vitest";
import { forcedCollections } from "./forced-collections.ts";
import { id, read, subject } from "./support.ts";

const count = 3000;
const of = subject(
  Array.from({ length: count }, (_, index) => ({ id: index, vector: [index, 1], text: "x".repeat(1000) })),
);

async function chunksOf(request: object): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await of.namespace.queryTable({ id, k: 10, ...request })).data)
    chunks.push(chunk);
  return chunks;
}

describe("a result with all rows that were requested", () => {
  it.each([
    ["a search for a vector", { vector: { single_vector: [1, 1] } }],
    ["a filter", { filter: "id < 1000", columns: { column_names: ["id"] } }],
    ["an offset", { offset: 5, columns: { column_names: ["id"] } }],
  ])("is one chunk: %s", async (_, request) => {
    expect(await chunksOf(request)).toHaveLength(1);
  });

  it("has the rows of each vector", async () => {
    const vector = {
      multi_vector: [
        [1, 1],
        [2, 1],
        [3, 1],
      ],
    };
    const rows = await read((await of.namespace.queryTable({ id, k: 4, vector })).data);
    expect(rows.map(({ query_index }) => query_index)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
  });

  it("leaves the table to the next queries", async () => {
    const queries = Array.from({ length: 20 }, () => chunksOf({ vector: { single_vector: [1, 1] } }));
    expect((await Promise.all(queries)).map(({ length }) => length)).toEqual(queries.map(() => 1));
    await of.namespace.dropTable({ id });
    await expect(chunksOf({})).rejects.toMatchObject({ code: 4 });
  });
});

describe("the memory of results", () => {
  const collections = forcedCollections();

  it("is freed by collections of the latest objects", async () => {
    for (let round = 0; round < 5; round++) await chunksOf({ k: count });
    await expect.poll(() => collections.minor, { interval: 10 }).toBeGreaterThan(0);
    expect(collections.full).toBe(0);
  });

  it("of a few rows causes none", async () => {
    await chunksOf({});
    await new Promise((resolve) => setImmediate(resolve));
    expect(collections).toEqual({ full: 0, minor: 0 });
  });
});
