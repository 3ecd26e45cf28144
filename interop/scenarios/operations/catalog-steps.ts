import assert from "node:assert/strict";
import { assertCode, id, names, type OperationStep, people } from "./client.ts";

export const catalogSteps: readonly OperationStep[] = [
  [
    "createNamespace",
    async (client) => {
      await client.call("createNamespace", { id: ["prod"], properties: { owner: "ann" } });
      await client.call("createNamespace", { id: ["prod", "search"] });
      await assertCode(client, 2, "createNamespace", { id: ["prod"] });
    },
  ],
  [
    "createNamespace, exist_ok",
    async (client) => {
      await client.call("createNamespace", { id: ["prod"], mode: "ExistOk", properties: { owner: "bob" } });
      const { properties } = await client.call("describeNamespace", { id: ["prod"] });
      assert.deepEqual(properties, { owner: "ann" });
    },
  ],
  [
    "createNamespace, overwrite",
    async (client) => {
      await client.call("createNamespace", { id: ["over"] });
      await client.call("createNamespace", { id: ["over", "below"] });
      await client.call("createNamespace", { id: ["over"], mode: "Overwrite", properties: { new: "yes" } });
      const { properties } = await client.call("describeNamespace", { id: ["over"] });
      assert.deepEqual(properties, { new: "yes" });
      await client.call("dropNamespace", { id: ["over"] });
    },
  ],
  [
    "createNamespace, without a parent",
    (client) => assertCode(client, 1, "createNamespace", { id: ["nowhere", "below"] }),
  ],
  [
    "describeNamespace",
    async (client) => {
      const { properties } = await client.call("describeNamespace", { id: ["prod"] });
      assert.deepEqual(properties, { owner: "ann" });
      await assertCode(client, 1, "describeNamespace", { id: ["nowhere"] });
    },
  ],
  [
    "namespaceExists",
    async (client) => {
      await client.call("namespaceExists", { id: ["prod", "search"] });
      await assertCode(client, 1, "namespaceExists", { id: ["nowhere"] });
    },
  ],
  [
    "listNamespaces",
    async (client) => {
      const { namespaces } = await client.call("listNamespaces", { id: ["prod"] });
      assert.deepEqual(namespaces, ["search"]);
    },
  ],
  [
    "listNamespaces, missing namespace",
    (client) => assertCode(client, 1, "listNamespaces", { id: ["nowhere"] }),
  ],
  [
    "createTable",
    async (client) => {
      const { location } = await client.send("createTable", { id }, people);
      assert.equal(typeof location, "string");
      assert.deepEqual(await names(client), ["alice", "bob"]);
    },
  ],
  [
    "describeTable",
    async (client) => {
      const { location, version } = await client.call("describeTable", { id, load_detailed_metadata: true });
      assert.equal(typeof location, "string");
      assert.equal(version, 1);
      await assertCode(client, 4, "describeTable", { id: ["prod", "search", "missing"] });
    },
  ],
  [
    "tableExists",
    async (client) => {
      await client.call("tableExists", { id });
      await assertCode(client, 4, "tableExists", { id: ["prod", "search", "missing"] });
    },
  ],
  [
    "listTables",
    async (client) => {
      const { tables } = await client.call("listTables", { id: ["prod", "search"] });
      assert.deepEqual(tables, ["user"]);
    },
  ],
  [
    "listAllTables",
    async (client) => {
      const { tables } = await client.call("listAllTables", { id: [] });
      assert.deepEqual(tables, ["prod$search$user"]);
    },
  ],
];
