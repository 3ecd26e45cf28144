import { equal, rejects } from "../assert.ts";
import type { Rule } from "../rule.ts";

/** Each operation on names does what it is for, as another operation sees it. */
export const visibleEffects: Rule = {
  name: "visible effects",
  cases: {
    "createNamespace: the namespace is listed and described": async ({ namespace, namespaces }) => {
      await namespace.createNamespace({ id: ["prod"], properties: { owner: "me" } });
      equal(await namespaces([]), ["prod"], "namespaces");
      equal((await namespace.describeNamespace({ id: ["prod"] })).properties, { owner: "me" }, "properties");
    },
    "listNamespaces: follows what is created and dropped": async ({ namespace, addNamespace }) => {
      const list = async (): Promise<string[]> => (await namespace.listNamespaces({ id: [] })).namespaces;
      await addNamespace(["a"]);
      await addNamespace(["b"]);
      equal(await list(), ["a", "b"], "namespaces after two were created");
      await namespace.dropNamespace({ id: ["a"] });
      equal(await list(), ["b"], "namespaces after one was dropped");
    },
    "describeNamespace: returns the properties of the namespace in the request": async (catalog) => {
      await catalog.addNamespace(["a"], { at: "a" });
      await catalog.addNamespace(["b"], { at: "b" });
      const { properties } = await catalog.namespace.describeNamespace({ id: ["b"] });
      equal(properties, { at: "b" }, "properties");
    },
    "namespaceExists: follows what is created and dropped": async ({ namespace, addNamespace }) => {
      await rejects(namespace.namespaceExists({ id: ["prod"] }), 1);
      await addNamespace(["prod"]);
      await namespace.namespaceExists({ id: ["prod"] });
      await namespace.dropNamespace({ id: ["prod"] });
      await rejects(namespace.namespaceExists({ id: ["prod"] }), 1);
    },
    "dropNamespace: the namespace is gone, and its properties are returned": async ({
      namespace,
      addNamespace,
      namespaces,
    }) => {
      await addNamespace(["prod"], { owner: "me" });
      await addNamespace(["beside"]);
      equal((await namespace.dropNamespace({ id: ["prod"] })).properties, { owner: "me" }, "properties");
      equal(await namespaces([]), ["beside"], "namespaces");
    },
    "createTable: the table is listed and described as written": async ({ namespace, makeTable, tables }) => {
      await makeTable("createTable", ["t"], { properties: { a: "1" } });
      equal(await tables([]), ["t"], "tables");
      const described = await namespace.describeTable({ id: ["t"], check_declared: true });
      equal([described.properties, described.is_only_declared], [{ a: "1" }, false], "description");
    },
    "declareTable: the table is listed and described as declared": async ({
      namespace,
      makeTable,
      tables,
    }) => {
      await makeTable("declareTable", ["t"], { properties: { a: "1" } });
      equal(await tables([]), ["t"], "tables");
      const described = await namespace.describeTable({ id: ["t"], check_declared: true });
      equal([described.properties, described.is_only_declared], [{ a: "1" }, true], "description");
    },
    "registerTable: the table is listed and described": async ({ namespace, makeTable, tables }) => {
      await makeTable("registerTable", ["t"], { properties: { a: "1" } });
      equal(await tables([]), ["t"], "tables");
      equal((await namespace.describeTable({ id: ["t"] })).properties, { a: "1" }, "properties");
    },
    "registerTable: returns the location that was sent": async ({ namespace, newLocation }) => {
      const location = newLocation();
      equal((await namespace.registerTable({ id: ["t"], location })).location, location, "location");
    },
    "listTables: follows what is made and dropped": async ({ namespace, addTable }) => {
      const list = async (): Promise<string[]> => (await namespace.listTables({ id: [] })).tables;
      await addTable(["t"]);
      await addTable(["u"]);
      equal(await list(), ["t", "u"], "tables after two were made");
      await namespace.dropTable({ id: ["t"] });
      equal(await list(), ["u"], "tables after one was dropped");
    },
    "listAllTables: joins with the delimiter that is asked for": async (catalog) => {
      await catalog.addNamespace(["a"]);
      await catalog.addTable(["a", "t"]);
      equal((await catalog.namespace.listAllTables({ delimiter: "::" })).tables, ["a::t"], "all tables");
    },
    "describeTable: returns the table in the request": async ({ namespace, addTable }) => {
      await addTable(["t"], { at: "t" });
      await addTable(["u"], { at: "u" });
      const [t, u] = [
        await namespace.describeTable({ id: ["t"] }),
        await namespace.describeTable({ id: ["u"] }),
      ];
      equal([t.properties, u.properties], [{ at: "t" }, { at: "u" }], "properties");
      equal(t.location === u.location, false, "one location for two tables");
    },
    "tableExists: follows what is made and dropped": async ({ namespace, addTable }) => {
      await rejects(namespace.tableExists({ id: ["t"] }), 4);
      await addTable(["t"]);
      await namespace.tableExists({ id: ["t"] });
      await namespace.dropTable({ id: ["t"] });
      await rejects(namespace.tableExists({ id: ["t"] }), 4);
    },
    "renameTable: the table is where it was renamed to, with its location": async (catalog) => {
      const { namespace } = catalog;
      await catalog.addNamespace(["prod"]);
      await catalog.addNamespace(["prod", "inner"]);
      await catalog.addTable(["prod", "t"], { a: "1" });
      const before = await namespace.describeTable({ id: ["prod", "t"] });
      await namespace.renameTable({
        id: ["prod", "t"],
        new_table_name: "u",
        new_namespace_id: ["prod", "inner"],
      });
      const after = await namespace.describeTable({ id: ["prod", "inner", "u"] });
      equal([after.properties, after.location], [before.properties, before.location], "description");
      equal(await catalog.tables(["prod"]), [], "tables where it was");
    },
    "dropTable: the table is gone, the one beside it is not": async ({ namespace, addTable, tables }) => {
      await addTable(["t"]);
      await addTable(["u"]);
      await namespace.dropTable({ id: ["t"] });
      equal(await tables([]), ["u"], "tables");
      await rejects(namespace.describeTable({ id: ["t"] }), 4);
    },
    "deregisterTable: the table is gone, and its location can be registered again": async ({
      namespace,
      newLocation,
      tables,
    }) => {
      const location = newLocation();
      await namespace.registerTable({ id: ["t"], location });
      const before = await namespace.describeTable({ id: ["t"] });
      await namespace.deregisterTable({ id: ["t"] });
      equal(await tables([]), [], "tables");
      await namespace.registerTable({ id: ["u"], location });
      equal((await namespace.describeTable({ id: ["u"] })).location, before.location, "location");
    },
  },
};
