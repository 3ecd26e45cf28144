import { equal, rejects } from "../assert.ts";
import { each, type Rule } from "../rule.ts";

const anyId = undefined as never;

/** A path is a list of components; `[]` is the root, which always exists. */
export const pathShape: Rule = {
  name: "path shape",
  cases: {
    "the root exists in an empty catalog": async ({ namespace, namespaces, tables }) => {
      await namespace.namespaceExists({ id: [] });
      equal((await namespace.describeNamespace({ id: [] })).properties, {}, "properties of the root");
      equal(await namespaces([]), [], "namespaces of an empty catalog");
      equal(await tables([]), [], "tables of an empty catalog");
    },
    "namespaces nest, and each lists its own children only": async ({ addNamespace, namespaces }) => {
      for (const id of [["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"], ["a", "x"]])
        await addNamespace(id);
      equal(await namespaces([]), ["a"], "children of the root");
      equal(await namespaces(["a"]), ["b", "x"], "children of a");
      equal(await namespaces(["a", "b"]), ["c"], "children of a/b");
      equal(await namespaces(["a", "b", "c"]), ["d"], "children of a/b/c");
      equal(await namespaces(["a", "b", "c", "d"]), [], "children of a/b/c/d");
    },
    "tables stand at any depth, and each namespace lists its own only": async (catalog) => {
      await catalog.addNamespace(["a"]);
      await catalog.addNamespace(["a", "b"]);
      for (const id of [["t0"], ["a", "t1"], ["a", "b", "t2"]]) await catalog.addTable(id);
      equal(await catalog.tables([]), ["t0"], "tables of the root");
      equal(await catalog.tables(["a"]), ["t1"], "tables of a");
      equal(await catalog.tables(["a", "b"]), ["t2"], "tables of a/b");
    },
    "one name at two places means two namespaces": async ({ namespace, addNamespace }) => {
      await addNamespace(["a"], { at: "a" });
      await addNamespace(["b"], { at: "b" });
      await addNamespace(["a", "a"], { at: "a/a" });
      await addNamespace(["a", "b"], { at: "a/b" });
      for (const id of [["a"], ["b"], ["a", "a"], ["a", "b"]]) {
        equal(
          (await namespace.describeNamespace({ id })).properties,
          { at: id.join("/") },
          `properties of ${id.join("/")}`,
        );
      }
      await namespace.dropNamespace({ id: ["b"] });
      await namespace.namespaceExists({ id: ["a", "b"] });
    },
    "one name at two places means two tables": async ({ namespace, addNamespace, addTable }) => {
      await addNamespace(["a"]);
      await addTable(["t"], { at: "root" });
      await addTable(["a", "t"], { at: "a" });
      const [outer, inner] = [
        await namespace.describeTable({ id: ["t"] }),
        await namespace.describeTable({ id: ["a", "t"] }),
      ];
      equal([outer.properties, inner.properties], [{ at: "root" }, { at: "a" }], "properties");
      equal(outer.location === inner.location, false, "sharing a location");
      await namespace.dropTable({ id: ["t"] });
      await namespace.tableExists({ id: ["a", "t"] });
    },
    "a name that begins like another has nothing to do with it": async (catalog) => {
      for (const name of ["a", "ab", "a-b", "a.b"]) {
        await catalog.addNamespace([name]);
        await catalog.addNamespace([name, `in-${name}`]);
        await catalog.addTable([name, "t"]);
      }
      equal(await catalog.namespaces(["a"]), ["in-a"], "children of a");
      await catalog.namespace.dropNamespace({ id: ["a"], behavior: "cascade" });
      equal(await catalog.namespaces([]), ["a-b", "a.b", "ab"], "what is left beside a");
      for (const name of ["a-b", "a.b", "ab"]) {
        equal(await catalog.namespaces([name]), [`in-${name}`], `children of ${name}`);
        equal(await catalog.tables([name]), ["t"], `tables of ${name}`);
      }
    },
    "a request without an id is InvalidInput": async ({ namespace, unchanged }) => {
      await unchanged(async () => {
        await rejects(namespace.createNamespace({ id: anyId }), 13);
        await rejects(namespace.listNamespaces({ id: anyId }), 13);
        await rejects(namespace.describeNamespace({ id: anyId }), 13);
        await rejects(namespace.namespaceExists({ id: anyId }), 13);
        await rejects(namespace.dropNamespace({ id: anyId, mode: "skip", behavior: "cascade" }), 13);
        await rejects(namespace.listTables({ id: anyId }), 13);
        await rejects(namespace.declareTable({ id: anyId }), 13);
        await rejects(namespace.describeTable({ id: anyId }), 13);
        await rejects(namespace.tableExists({ id: anyId }), 13);
        await rejects(namespace.dropTable({ id: anyId }), 13);
      });
    },
    ...each(
      ["prod", 7, { 0: "prod" }, ["prod", 7], ["prod", null]],
      (id) => `${JSON.stringify(id)} is not a path`,
      async ({ namespace, unchanged }, id) => {
        await unchanged(async () => {
          await rejects(namespace.createNamespace({ id: id as never }), 13);
          await rejects(namespace.describeNamespace({ id: id as never }), 13);
          await rejects(namespace.declareTable({ id: id as never }), 13);
          await rejects(namespace.tableExists({ id: id as never }), 13);
        });
      },
    ),
    "the root is not a table": async ({ namespace, makeTable, addTable, unchanged }) => {
      await addTable(["t"]);
      await unchanged(async () => {
        await rejects(makeTable("declareTable", []), 13);
        await rejects(namespace.describeTable({ id: [] }), 13);
        await rejects(namespace.tableExists({ id: [] }), 13);
        await rejects(namespace.dropTable({ id: [] }), 13);
        await rejects(makeTable("registerTable", []), 13);
        await rejects(namespace.deregisterTable({ id: [] }), 13);
        await rejects(makeTable("createTable", []), 13);
        await rejects(namespace.renameTable({ id: [], new_table_name: "u" }), 13);
      });
    },
  },
};
