import { equal, holds, rejects } from "../assert.ts";
import type { Catalog } from "../catalog.ts";
import { tableMakers } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";

async function fullNamespace({ addNamespace, addTable }: Catalog): Promise<void> {
  await addNamespace(["prod"], { owner: "first" });
  await addNamespace(["prod", "inner"], { deep: "1" });
  await addTable(["prod", "inner", "t"]);
  await addTable(["prod", "t"]);
  await addNamespace(["beside"], { owner: "other" });
  await addTable(["beside", "t"]);
}

const moded = ["registerTable", "createTable"] as const;

/** `create` fails, `exist_ok` keeps, `overwrite` replaces with something empty, in one step. */
export const createMode: Rule = {
  name: "create mode",
  cases: {
    ...each(
      [undefined, "create"],
      (mode) => `a namespace that exists is a conflict, mode ${mode ?? "by default"}`,
      async (catalog, mode) => {
        await fullNamespace(catalog);
        const request = {
          id: ["prod"],
          properties: { owner: "second" },
          ...(mode !== undefined && { mode }),
        };
        await catalog.unchanged(() => rejects(catalog.namespace.createNamespace(request), 2, "prod"));
      },
    ),
    ...each(
      ["create", "exist_ok", "overwrite"],
      (mode) => `a namespace that is missing is created, mode ${mode}`,
      async ({ namespace, namespaces }, mode) => {
        const result = await namespace.createNamespace({ id: ["prod"], mode, properties: { owner: "me" } });
        equal(result.properties, { owner: "me" }, "properties in the result");
        equal(
          (await namespace.describeNamespace({ id: ["prod"] })).properties,
          { owner: "me" },
          "properties",
        );
        equal(await namespaces([]), ["prod"], "namespaces");
      },
    ),
    "exist_ok keeps the namespace, what it holds and its properties": async (catalog) => {
      await fullNamespace(catalog);
      await catalog.unchanged(async () => {
        const request = { id: ["prod"], mode: "exist_ok", properties: { owner: "second", more: "1" } };
        const result = await catalog.namespace.createNamespace(request);
        equal(result.properties, { owner: "first" }, "the result has the properties that were kept");
      });
    },
    "overwrite leaves an empty namespace with the new properties": async (catalog) => {
      await fullNamespace(catalog);
      const { namespace } = catalog;
      const request = { id: ["prod"], mode: "overwrite", properties: { owner: "second" } };
      equal(
        (await namespace.createNamespace(request)).properties,
        { owner: "second" },
        "properties in the result",
      );
      equal(
        (await namespace.describeNamespace({ id: ["prod"] })).properties,
        { owner: "second" },
        "properties",
      );
      equal(await catalog.namespaces(["prod"]), [], "namespaces below");
      equal(await catalog.tables(["prod"]), [], "tables below");
      await rejects(namespace.namespaceExists({ id: ["prod", "inner"] }), 1);
      await rejects(namespace.tableExists({ id: ["prod", "inner", "t"] }), 1);
      await rejects(namespace.tableExists({ id: ["prod", "t"] }), 4);
    },
    "overwrite touches nothing beside it": async (catalog) => {
      await fullNamespace(catalog);
      await catalog.namespace.createNamespace({ id: ["prod"], mode: "overwrite" });
      equal(await catalog.namespaces([]), ["beside", "prod"], "namespaces");
      equal(await catalog.tables(["beside"]), ["t"], "tables beside");
      const { properties } = await catalog.namespace.describeNamespace({ id: ["beside"] });
      equal(properties, { owner: "other" }, "properties beside");
    },
    "overwrite without properties leaves none": async (catalog) => {
      await fullNamespace(catalog);
      await catalog.namespace.createNamespace({ id: ["prod"], mode: "overwrite" });
      equal((await catalog.namespace.describeNamespace({ id: ["prod"] })).properties, {}, "properties");
    },
    "what an overwrite took away does not come back with its parent": async (catalog) => {
      await fullNamespace(catalog);
      await catalog.namespace.createNamespace({ id: ["prod"], mode: "overwrite" });
      await catalog.addNamespace(["prod", "inner"]);
      equal(
        (await catalog.namespace.describeNamespace({ id: ["prod", "inner"] })).properties,
        {},
        "properties",
      );
      equal(await catalog.tables(["prod", "inner"]), [], "tables");
      await catalog.addTable(["prod", "t"]);
      equal(await catalog.tables(["prod"]), ["t"], "tables");
    },
    "overwrite works below the top as well": async (catalog) => {
      await fullNamespace(catalog);
      await catalog.namespace.createNamespace({ id: ["prod", "inner"], mode: "overwrite" });
      equal(await catalog.tables(["prod", "inner"]), [], "tables inside");
      equal(await catalog.tables(["prod"]), ["t"], "tables above");
      const { properties } = await catalog.namespace.describeNamespace({ id: ["prod"] });
      equal(properties, { owner: "first" }, "properties above");
    },
    ...each(
      tableMakers,
      (maker) => `${maker}: a table that exists is a conflict`,
      async (catalog, maker) => {
        await catalog.addNamespace(["prod"]);
        await catalog.namespace.registerTable({ id: ["prod", "t"], location: catalog.newLocation() });
        await catalog.unchanged(async () => {
          await rejects(catalog.makeTable(maker, ["prod", "t"], { properties: { a: "1" } }), 5, "prod", "t");
          if (maker !== "declareTable")
            await rejects(catalog.makeTable(maker, ["prod", "t"], { mode: "create" }), 5);
        });
      },
    ),
    "declareTable: a table that is declared is a conflict": async ({
      addNamespace,
      makeTable,
      unchanged,
    }) => {
      await addNamespace(["prod"]);
      await makeTable("declareTable", ["prod", "t"]);
      await unchanged(() => rejects(makeTable("declareTable", ["prod", "t"], { properties: { a: "1" } }), 5));
    },
    ...each(
      moded.flatMap((maker) => ["create", "overwrite"].map((mode) => ({ maker, mode }))),
      ({ maker, mode }) => `${maker}: a table that is missing is made, mode ${mode}`,
      async (catalog, { maker, mode }) => {
        await catalog.addNamespace(["prod"]);
        const result = await catalog.makeTable(maker, ["prod", "t"], { mode, properties: { a: "1" } });
        const described = await catalog.namespace.describeTable({ id: ["prod", "t"] });
        equal(result.properties, { a: "1" }, "properties in the result");
        equal(described.properties, { a: "1" }, "properties");
        equal(typeof described.location, "string", "type of the location");
        equal(await catalog.tables(["prod"]), ["t"], "tables");
      },
    ),
    ...each(
      moded,
      (maker) => `${maker}: overwrite puts a new table in the place of the old one`,
      async (catalog, maker) => {
        await catalog.addNamespace(["prod"]);
        await catalog.makeTable(maker, ["prod", "t"], { properties: { a: "1", b: "1" } });
        const result = await catalog.makeTable(maker, ["prod", "t"], {
          mode: "overwrite",
          properties: { b: "2" },
        });
        const described = await catalog.namespace.describeTable({ id: ["prod", "t"] });
        equal(result.properties, { b: "2" }, "properties in the result");
        equal(described.properties, { b: "2" }, "properties");
        // A register returns the location that was sent, which may be relative to the catalog's root.
        const { location = "" } = result;
        holds(location !== "" && described.location?.endsWith(location) === true, "the location is another");
        equal(await catalog.tables(["prod"]), ["t"], "tables");
      },
    ),
    "registerTable: overwrite moves the name to the new location": async ({
      namespace,
      addNamespace,
      newLocation,
    }) => {
      const id = ["prod", "t"];
      await addNamespace(["prod"]);
      await namespace.registerTable({ id, location: newLocation() });
      const before = (await namespace.describeTable({ id })).location;
      await namespace.registerTable({ id, location: newLocation(), mode: "overwrite" });
      equal((await namespace.describeTable({ id })).location === before, false, "keeping the old location");
    },
    "createTable: exist_ok makes a table that is missing": async ({ addNamespace, makeTable, tables }) => {
      await addNamespace(["prod"]);
      const result = await makeTable("createTable", ["prod", "t"], {
        mode: "exist_ok",
        properties: { a: "1" },
      });
      equal(result.properties, { a: "1" }, "properties in the result");
      equal(await tables(["prod"]), ["t"], "tables");
    },
    "createTable: exist_ok keeps the table and its properties": async ({
      addNamespace,
      makeTable,
      unchanged,
    }) => {
      await addNamespace(["prod"]);
      const first = await makeTable("createTable", ["prod", "t"], { properties: { a: "1" } });
      await unchanged(async () => {
        const again = await makeTable("createTable", ["prod", "t"], {
          mode: "exist_ok",
          properties: { a: "2" },
        });
        equal(again.properties, { a: "1" }, "properties in the result");
        equal(again.location, first.location, "location in the result");
      });
    },
    "renameTable: a name that is taken is a conflict": async ({
      namespace,
      addNamespace,
      addTable,
      unchanged,
    }) => {
      await addNamespace(["prod"]);
      await addTable(["prod", "t"], { a: "t" });
      await addTable(["prod", "u"], { a: "u" });
      await unchanged(() =>
        rejects(namespace.renameTable({ id: ["prod", "t"], new_table_name: "u" }), 5, "u"),
      );
    },
  },
};
