import { isNamespaceError } from "@lancetree/core";
import { holds, rejects } from "../assert.ts";
import type { Catalog } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";
import { isEndedAsUnsupported } from "../unsupported-guard.ts";

const table = ["prod", "t"];
const inner = ["prod", "n"];

async function both(catalog: Catalog): Promise<Catalog> {
  await catalog.addNamespace(["prod"]);
  await catalog.addTable(table, { kind: "table" });
  await catalog.addNamespace(inner, { kind: "namespace" });
  await catalog.addTable([...inner, "below"]);
  return catalog;
}

/** An operation on the wrong kind says so and changes nothing. */
export const wrongKind: Rule = {
  name: "wrong kind",
  cases: {
    ...each(
      [{}, { behavior: "restrict" }, { behavior: "cascade" }],
      (rest) => `a table is not dropped as a namespace ${JSON.stringify(rest)}`,
      async (catalog, rest) => {
        const { namespace, unchanged } = await both(catalog);
        await unchanged(() => rejects(namespace.dropNamespace({ id: table, ...rest }), 1));
      },
    ),
    "a table survives being dropped as a namespace with skip": async (catalog) => {
      const { namespace, unchanged } = await both(catalog);
      await unchanged(async () => {
        const request = { id: table, mode: "skip", behavior: "cascade" };
        // Both readings stand: there is no such namespace to drop, or the name is of the wrong kind.
        const dropped = namespace.dropNamespace(request).then(() => undefined);
        const error = await dropped.catch((failure: unknown) => {
          if (isEndedAsUnsupported(failure)) throw failure;
          return failure;
        });
        holds(error === undefined || isNamespaceError(error, 1), `unexpected ${String(error)}`);
      });
    },
    "a table is not listed, described or found as a namespace": async (catalog) => {
      const { namespace } = await both(catalog);
      await rejects(namespace.listNamespaces({ id: table }), 1);
      await rejects(namespace.listTables({ id: table }), 1);
      await rejects(namespace.describeNamespace({ id: table }), 1);
      await rejects(namespace.namespaceExists({ id: table }), 1);
    },
    "a namespace is not described or found as a table": async (catalog) => {
      const { namespace } = await both(catalog);
      await rejects(namespace.describeTable({ id: inner }), 4);
      await rejects(namespace.tableExists({ id: inner }), 4);
      await rejects(namespace.describeTable({ id: ["prod"] }), 4);
      await rejects(namespace.tableExists({ id: ["prod"] }), 4);
    },
    "a namespace is not dropped as a table": async (catalog) => {
      const { namespace, unchanged } = await both(catalog);
      await unchanged(() => rejects(namespace.dropTable({ id: inner }), 4));
      await unchanged(() => rejects(namespace.dropTable({ id: ["prod"] }), 4));
    },
    "a namespace is not deregistered as a table": async (catalog) => {
      const { namespace, unchanged } = await both(catalog);
      await unchanged(() => rejects(namespace.deregisterTable({ id: inner }), 4));
    },
    "a namespace is not renamed as a table": async (catalog) => {
      const { namespace, unchanged } = await both(catalog);
      await unchanged(() => rejects(namespace.renameTable({ id: inner, new_table_name: "u" }), 4));
    },
    ...each(
      ["create", "exist_ok", "overwrite"],
      (mode) => `a namespace does not take the name of a table, mode ${mode}`,
      async (catalog, mode) => {
        const { namespace, unchanged } = await both(catalog);
        await unchanged(() => rejects(namespace.createNamespace({ id: table, mode }), 5));
      },
    ),
    ...each(
      ["create", "exist_ok", "overwrite"],
      (mode) => `createTable does not take the name of a namespace, mode ${mode}`,
      async (catalog, mode) => {
        const { makeTable, unchanged } = await both(catalog);
        await unchanged(() => rejects(makeTable("createTable", inner, { mode }), 2));
      },
    ),
    ...each(
      ["create", "overwrite"],
      (mode) => `registerTable does not take the name of a namespace, mode ${mode}`,
      async (catalog, mode) => {
        const { makeTable, unchanged } = await both(catalog);
        await unchanged(() => rejects(makeTable("registerTable", inner, { mode }), 2));
      },
    ),
    "the error is the namespace's where a table stands in the way": async (catalog) => {
      const { namespace } = await both(catalog);
      for (const id of [
        [...table, "x"],
        [...table, "x", "y"],
      ]) {
        await rejects(namespace.tableExists({ id }), 1);
        await rejects(namespace.namespaceExists({ id }), 1);
      }
    },
  },
};
