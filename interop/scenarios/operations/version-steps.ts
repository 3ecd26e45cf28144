import assert from "node:assert/strict";
import { assertCode, type Client, id, names, type OperationStep } from "./client.ts";

export const versionSteps: readonly OperationStep[] = [
  [
    "listTableVersions",
    async (client) => assert.ok((await versionsOf(client)).includes(1), "there is no version 1"),
  ],
  [
    "describeTableVersion",
    async (client) => {
      const { version } = await client.call("describeTableVersion", { id, version: 1 });
      assert.equal((version as { version: unknown }).version, 1);
    },
  ],
  [
    "createTableTag",
    async (client) => {
      await client.call("createTableTag", { id, tag: "first", version: 1 });
      await assertCode(client, 9, "createTableTag", { id, tag: "first", version: 1 });
    },
  ],
  ["getTableTagVersion", (client) => assertTag(client, 1)],
  [
    "updateTableTag",
    async (client) => {
      await client.call("updateTableTag", { id, tag: "first", version: 2 });
      await assertTag(client, 2);
    },
  ],
  [
    "listTableTags",
    async (client) => {
      const { tags } = await client.call("listTableTags", { id });
      assert.deepEqual(Object.keys(tags as object), ["first"]);
    },
  ],
  [
    "deleteTableTag",
    async (client) => {
      await client.call("deleteTableTag", { id, tag: "first" });
      await assertCode(client, 8, "getTableTagVersion", { id, tag: "first" });
    },
  ],
  [
    "createTableBranch",
    async (client) => void (await client.call("createTableBranch", { id, name: "side" })),
  ],
  [
    "listTableBranches",
    async (client) => {
      const { branches } = await client.call("listTableBranches", { id });
      assert.deepEqual(Object.keys(branches as object), ["side"]);
    },
  ],
  [
    "deleteTableBranch",
    async (client) => {
      await client.call("deleteTableBranch", { id, name: "side" });
      const { branches } = await client.call("listTableBranches", { id });
      assert.deepEqual(Object.keys(branches as object), []);
    },
  ],
  [
    "restoreTable",
    async (client) => {
      await client.call("restoreTable", { id, version: 1 });
      assert.deepEqual(await names(client), ["alice", "bob"]);
    },
  ],
];

async function versionsOf(client: Client): Promise<number[]> {
  const { versions } = await client.call("listTableVersions", { id });
  return (versions as { version: number }[]).map(({ version }) => version);
}

async function assertTag(client: Client, expected: number): Promise<void> {
  const { version } = await client.call("getTableTagVersion", { id, tag: "first" });
  assert.equal(version, expected);
}
