import assert from "node:assert/strict";
import { assertCode, id, names, type OperationStep, people } from "./client.ts";

export const endSteps: readonly OperationStep[] = [
  [
    "declareTable",
    async (client) => {
      const { location } = await client.call("declareTable", { id: ["prod", "later"] });
      assert.equal(typeof location, "string");
      await assertCode(client, 5, "declareTable", { id: ["prod", "later"] });
    },
  ],
  [
    "deregisterTable",
    async (client) => {
      await client.call("deregisterTable", { id });
      await assertCode(client, 4, "describeTable", { id });
    },
  ],
  [
    "registerTable",
    async (client) => {
      const other = ["prod", "search", "other"];
      const { location } = await client.send("createTable", { id: other }, people);
      await client.call("deregisterTable", { id: other });
      // A name below the root: the last component of where the table lay.
      const folder = String(location).split("/").at(-1);
      await client.call("registerTable", { id, location: folder });
      assert.deepEqual(await names(client), ["alice", "bob"]);
    },
  ],
  [
    "renameTable",
    async (client) => {
      await client.call("renameTable", { id, new_table_name: "person" });
      const { tables } = await client.call("listTables", { id: ["prod", "search"] });
      assert.deepEqual(tables, ["person"]);
      await client.call("renameTable", { id: ["prod", "search", "person"], new_table_name: "user" });
    },
  ],
  [
    "dropNamespace, of what is filled",
    (client) => assertCode(client, 3, "dropNamespace", { id: ["prod", "search"] }),
  ],
  [
    "dropTable",
    async (client) => {
      await client.call("dropTable", { id });
      await assertCode(client, 4, "dropTable", { id });
    },
  ],
  [
    "dropNamespace",
    async (client) => {
      await client.call("dropNamespace", { id: ["prod", "search"] });
      await assertCode(client, 1, "dropNamespace", { id: ["prod", "search"] });
    },
  ],
  [
    "dropNamespace, skip",
    async (client) => void (await client.call("dropNamespace", { id: ["nowhere"], mode: "Skip" })),
  ],
  [
    "dropNamespace, cascade",
    async (client) => {
      await client.call("dropNamespace", { id: ["prod"], behavior: "Cascade" });
      await assertCode(client, 1, "describeNamespace", { id: ["prod"] });
    },
  ],
];
