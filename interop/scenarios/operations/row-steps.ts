import assert from "node:assert/strict";
import { id, names, type OperationStep } from "./client.ts";

export const rowSteps: readonly OperationStep[] = [
  [
    "insertIntoTable",
    async (client) => {
      await client.send("insertIntoTable", { id }, [{ id: 3, vector: [0.5, 0.5], name: "carol" }]);
      assert.deepEqual(await names(client), ["alice", "bob", "carol"]);
    },
  ],
  [
    "queryTable, by vector",
    async (client) => {
      const vector = { single_vector: [0.9, 0.8] };
      const found = await client.query({ id, k: 2, vector, columns: { column_names: ["name"] } });
      assert.deepEqual(found, [{ name: "bob" }, { name: "carol" }]);
    },
  ],
  [
    "queryTable, by filter",
    async (client) => assert.deepEqual(await names(client, "id > 1"), ["bob", "carol"]),
  ],
  [
    "countTableRows",
    async (client) => assert.equal(Number((await client.call("countTableRows", { id }))["count"]), 3),
  ],
  [
    "countTableRows, with a predicate",
    async (client) => {
      const { count } = await client.call("countTableRows", { id, predicate: "id > 1" });
      assert.equal(Number(count), 2);
    },
  ],
  [
    "mergeInsertIntoTable",
    async (client) => {
      const merge = { on: ["id"], when_matched_update_all: true, when_not_matched_insert_all: true };
      await client.send("mergeInsertIntoTable", { id, ...merge }, [
        { id: 3, vector: [0.5, 0.5], name: "carola" },
        { id: 4, vector: [0, 1], name: "dave" },
      ]);
      assert.deepEqual(await names(client), ["alice", "bob", "carola", "dave"]);
    },
  ],
  [
    "updateTable",
    async (client) => {
      await client.call("updateTable", { id, predicate: "id = 3", updates: [["name", "'carol'"]] });
      assert.deepEqual(await names(client), ["alice", "bob", "carol", "dave"]);
    },
  ],
  [
    "deleteFromTable",
    async (client) => {
      await client.call("deleteFromTable", { id, predicate: "id = 4" });
      assert.deepEqual(await names(client), ["alice", "bob", "carol"]);
    },
  ],
  [
    "explainTableQueryPlan",
    async (client) => {
      const { plan } = await client.call("explainTableQueryPlan", { id, query: { k: 1, vector: {} } });
      assert.match(String(plan), /Lance/);
    },
  ],
  [
    "analyzeTableQueryPlan",
    async (client) => {
      const { analysis } = await client.call("analyzeTableQueryPlan", { id, k: 1, vector: {} });
      assert.match(String(analysis), /metrics/);
    },
  ],
  [
    "getTableStats",
    async (client) => assert.equal((await client.call("getTableStats", { id }))["num_rows"], 3),
  ],
];
