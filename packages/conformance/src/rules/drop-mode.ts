import { equal, rejects } from "../assert.ts";
import { each, type Rule } from "../rule.ts";

/** `fail` rejects a missing object, `skip` makes it a successful no-op. */
export const dropMode: Rule = {
  name: "drop mode",
  cases: {
    ...each(
      [undefined, "fail"],
      (mode) => `a missing namespace is NotFound, mode ${mode ?? "by default"}`,
      async ({ namespace, addNamespace, unchanged }, mode) => {
        await addNamespace(["prod"]);
        const moded = mode === undefined ? {} : { mode };
        await unchanged(async () => {
          await rejects(namespace.dropNamespace({ id: ["none"], ...moded }), 1, "none");
          await rejects(namespace.dropNamespace({ id: ["prod", "none"], ...moded }), 1, "none");
          await rejects(namespace.dropNamespace({ id: ["prod", "none"], ...moded, behavior: "cascade" }), 1);
        });
      },
    ),
    ...each(
      [undefined, "restrict", "cascade"],
      (behavior) => `a missing namespace is skipped, behavior ${behavior ?? "by default"}`,
      async ({ namespace, addNamespace, unchanged }, behavior) => {
        await addNamespace(["prod"]);
        const mode = "skip";
        const rest = behavior === undefined ? { mode } : { mode, behavior };
        await unchanged(async () => {
          await namespace.dropNamespace({ id: ["none"], ...rest });
          await namespace.dropNamespace({ id: ["prod", "none"], ...rest });
          await namespace.dropNamespace({ id: ["none", "none"], ...rest });
        });
      },
    ),
    ...each(
      ["fail", "skip"],
      (mode) => `a namespace that exists is dropped, mode ${mode}`,
      async ({ namespace, addNamespace, namespaces }, mode) => {
        await addNamespace(["prod"]);
        await addNamespace(["other"]);
        await namespace.dropNamespace({ id: ["prod"], mode });
        await rejects(namespace.namespaceExists({ id: ["prod"] }), 1);
        await rejects(namespace.describeNamespace({ id: ["prod"] }), 1);
        equal(await namespaces([]), ["other"], "namespaces");
      },
    ),
    "a namespace can be dropped once": async ({ namespace, addNamespace }) => {
      await addNamespace(["prod"]);
      await namespace.dropNamespace({ id: ["prod"] });
      await rejects(namespace.dropNamespace({ id: ["prod"] }), 1);
      await namespace.dropNamespace({ id: ["prod"], mode: "skip" });
    },
    "skip does not make a namespace droppable that is not empty": async (catalog) => {
      await catalog.addNamespace(["prod"]);
      await catalog.addTable(["prod", "t"]);
      await catalog.unchanged(() =>
        rejects(catalog.namespace.dropNamespace({ id: ["prod"], mode: "skip" }), 3),
      );
    },
    "a missing table cannot be dropped, deregistered or renamed": async (catalog) => {
      const { namespace } = catalog;
      await catalog.addNamespace(["prod"]);
      await catalog.addTable(["prod", "t"]);
      await catalog.unchanged(async () => {
        await rejects(namespace.dropTable({ id: ["none"] }), 4, "none");
        await rejects(namespace.dropTable({ id: ["prod", "none"] }), 4, "none");
        await rejects(namespace.deregisterTable({ id: ["prod", "none"] }), 4, "none");
        await rejects(namespace.renameTable({ id: ["prod", "none"], new_table_name: "u" }), 4, "none");
      });
    },
    "a table can be dropped once": async ({ namespace, addNamespace, addTable, tables }) => {
      await addNamespace(["prod"]);
      await addTable(["prod", "t"]);
      await addTable(["prod", "u"]);
      await namespace.dropTable({ id: ["prod", "t"] });
      equal(await tables(["prod"]), ["u"], "tables");
      await rejects(namespace.tableExists({ id: ["prod", "t"] }), 4);
      await rejects(namespace.dropTable({ id: ["prod", "t"] }), 4);
    },
    "a table can be deregistered once": async ({ namespace, addNamespace, makeTable, tables }) => {
      await addNamespace(["prod"]);
      await makeTable("registerTable", ["prod", "t"]);
      await namespace.deregisterTable({ id: ["prod", "t"] });
      equal(await tables(["prod"]), [], "tables");
      await rejects(namespace.describeTable({ id: ["prod", "t"] }), 4);
      await rejects(namespace.deregisterTable({ id: ["prod", "t"] }), 4);
    },
  },
};
