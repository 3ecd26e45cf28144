import { equal, rejects } from "../assert.ts";
import { tableMakers } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";

/** A table and a namespace cannot share an identifier. */
export const oneIdSpace: Rule = {
  name: "one id space",
  cases: {
    ...each(
      tableMakers,
      (maker) => `${maker}: the name of a namespace is taken`,
      async ({ addNamespace, makeTable, unchanged }, maker) => {
        await addNamespace(["prod"]);
        await addNamespace(["prod", "name"]);
        await unchanged(async () => {
          await rejects(makeTable(maker, ["prod", "name"]), 2, "name");
          await rejects(makeTable(maker, ["prod"]), 2, "prod");
        });
      },
    ),
    ...each(
      tableMakers,
      (maker) => `the name of a table of ${maker} is taken`,
      async ({ namespace, addNamespace, makeTable, unchanged }, maker) => {
        await addNamespace(["prod"]);
        await makeTable(maker, ["prod", "name"]);
        await unchanged(() => rejects(namespace.createNamespace({ id: ["prod", "name"] }), 5, "name"));
      },
    ),
    "a table cannot be renamed to the name of a namespace": async (catalog) => {
      await catalog.addNamespace(["prod"]);
      await catalog.addNamespace(["prod", "name"]);
      await catalog.addTable(["prod", "t"]);
      const request = { id: ["prod", "t"], new_table_name: "name" };
      await catalog.unchanged(() => rejects(catalog.namespace.renameTable(request), 2, "name"));
    },
    "a name is free for the other kind once it is dropped": async (catalog) => {
      const { namespace, addNamespace, addTable } = catalog;
      await addNamespace(["name"], { a: "1" });
      await namespace.dropNamespace({ id: ["name"] });
      await addTable(["name"], { b: "1" });
      equal(
        (await namespace.describeTable({ id: ["name"] })).properties,
        { b: "1" },
        "properties of the table",
      );
      await namespace.dropTable({ id: ["name"] });
      await addNamespace(["name"], { c: "1" });
      equal((await namespace.describeNamespace({ id: ["name"] })).properties, { c: "1" }, "properties");
    },
    "a name is free for the other kind once it is renamed": async ({ namespace, addNamespace, addTable }) => {
      await addNamespace(["prod"]);
      await addTable(["prod", "t"]);
      await namespace.renameTable({ id: ["prod", "t"], new_table_name: "u" });
      await addNamespace(["prod", "t"]);
      await rejects(namespace.tableExists({ id: ["prod", "t"] }), 4);
      await namespace.tableExists({ id: ["prod", "u"] });
    },
    "a name is taken in its own namespace only": async ({ addNamespace, addTable, namespaces, tables }) => {
      await addNamespace(["name"]);
      await addTable(["name", "name"]);
      await addNamespace(["other"]);
      await addNamespace(["other", "name"]);
      equal([await namespaces([]), await tables([])], [["name", "other"], []], "the root");
      equal([await namespaces(["name"]), await tables(["name"])], [[], ["name"]], "name");
      equal([await namespaces(["other"]), await tables(["other"])], [["name"], []], "other");
    },
    "each list holds its own kind": async ({ addNamespace, addTable, namespaces, tables }) => {
      await addNamespace(["prod"]);
      await addNamespace(["prod", "a"]);
      await addTable(["prod", "b"]);
      await addNamespace(["prod", "c"]);
      await addTable(["prod", "d"]);
      equal(await namespaces(["prod"]), ["a", "c"], "namespaces");
      equal(await tables(["prod"]), ["b", "d"], "tables");
    },
  },
};
