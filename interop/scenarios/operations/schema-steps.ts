import assert from "node:assert/strict";
import { columns, id, type OperationStep } from "./client.ts";

export const schemaSteps: readonly OperationStep[] = [
  [
    "alterTableAddColumns",
    async (client) => {
      await client.call("alterTableAddColumns", {
        id,
        new_columns: [{ name: "twice", expression: "id * 2" }],
      });
      assert.deepEqual(await columns(client), ["id", "name", "twice", "vector"]);
    },
  ],
  [
    "alterTableAlterColumns",
    async (client) => {
      await client.call("alterTableAlterColumns", { id, alterations: [{ path: "twice", rename: "double" }] });
      assert.deepEqual(await columns(client), ["double", "id", "name", "vector"]);
    },
  ],
  [
    "alterTableDropColumns",
    async (client) => {
      await client.call("alterTableDropColumns", { id, columns: ["double"] });
      assert.deepEqual(await columns(client), ["id", "name", "vector"]);
    },
  ],
  [
    "updateTableSchemaMetadata",
    async (client) => {
      const { metadata } = await client.call("updateTableSchemaMetadata", { id, metadata: { a: "1" } });
      assert.deepEqual(metadata, { a: "1" });
    },
  ],
  [
    "updateFieldMetadata",
    async (client) => {
      const updates = [{ path: "name", metadata: { unit: "person" } }];
      const { version } = await client.call("updateFieldMetadata", { id, updates });
      assert.equal(typeof version, "number");
    },
  ],
];
