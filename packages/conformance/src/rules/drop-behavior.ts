import { equal, rejects } from "../assert.ts";
import type { Catalog } from "../catalog.ts";
import { tableMakers } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";

async function tree({ addNamespace, addTable }: Catalog): Promise<void> {
  for (const id of [["prod"], ["prod", "a"], ["prod", "a", "b"], ["prod", "c"], ["beside"]]) {
    await addNamespace(id, { at: id.join("/") });
    await addTable([...id, "t"]);
  }
}

/** `restrict` rejects a namespace that is not empty, `cascade` drops what is inside as well. */
export const dropBehavior: Rule = {
  name: "drop behavior",
  cases: {
    ...each(
      [undefined, "restrict"],
      (behavior) => `a namespace that is not empty stays, behavior ${behavior ?? "by default"}`,
      async (catalog, behavior) => {
        const { namespace, addNamespace, addTable } = catalog;
        await addNamespace(["with-namespace"]);
        await addNamespace(["with-namespace", "inner"]);
        await addNamespace(["with-table"]);
        await addTable(["with-table", "t"]);
        const rest = behavior === undefined ? {} : { behavior };
        await catalog.unchanged(async () => {
          await rejects(namespace.dropNamespace({ id: ["with-namespace"], ...rest }), 3, "with-namespace");
          await rejects(namespace.dropNamespace({ id: ["with-table"], ...rest }), 3, "with-table");
          await rejects(namespace.dropNamespace({ id: ["with-table"], ...rest, mode: "skip" }), 3);
        });
      },
    ),
    ...each(
      tableMakers,
      (maker) => `a namespace is not empty with a table of ${maker}`,
      async ({ namespace, addNamespace, makeTable, unchanged }, maker) => {
        await addNamespace(["prod"]);
        await makeTable(maker, ["prod", "t"]);
        await unchanged(() => rejects(namespace.dropNamespace({ id: ["prod"] }), 3));
      },
    ),
    "restrict drops an empty namespace": async ({ namespace, addNamespace, namespaces }) => {
      await addNamespace(["prod"]);
      await addNamespace(["prod", "empty"]);
      await namespace.dropNamespace({ id: ["prod", "empty"], behavior: "restrict" });
      equal(await namespaces(["prod"]), [], "namespaces");
    },
    "a namespace is empty once its last object has gone": async ({
      namespace,
      addNamespace,
      addTable,
      namespaces,
    }) => {
      await addNamespace(["prod"]);
      await addNamespace(["prod", "inner"]);
      await addTable(["prod", "t"]);
      await namespace.dropTable({ id: ["prod", "t"] });
      await rejects(namespace.dropNamespace({ id: ["prod"] }), 3);
      await namespace.dropNamespace({ id: ["prod", "inner"] });
      await namespace.dropNamespace({ id: ["prod"] });
      equal(await namespaces([]), [], "namespaces");
    },
    "cascade drops everything below, at every depth": async (catalog) => {
      await tree(catalog);
      const { namespace } = catalog;
      await namespace.dropNamespace({ id: ["prod"], behavior: "cascade" });
      for (const id of [["prod"], ["prod", "a"], ["prod", "a", "b"], ["prod", "c"]]) {
        await rejects(namespace.namespaceExists({ id }), 1);
        await rejects(namespace.tableExists({ id: [...id, "t"] }), 1);
      }
      equal((await namespace.listAllTables({})).tables, ["beside$t"], "all tables");
    },
    "cascade touches nothing beside it": async (catalog) => {
      await tree(catalog);
      await catalog.namespace.dropNamespace({ id: ["prod", "a"], behavior: "cascade" });
      equal(await catalog.namespaces([]), ["beside", "prod"], "namespaces");
      equal(await catalog.namespaces(["prod"]), ["c"], "namespaces in prod");
      for (const id of [["prod"], ["prod", "c"], ["beside"]]) {
        equal(await catalog.tables(id), ["t"], `tables of ${id.join("/")}`);
        const { properties } = await catalog.namespace.describeNamespace({ id });
        equal(properties, { at: id.join("/") }, `properties of ${id.join("/")}`);
      }
    },
    "what a cascade dropped does not come back with its parent": async (catalog) => {
      await tree(catalog);
      await catalog.namespace.dropNamespace({ id: ["prod"], behavior: "cascade" });
      await catalog.addNamespace(["prod"]);
      equal((await catalog.namespace.describeNamespace({ id: ["prod"] })).properties, {}, "properties");
      equal(await catalog.namespaces(["prod"]), [], "namespaces");
      equal(await catalog.tables(["prod"]), [], "tables");
      await catalog.addNamespace(["prod", "a"]);
      equal(await catalog.namespaces(["prod", "a"]), [], "namespaces");
      equal(await catalog.tables(["prod", "a"]), [], "tables");
    },
    "cascade drops an empty namespace": async ({ namespace, addNamespace, namespaces }) => {
      await addNamespace(["prod"]);
      await namespace.dropNamespace({ id: ["prod"], behavior: "cascade" });
      equal(await namespaces([]), [], "namespaces");
    },
    "cascade with skip drops what is there": async (catalog) => {
      await tree(catalog);
      for (const _ of [1, 2]) {
        await catalog.namespace.dropNamespace({ id: ["prod"], mode: "skip", behavior: "cascade" });
        equal(await catalog.namespaces([]), ["beside"], "namespaces");
      }
    },
  },
};
