import { equal, rejects } from "../assert.ts";
import { tableMakers } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";

/** What tables do beyond the rules that they share with namespaces. */
export const tableNames: Rule = {
  name: "table names",
  cases: {
    ...each(
      tableMakers,
      (maker) => `${maker}: the location in the result is the described one`,
      async ({ namespace, addNamespace, makeTable }, maker) => {
        await addNamespace(["prod"]);
        const { location } = await makeTable(maker, ["prod", "t"]);
        equal(typeof location, "string", "type of the location");
        const described = await namespace.describeTable({ id: ["prod", "t"] });
        // A backend may make a registered location absolute when it describes it.
        if (maker !== "registerTable") equal(described.location, location, "location");
        equal(typeof described.location, "string", "type of the described location");
        await namespace.tableExists({ id: ["prod", "t"] });
      },
    ),
    "a table is found under its new name only, after a rename": async ({
      namespace,
      addNamespace,
      addTable,
      tables: list,
    }) => {
      await addNamespace(["prod"]);
      await addTable(["prod", "t"]);
      await addTable(["prod", "v"]);
      await namespace.renameTable({ id: ["prod", "t"], new_table_name: "u" });
      equal(await list(["prod"]), ["u", "v"], "tables");
      await namespace.tableExists({ id: ["prod", "u"] });
      await rejects(namespace.tableExists({ id: ["prod", "t"] }), 4);
      await addTable(["prod", "t"]);
      equal(await list(["prod"]), ["t", "u", "v"], "tables");
    },
    "a table moves to another namespace": async ({ namespace, addNamespace, addTable, tables: list }) => {
      await addNamespace(["a"]);
      await addNamespace(["a", "b"]);
      await addTable(["a", "t"]);
      await namespace.renameTable({ id: ["a", "t"], new_table_name: "t", new_namespace_id: ["a", "b"] });
      equal([await list(["a"]), await list(["a", "b"])], [[], ["t"]], "tables");
      await namespace.renameTable({ id: ["a", "b", "t"], new_table_name: "u", new_namespace_id: ["a"] });
      equal([await list(["a"]), await list(["a", "b"])], [["u"], []], "tables");
    },
    "a table moves to the root and back": async ({ namespace, addNamespace, makeTable, tables: list }) => {
      await addNamespace(["a"]);
      await makeTable("createTable", ["a", "t"], { properties: { a: "1" } });
      await namespace.renameTable({ id: ["a", "t"], new_table_name: "u", new_namespace_id: [] });
      equal([await list(["a"]), await list([])], [[], ["u"]], "tables");
      equal((await namespace.describeTable({ id: ["u"] })).properties, { a: "1" }, "properties");
      await namespace.renameTable({ id: ["u"], new_table_name: "t", new_namespace_id: ["a"] });
      equal([await list(["a"]), await list([])], [["t"], []], "tables");
      equal((await namespace.describeTable({ id: ["a", "t"] })).properties, { a: "1" }, "properties");
    },
    "without new_namespace_id a table stays in its namespace": async ({
      namespace,
      addNamespace,
      addTable,
    }) => {
      await addNamespace(["prod"]);
      await addTable(["prod", "t"]);
      await namespace.renameTable({ id: ["prod", "t"], new_table_name: "u" });
      await namespace.tableExists({ id: ["prod", "u"] });
      await rejects(namespace.tableExists({ id: ["u"] }), 4);
    },
    "drop and deregister say what they took away": async ({ namespace, addNamespace, makeTable }) => {
      await addNamespace(["prod"]);
      for (const operation of ["dropTable", "deregisterTable"] as const) {
        await makeTable("registerTable", ["prod", "t"]);
        const result = await namespace[operation]({ id: ["prod", "t"] });
        equal(result.id, ["prod", "t"], `id in the result of ${operation}`);
        equal(typeof result.location, "string", `type of the location in the result of ${operation}`);
      }
    },
    "a table can be registered again where it was": async ({ namespace, addNamespace, newLocation }) => {
      const location = newLocation();
      await addNamespace(["prod"]);
      await namespace.registerTable({ id: ["prod", "t"], location });
      const before = await namespace.describeTable({ id: ["prod", "t"] });
      await namespace.deregisterTable({ id: ["prod", "t"] });
      await namespace.registerTable({ id: ["prod", "u"], location });
      const after = await namespace.describeTable({ id: ["prod", "u"] });
      equal(after.location, before.location, "location");
    },
    "registerTable needs a location": async ({ namespace, addNamespace, unchanged }) => {
      await addNamespace(["prod"]);
      await unchanged(async () => {
        for (const location of [undefined, null, "", 7]) {
          await rejects(
            namespace.registerTable({ id: ["prod", "t"], location: location as never }),
            13,
            "location",
          );
        }
      });
    },
    "declared tables are listed unless they are not wanted": async ({
      namespace,
      addNamespace,
      makeTable,
    }) => {
      await addNamespace(["prod"]);
      await makeTable("declareTable", ["prod", "declared"]);
      await makeTable("createTable", ["prod", "written"]);
      const listBoth = async (include?: boolean): Promise<unknown> => {
        const include_declared = include === undefined ? {} : { include_declared: include };
        const { tables: some } = await namespace.listTables({ id: ["prod"], ...include_declared });
        const { tables: all } = await namespace.listAllTables(include_declared);
        return [some, all];
      };
      const both = [
        ["declared", "written"],
        ["prod$declared", "prod$written"],
      ];
      equal(await listBoth(), both, "by default");
      equal(await listBoth(true), both, "include_declared: true");
      equal(await listBoth(false), [["written"], ["prod$written"]], "include_declared: false");
    },
    "check_declared distinguishes declared tables from written ones": async ({
      namespace,
      addNamespace,
      makeTable,
    }) => {
      await addNamespace(["prod"]);
      await makeTable("declareTable", ["prod", "t"]);
      const check = () => namespace.describeTable({ id: ["prod", "t"], check_declared: true });
      equal((await check()).is_only_declared, true, "is_only_declared before");
      await makeTable("createTable", ["prod", "t"]);
      equal((await check()).is_only_declared, false, "is_only_declared after");
    },
    "all tables are listed by identifier, at every depth": async ({ namespace, addNamespace, addTable }) => {
      equal((await namespace.listAllTables({})).tables, [], "all tables of an empty catalog");
      await addNamespace(["a"]);
      await addNamespace(["a", "b"]);
      for (const id of [["t"], ["a", "t"], ["a", "b", "t"]]) await addTable(id);
      equal((await namespace.listAllTables({})).tables, ["a$b$t", "a$t", "t"], "all tables");
    },
  },
};
