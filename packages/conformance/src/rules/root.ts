import { equal, rejects } from "../assert.ts";
import type { Catalog } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";

async function some(catalog: Catalog): Promise<Catalog> {
  await catalog.addNamespace(["prod"]);
  await catalog.addTable(["prod", "t"]);
  await catalog.addTable(["t"]);
  return catalog;
}

/** The root exists: creating it is a conflict, dropping or overwriting it InvalidInput. */
export const root: Rule = {
  name: "root",
  cases: {
    ...each(
      [{}, { mode: "create" }, { mode: "create", properties: { a: "1" } }],
      (rest) => `it cannot be created ${JSON.stringify(rest)}`,
      async (catalog, rest) => {
        const { namespace, unchanged } = await some(catalog);
        await unchanged(() => rejects(namespace.createNamespace({ id: [], ...rest }), 2));
      },
    ),
    "exist_ok succeeds and changes nothing": async (catalog) => {
      const { namespace, unchanged } = await some(catalog);
      await unchanged(async () => {
        await namespace.createNamespace({ id: [], mode: "exist_ok" });
        const result = await namespace.createNamespace({ id: [], mode: "ExistOk", properties: { a: "1" } });
        equal(result.properties, {}, "properties of the root");
      });
    },
    "it cannot be overwritten": async (catalog) => {
      const { namespace, unchanged } = await some(catalog);
      await unchanged(() => rejects(namespace.createNamespace({ id: [], mode: "overwrite" }), 13));
    },
    ...each(
      [{}, { mode: "skip" }, { behavior: "cascade" }, { mode: "skip", behavior: "cascade" }],
      (rest) => `it cannot be dropped ${JSON.stringify(rest)}`,
      async (catalog, rest) => {
        const { namespace, unchanged } = await some(catalog);
        await unchanged(() => rejects(namespace.dropNamespace({ id: [], ...rest }), 13));
      },
    ),
    "it cannot be dropped when it is empty": async ({ namespace }) => {
      await rejects(namespace.dropNamespace({ id: [] }), 13);
      await namespace.namespaceExists({ id: [] });
    },
    "it holds tables and namespaces": async (catalog) => {
      const { namespace, namespaces, tables } = await some(catalog);
      equal(await namespaces([]), ["prod"], "namespaces");
      equal(await tables([]), ["t"], "tables");
      await namespace.tableExists({ id: ["t"] });
    },
  },
};
