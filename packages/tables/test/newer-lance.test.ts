/** Tables that a newer Lance has written: changes that the installed LanceDB would damage are rejected before anything is written. */
import { readdir } from "node:fs/promises";
import { isNamespaceError, type Namespace } from "@lancetree/core";
import { expect, test } from "vitest";
import { newerFeatures, withTables } from "../src/index.ts";
import { setIndexVersion, setWriterFlags } from "./newer-lance.ts";
import { id, rowsOf, stream, subject, users } from "./support.ts";

const of = subject();

const changes: readonly [string, (namespace: Namespace) => Promise<unknown>][] = [
  ["insert", (namespace) => namespace.insertIntoTable({ id, data: stream(users) })],
  ["overwrite", (namespace) => namespace.insertIntoTable({ id, mode: "overwrite", data: stream(users) })],
  [
    "merge",
    (namespace) =>
      namespace.mergeInsertIntoTable({
        id,
        on: ["id"],
        when_matched_update_all: true,
        data: stream(users),
      }),
  ],
  ["update", (namespace) => namespace.updateTable({ id, updates: [["name", "'x'"]] })],
  ["delete", (namespace) => namespace.deleteFromTable({ id, predicate: "id = 1" })],
  [
    "add a column",
    (namespace) => namespace.alterTableAddColumns({ id, new_columns: [{ name: "n", expression: "id" }] }),
  ],
  [
    "rename a column",
    (namespace) => namespace.alterTableAlterColumns({ id, alterations: [{ path: "name", rename: "n" }] }),
  ],
  ["drop a column", (namespace) => namespace.alterTableDropColumns({ id, columns: ["name"] })],
  [
    "create an index",
    (namespace) => namespace.createTableScalarIndex({ id, column: "id", index_type: "BTREE" }),
  ],
  ["restore", (namespace) => namespace.restoreTable({ id, version: 1 })],
];

async function location(path: string[] = id): Promise<string> {
  return String((await of.namespace.describeTable({ id: path })).location);
}

async function files(): Promise<string[]> {
  return (await readdir(of.folder, { recursive: true })).toSorted();
}

test.each(changes)("an unknown writer flag forbids it: %s", async (_, change) => {
  await setWriterFlags(await location(), 2n ** 20n);
  const before = await files();
  const error = await change(of.namespace).catch((reason: unknown) => reason);
  expect(isNamespaceError(error, 0)).toBe(true);
  expect(error).toMatchObject({ message: expect.stringContaining("uses features of a newer Lance") });
  expect(await files()).toEqual(before);
  expect(await rowsOf(of)).toHaveLength(users.length);
});

test("an unknown writer flag of another writer's version forbids an insert after own inserts", async () => {
  const insert = (namespace: Namespace): Promise<unknown> =>
    namespace.insertIntoTable({ id, data: stream(users) });
  await insert(of.namespace);
  await insert(of.namespace);
  const other = withTables(of.inner);
  try {
    await insert(other);
  } finally {
    await other.close();
  }
  await setWriterFlags(await location(), 2n ** 20n);
  await expect(insert(of.namespace)).rejects.toMatchObject({
    code: 0,
    message: expect.stringContaining("uses features of a newer Lance"),
  });
  expect(await rowsOf(of)).toHaveLength(4 * users.length);
});

test("a known writer flag forbids nothing", async () => {
  await setWriterFlags(await location(), 8n);
  for (const [name, change] of changes.slice(0, 5)) expect(await change(of.namespace), name).toBeDefined();
});

test("an update of a table with stable row ids and a newer index is rejected", async () => {
  const stable = ["stable"];
  const options = { new_table_enable_stable_row_ids: "true" };
  await of.namespace.createTable({ id: stable, data: stream(users), storage_options: options });
  await of.namespace.createTableScalarIndex({ id: stable, column: "id", index_type: "BTREE" });
  const updates = [["name", "'x'"]];
  await of.namespace.updateTable({ id: stable, updates, predicate: "id = 1" });
  await setIndexVersion(await location(stable), 1);
  await expect(of.namespace.updateTable({ id: stable, updates })).rejects.toMatchObject({
    code: 0,
    message: expect.stringContaining("the index 'id_idx' in the format of a newer Lance"),
  });
  await of.namespace.insertIntoTable({ id: stable, data: stream(users) });
  await of.namespace.deleteFromTable({ id: stable, predicate: "id = 2" });
  // An index of the installed version is updated.
  await of.namespace.dropTableIndex({ id: stable, index_name: "id_idx" });
  await of.namespace.createTableScalarIndex({ id: stable, column: "id", index_type: "BTREE" });
  expect(await of.namespace.updateTable({ id: stable, updates })).toMatchObject({
    updated_rows: 4,
  });
});

test("the same index without stable row ids is allowed", async () => {
  await of.namespace.createTableScalarIndex({ id, column: "id", index_type: "BTREE" });
  await setIndexVersion(await location(), 1);
  const update = of.namespace.updateTable({ id, updates: [["name", "'x'"]] });
  expect(await update).toMatchObject({ updated_rows: users.length });
});

test("the parts of a table that a newer Lance wrote are reported", async () => {
  const tableFolder = await location();
  expect(await newerFeatures(tableFolder)).toEqual([]);
  await setWriterFlags(tableFolder, 2n ** 20n);
  expect(await newerFeatures(tableFolder)).toEqual([
    "uses features of a newer Lance (writer feature flags 1048576)",
  ]);
});
