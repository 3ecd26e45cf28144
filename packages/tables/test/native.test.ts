/** The native objects of LanceDB that this package uses. A failure here shows what a newer LanceDB changed. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, makeArrowTable } from "@lancedb/lancedb";
import { afterAll, expect, test } from "vitest";
import { arrow } from "../src/arrow/apache-arrow.ts";
import { createFromFile, nativeQuery, nativeTable, toBuffer } from "../src/engine/native.ts";

const folder = await mkdtemp(join(tmpdir(), "lancetree-native-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const connection = await connect(folder);
const file = arrow.tableToIPC(makeArrowTable([{ id: 1, vector: [1, 2] }]), "file");
const nativeOptions = { namespacePath: [], mode: "create", storageOptions: {} };

test("a connection creates a table from a file, wrapped by LanceDB's class", async () => {
  const table = await createFromFile(connection, file, { name: "created", ...nativeOptions });
  expect(await table.countRows()).toBe(1);
  expect(table.constructor).toBe((await connection.openTable("created")).constructor);
});

test("a table returns its schema as a file, and accepts files to add, to merge and as columns", async () => {
  const table = await createFromFile(connection, file, { name: "changed", ...nativeOptions });
  const native = nativeTable(table);
  expect(arrow.tableFromIPC(await native.schema()).schema.fields.map(({ name }) => name)).toEqual([
    "id",
    "vector",
  ]);
  expect(await native.add(toBuffer(file), "append")).toMatchObject({ version: 2 });
  const merge = native.mergeInsert(["id"]).useIndex(false).whenMatchedUpdateAll().whenNotMatchedInsertAll();
  merge.whenNotMatchedBySourceDelete("id > 100");
  merge.setTimeout(60_000);
  expect(await merge.execute(toBuffer(file))).toMatchObject({ version: 3, numInsertedRows: 0 });
  const columns = arrow.tableToIPC(
    new arrow.Table(new arrow.Schema([new arrow.Field("n", new arrow.Int8(), true)])),
    "file",
  );
  expect(await native.addColumnsWithSchema(toBuffer(columns))).toMatchObject({ version: 4 });
});

test("a query returns its schema and each batch as a file, also when its vector is set later", async () => {
  const table = await createFromFile(connection, file, { name: "asked", ...nativeOptions });
  for (const query of [table.query(), table.query().nearestTo(Promise.resolve([1, 2]))]) {
    const native = await nativeQuery(query);
    expect(arrow.tableFromIPC(await native.outputSchema()).schema.fields[0]?.name).toBe("id");
    const batches = await native.execute();
    expect(arrow.tableFromIPC((await batches.next()) ?? []).numRows).toBe(1);
    expect(await batches.next()).toBe(null);
  }
});

test("a missing native object is named", () => {
  const table = { inner: { schema: () => undefined } };
  expect(() => nativeTable(table as never)).toThrow(/does not have the native table/);
});
