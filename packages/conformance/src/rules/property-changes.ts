import { equal, rejects, runConcurrently } from "../assert.ts";
import { type Catalog, tableMakers } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";
import { hostileProperties } from "./properties.ts";

const callers = ["1", "2", "3", "4"];

const invalid: Readonly<Record<string, object>> = {
  "nothing to change": {},
  "empty changes": { set: {}, remove: [] },
  "a value that is not a string": { set: { a: 1 } },
  "a set that is a list": { set: ["a"] },
  "a remove that is a string": { remove: "a" },
  "a name that is not a string": { remove: [1] },
  "a property that is set and removed": { set: { a: "1" }, remove: ["a"] },
  "more than 65,536 characters": { set: { a: "x".repeat(65_536) } },
};

/** Some properties of an object change, the others stay. Not part of the protocol: a backend need not have the operation. */
export const propertyChanges: Rule = {
  name: "property changes",
  cases: {
    "a namespace gets, changes and loses some, and keeps the others": async (catalog) => {
      const { addNamespace, alterProperties } = catalog;
      await addNamespace(["prod"], { keep: "1", change: "2", lose: "3" });
      await addNamespace(["prod", "inner"], { own: "4" });
      const change = { set: { change: "new", add: "5" }, remove: ["lose", "none"] };
      const { properties } = await alterProperties({ id: ["prod"], ...change });
      equal(properties, { keep: "1", change: "new", add: "5" }, "in the result");
      equal(await propertiesOf(catalog, ["prod"]), properties, "described");
      equal(await propertiesOf(catalog, ["prod", "inner"]), { own: "4" }, "of the namespace below");
    },
    ...each(
      tableMakers,
      (maker) => `${maker}: a table gets, changes and loses some, and keeps the others`,
      async ({ namespace, addNamespace, makeTable, alterProperties }, maker) => {
        await addNamespace(["prod"]);
        for (const id of [["root"], ["prod", "t"]]) {
          await makeTable(maker, id, { properties: { keep: "1", change: "2", lose: "3" } });
          const before = await namespace.describeTable({ id });
          const change = { set: { change: "new", add: "5" }, remove: ["lose", "none"] };
          const { properties } = await alterProperties({ id, ...change });
          equal(properties, { keep: "1", change: "new", add: "5" }, "in the result");
          equal(await namespace.describeTable({ id }), { ...before, properties }, "described");
        }
      },
    ),
    "any text is kept as it is, and can be removed": async (catalog) => {
      const { addNamespace, addTable, alterProperties } = catalog;
      await addNamespace(["prod"]);
      await addTable(["prod", "t"]);
      const everything = { id: ["prod"], set: hostileProperties };
      equal((await alterProperties(everything)).properties, hostileProperties, "of the namespace");
      const { properties } = await alterProperties({ ...everything, id: ["prod", "t"] });
      equal(properties, hostileProperties, "of the table");
      equal(await propertiesOf(catalog, ["prod"]), hostileProperties, "described");
      const remove = Object.keys(hostileProperties);
      equal((await alterProperties({ id: ["prod"], remove })).properties, {}, "after they were removed");
      equal(await propertiesOf(catalog, ["prod"]), {}, "described");
    },
    "what changes nothing returns all": async (catalog) => {
      await catalog.addNamespace(["prod"], { a: "1" });
      await catalog.unchanged(async () => {
        const { properties } = await catalog.alterProperties({ id: ["prod"], remove: ["none"] });
        equal(properties, { a: "1" }, "nothing removed");
        const again = await catalog.alterProperties({ id: ["prod"], set: { a: "1" } });
        equal(again.properties, { a: "1" }, "set again");
      });
    },
    "a table keeps them through a rename, and the next one of its name has none": async ({
      namespace,
      addTable,
      alterProperties,
    }) => {
      await addTable(["t"]);
      await alterProperties({ id: ["t"], set: { a: "1" } });
      await namespace.renameTable({ id: ["t"], new_table_name: "u" });
      equal((await namespace.describeTable({ id: ["u"] })).properties, { a: "1" }, "of u");
      await addTable(["t"]);
      equal((await namespace.describeTable({ id: ["t"] })).properties, {}, "of the new t");
    },
    "concurrent changes keep each other's": async (catalog) => {
      await catalog.addNamespace(["prod"], { first: "0" });
      const changes = callers.map((caller) =>
        catalog.alterProperties({ id: ["prod"], set: { [caller]: caller } }),
      );
      const { succeeded } = await runConcurrently(changes);
      equal(succeeded, callers.length, "changes that succeeded");
      const all = { first: "0", ...Object.fromEntries(callers.map((caller) => [caller, caller])) };
      equal(await propertiesOf(catalog, ["prod"]), all, "described");
    },
    "the root and what does not exist cannot be changed": async (catalog) => {
      const { alterProperties, addTable, unchanged } = catalog;
      await addTable(["t"]);
      const set = { a: "1" };
      await unchanged(async () => {
        await rejects(alterProperties({ id: [], set }), 13);
        await rejects(alterProperties({ set }), 13);
        await rejects(alterProperties({ id: ["none"], set }), 4, "none");
        await rejects(alterProperties({ id: ["none", "t"], set }), 1, "none");
        await rejects(alterProperties({ id: ["t", "t"], set }), 1, "t");
      });
    },
    ...each(
      Object.keys(invalid),
      (name) => `${name} is invalid`,
      async ({ addNamespace, alterProperties, unchanged }, name) => {
        await addNamespace(["prod"], { a: "0", b: "1" });
        await unchanged(async () => {
          await rejects(alterProperties({ id: ["prod"], ...invalid[name] }), 13);
        });
      },
    ),
  },
};

async function propertiesOf({ namespace }: Catalog, id: string[]): Promise<unknown> {
  return (await namespace.describeNamespace({ id })).properties;
}
