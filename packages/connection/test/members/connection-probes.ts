import { deepStrictEqual, ok } from "node:assert/strict";
import { type Probe, rows } from "./probe.ts";

/** One probe for each member of LanceDB's `Connection`. */
export const connectionProbes: Readonly<Record<string, Probe>> = {
  isOpen: async ({ db }) => ok(db.isOpen()),
  close: async ({ db }) => {
    db.close();
    ok(!db.isOpen());
  },
  display: async ({ db }) => ok(db.display().length > 0),
  tableNames: async ({ db }) => deepStrictEqual(await db.tableNames(), ["t"]),
  listTables: async ({ db }) => deepStrictEqual((await db.listTables({ limit: 10 })).tables, ["t"]),
  openTable: async ({ db }) => deepStrictEqual(await (await db.openTable("t")).countRows(), 3),
  createTable: async ({ db }) => deepStrictEqual(await (await db.createTable("u", rows)).countRows(), 3),
  createEmptyTable: async ({ db, table }) => {
    const empty = await db.createEmptyTable("u", await table.schema());
    deepStrictEqual(await empty.countRows(), 0);
  },
  dropTable: async ({ db }) => {
    await db.dropTable("t");
    deepStrictEqual(await db.tableNames(), []);
  },
  dropTableAsync: async ({ db }) => {
    await (await db.dropTableAsync("t")).wait();
    deepStrictEqual(await db.tableNames(), []);
  },
  dropAllTables: async ({ db }) => {
    await db.createTable("u", rows);
    await db.dropAllTables();
    deepStrictEqual(await db.tableNames(), []);
  },
  createNamespace: async ({ db }) => {
    await db.createNamespace(["n"]);
    await db.createNamespace(["n"], { mode: "exist_ok" });
    deepStrictEqual((await db.listNamespaces()).namespaces, ["n"]);
  },
  describeNamespace: async ({ db }) => {
    await db.createNamespace(["n"], { properties: { owner: "ada" } });
    deepStrictEqual((await db.describeNamespace(["n"])).properties, { owner: "ada" });
  },
  listNamespaces: async ({ db }) => {
    await db.createNamespace(["n"]);
    deepStrictEqual((await db.listNamespaces()).namespaces, ["n"]);
  },
  dropNamespace: async ({ db }) => {
    await db.createNamespace(["n"]);
    await db.createTable("u", rows, ["n"]);
    await db.dropNamespace(["n"], { behavior: "cascade" });
    deepStrictEqual((await db.listNamespaces()).namespaces, []);
  },
  cloneTable: async ({ db, folder }) => {
    const clone = await db.cloneTable("u", `${folder}/t.lance`);
    deepStrictEqual(await clone.countRows(), 3);
  },
  renameTable: async ({ db }) => {
    await db.renameTable("t", "u");
    deepStrictEqual(await db.tableNames(), ["u"]);
  },
  createMaterializedView: async ({ db }) => {
    const view = await db.createMaterializedView("v", "t", { where: "id > 1" });
    await view.refresh();
    deepStrictEqual(await view.table().countRows(), 2);
  },
  openMaterializedView: async ({ db }) => {
    await db.createMaterializedView("v", "t");
    deepStrictEqual((await (await db.openMaterializedView("v")).definition()).sourceTable, "t");
  },
  listMaterializedViews: async ({ db }) => {
    await db.createMaterializedView("v", "t");
    deepStrictEqual(await db.listMaterializedViews(), ["v"]);
  },
  openJob: async ({ db }) => {
    await db.openJob("job");
  },
  listJobs: async ({ db }) => {
    await db.listJobs();
  },
  cancelJob: async ({ db }) => {
    await db.cancelJob("job");
  },
};
