import { rejects } from "../assert.ts";
import { tableMakers } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";

/** Creating, listing or resolving under a namespace that does not exist is NamespaceNotFound, never an empty list. */
export const requiredParents: Rule = {
  name: "required parents",
  cases: {
    ...each(
      ["create", "exist_ok", "overwrite"],
      (mode) => `no namespace under a missing one, mode ${mode}`,
      async ({ namespace, addNamespace, unchanged }, mode) => {
        await addNamespace(["prod"]);
        await unchanged(async () => {
          await rejects(namespace.createNamespace({ id: ["none", "a"], mode }), 1, "none");
          await rejects(namespace.createNamespace({ id: ["prod", "none", "a"], mode }), 1, "none");
          await rejects(namespace.createNamespace({ id: ["none", "prod"], mode }), 1, "none");
        });
      },
    ),
    ...each(
      tableMakers,
      (maker) => `${maker}: no table under a missing namespace`,
      async ({ addNamespace, makeTable, unchanged }, maker) => {
        await addNamespace(["prod"]);
        await unchanged(async () => {
          await rejects(makeTable(maker, ["none", "t"]), 1, "none");
          await rejects(makeTable(maker, ["prod", "none", "t"]), 1, "none");
          if (maker !== "declareTable")
            await rejects(makeTable(maker, ["none", "t"], { mode: "overwrite" }), 1);
        });
      },
    ),
    "createTable: exist_ok makes no parents": async ({ makeTable, unchanged }) => {
      await unchanged(() =>
        rejects(makeTable("createTable", ["none", "t"], { mode: "exist_ok" }), 1, "none"),
      );
    },
    "a missing namespace has no lists": async ({ namespace, addNamespace }) => {
      await addNamespace(["prod"]);
      for (const id of [["none"], ["prod", "none"], ["none", "prod"]]) {
        await rejects(namespace.listNamespaces({ id }), 1, "none");
        await rejects(namespace.listNamespaces({ id, page_token: "a", limit: 1 }), 1, "none");
        await rejects(namespace.listTables({ id }), 1, "none");
        await rejects(namespace.listTables({ id, page_token: "a", limit: 1 }), 1, "none");
      }
    },
    "a missing namespace cannot be described and does not exist": async ({ namespace, addNamespace }) => {
      await addNamespace(["prod"]);
      for (const id of [["none"], ["prod", "none"], ["none", "prod"]]) {
        await rejects(namespace.describeNamespace({ id }), 1, "none");
        await rejects(namespace.namespaceExists({ id }), 1, "none");
      }
    },
    "a dropped namespace is missing": async ({ namespace, addNamespace, makeTable }) => {
      await addNamespace(["prod"]);
      await addNamespace(["prod", "inner"]);
      await namespace.dropNamespace({ id: ["prod"], behavior: "cascade" });
      await rejects(namespace.createNamespace({ id: ["prod", "a"] }), 1);
      await rejects(namespace.createNamespace({ id: ["prod", "inner", "a"] }), 1);
      await rejects(namespace.listTables({ id: ["prod"] }), 1);
      await rejects(makeTable("declareTable", ["prod", "inner", "t"]), 1);
    },
    "no table is renamed into a missing namespace": async ({
      namespace,
      addNamespace,
      addTable,
      unchanged,
    }) => {
      await addNamespace(["prod"]);
      await addTable(["prod", "t"]);
      await unchanged(async () => {
        for (const target of [["none"], ["prod", "none"]]) {
          const request = { id: ["prod", "t"], new_table_name: "t", new_namespace_id: target };
          await rejects(namespace.renameTable(request), 1, "none");
        }
      });
    },
    "nothing stands below a table": async (catalog) => {
      const { namespace, makeTable } = catalog;
      await catalog.addNamespace(["prod"]);
      await catalog.addTable(["prod", "t"]);
      await catalog.addTable(["prod", "u"]);
      await catalog.unchanged(async () => {
        await rejects(namespace.createNamespace({ id: ["prod", "t", "a"] }), 1);
        for (const maker of tableMakers.slice(0, 2)) await rejects(makeTable(maker, ["prod", "t", "a"]), 1);
        const request = { id: ["prod", "u"], new_table_name: "a", new_namespace_id: ["prod", "t"] };
        await rejects(namespace.renameTable(request), 1);
      });
      await catalog.unchanged(() => rejects(makeTable("createTable", ["prod", "t", "a"]), 1));
    },
  },
};
