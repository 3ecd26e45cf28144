import { equal } from "../assert.ts";
import { tableMakers } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";

// No two differ in case only: some file systems do not distinguish such folders.
const shuffled = ["b", "C", "_", "aa", "Z", "10", "a-b", "9", "a.b", "-", "zz", "D1", "a_b", "a0", "x"];
const ascending = ["-", "10", "9", "C", "D1", "Z", "_", "a-b", "a.b", "a0", "a_b", "aa", "b", "x", "zz"];

/** Lists ascend by bytes; a drop is over when it resolves. */
export const listOrder: Rule = {
  name: "list order",
  cases: {
    "namespaces ascend by bytes": async ({ addNamespace, namespaces }) => {
      await addNamespace(["prod"]);
      for (const name of shuffled) await addNamespace(["prod", name]);
      equal(await namespaces(["prod"]), ascending, "namespaces");
    },
    "namespaces of the root ascend by bytes": async ({ addNamespace, namespaces }) => {
      for (const name of shuffled) await addNamespace([name]);
      equal(await namespaces([]), ascending, "namespaces");
    },
    "tables ascend by bytes": async ({ addNamespace, addTable, tables }) => {
      await addNamespace(["prod"]);
      for (const name of shuffled) await addTable(["prod", name]);
      equal(await tables(["prod"]), ascending, "tables");
    },
    "tables of the root ascend by bytes": async ({ addTable, tables }) => {
      for (const name of shuffled) await addTable([name]);
      equal(await tables([]), ascending, "tables");
    },
    "identifiers of all tables ascend by bytes": async ({ namespace, addNamespace, addTable }) => {
      for (const name of ["a", "B", "a-b"]) {
        await addNamespace([name]);
        for (const table of ["z", "_", "Y"]) await addTable([name, table]);
      }
      await addTable(["a0"]);
      const { tables } = await namespace.listAllTables({});
      equal(
        tables,
        ["B$Y", "B$_", "B$z", "a$Y", "a$_", "a$z", "a-b$Y", "a-b$_", "a-b$z", "a0"],
        "all tables",
      );
    },
    ...each(
      tableMakers,
      (maker) => `${maker}: a dropped table can be made again at once`,
      async ({ namespace, addNamespace, makeTable, tables }, maker) => {
        await addNamespace(["prod"]);
        for (const round of ["1", "2", "3"]) {
          await makeTable(maker, ["prod", "t"], { properties: { round } });
          equal((await namespace.describeTable({ id: ["prod", "t"] })).properties, { round }, "properties");
          await namespace.dropTable({ id: ["prod", "t"] });
          equal(await tables(["prod"]), [], "tables");
        }
      },
    ),
    "a dropped table of the root can be made again at once": async ({ namespace, makeTable, tables }) => {
      for (const round of ["1", "2", "3"]) {
        await makeTable("declareTable", ["t"], { properties: { round } });
        await namespace.dropTable({ id: ["t"] });
        equal(await tables([]), [], "tables");
      }
    },
    "a dropped tree can be made again at once": async (catalog) => {
      for (const round of ["1", "2", "3"]) {
        await catalog.addNamespace(["prod"], { round });
        await catalog.addNamespace(["prod", "inner"]);
        await catalog.addTable(["prod", "inner", "t"], { round });
        await catalog.namespace.dropNamespace({ id: ["prod"], behavior: "cascade" });
        equal(await catalog.namespaces([]), [], "namespaces");
        equal((await catalog.namespace.listAllTables({})).tables, [], "all tables");
      }
    },
  },
};
