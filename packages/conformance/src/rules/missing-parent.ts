import { rejects } from "../assert.ts";
import { each, type Rule } from "../rule.ts";

/** A missing namespace wins over a missing table. */
export const missingParent: Rule = {
  name: "missing parent",
  cases: {
    ...each(
      [
        ["none", "t"],
        ["none", "none", "t"],
        ["prod", "none", "t"],
        ["none", "prod", "t"],
      ],
      (id) => `${id.join("/")} is a missing namespace`,
      async ({ namespace, addNamespace, addTable, unchanged }, id) => {
        await addNamespace(["prod"]);
        await addTable(["prod", "t"]);
        await addTable(["t"]);
        await unchanged(async () => {
          await rejects(namespace.describeTable({ id }), 1, "none");
          await rejects(namespace.tableExists({ id }), 1, "none");
          await rejects(namespace.dropTable({ id }), 1, "none");
          await rejects(namespace.deregisterTable({ id }), 1, "none");
          await rejects(namespace.renameTable({ id, new_table_name: "u" }), 1, "none");
        });
      },
    ),
    ...each(
      [["none"], ["prod", "none"], ["prod", "inner", "none"]],
      (id) => `${id.join("/")} is a missing table`,
      async ({ namespace, addNamespace, unchanged }, id) => {
        await addNamespace(["prod"]);
        await addNamespace(["prod", "inner"]);
        await unchanged(async () => {
          await rejects(namespace.describeTable({ id }), 4, "none");
          await rejects(namespace.tableExists({ id }), 4, "none");
          await rejects(namespace.dropTable({ id }), 4, "none");
          await rejects(namespace.deregisterTable({ id }), 4, "none");
          await rejects(namespace.renameTable({ id, new_table_name: "u" }), 4, "none");
        });
      },
    ),
    "tables go missing with their namespace": async ({ namespace, addNamespace, addTable }) => {
      await addNamespace(["prod"]);
      await addTable(["prod", "t"]);
      await namespace.dropTable({ id: ["prod", "t"] });
      await rejects(namespace.describeTable({ id: ["prod", "t"] }), 4);
      await namespace.dropNamespace({ id: ["prod"] });
      await rejects(namespace.describeTable({ id: ["prod", "t"] }), 1);
    },
  },
};
