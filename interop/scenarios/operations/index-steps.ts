import assert from "node:assert/strict";
import type { Request } from "../../clients/operations.ts";
import { assertCode, type Client, id, type OperationStep } from "./client.ts";

export const indexSteps: readonly OperationStep[] = [
  [
    "createTableScalarIndex",
    (client) => createIndex(client, "createTableScalarIndex", { column: "id", index_type: "BTREE" }),
  ],
  [
    "createTableIndex, full text",
    (client) => createIndex(client, "createTableIndex", { column: "name", index_type: "FTS" }),
  ],
  [
    "createTableIndex, vectors",
    (client) =>
      createIndex(client, "createTableIndex", {
        column: "vector",
        index_type: "IVF_FLAT",
        distance_type: "l2",
        num_partitions: 1,
      }),
  ],
  [
    "queryTable, by text",
    async (client) => {
      const text = { string_query: { query: "alice", columns: ["name"] } };
      const found = await client.query({ id, k: 5, vector: {}, full_text_query: text });
      assert.deepEqual(
        found.map((row) => (row as { id: unknown }).id),
        [1],
      );
    },
  ],
  [
    "listTableIndices",
    async (client) => {
      const indices = await indicesOf(client);
      assert.deepEqual(indices.flatMap((index) => index.columns).toSorted(), ["id", "name", "vector"]);
    },
  ],
  [
    "describeTableIndexStats",
    async (client) => {
      const name = await indexOn(client, "id");
      const { num_indexed_rows: rows } = await client.call("describeTableIndexStats", {
        id,
        index_name: name,
      });
      assert.equal(rows, 3);
    },
  ],
  [
    "dropTableIndex",
    async (client) => {
      await client.call("dropTableIndex", { id, index_name: await indexOn(client, "name") });
      const left = (await indicesOf(client)).flatMap((index) => index.columns);
      assert.deepEqual(left.toSorted(), ["id", "vector"]);
      await assertCode(client, 6, "dropTableIndex", { id, index_name: "nothing" });
    },
  ],
];

interface Index {
  readonly index_name: string;
  readonly columns: readonly string[];
}

async function indicesOf(client: Client): Promise<readonly Index[]> {
  const { indexes } = await client.call("listTableIndices", { id });
  return indexes as readonly Index[];
}

async function indexOn(client: Client, column: string): Promise<string> {
  const found = (await indicesOf(client)).find((index) => index.columns.includes(column));
  assert.ok(found, `there is no index on ${column}`);
  return found.index_name;
}

async function createIndex(client: Client, operation: string, request: Request): Promise<void> {
  await client.call(operation, { id, ...request });
  await indexOn(client, String(request["column"]));
}
