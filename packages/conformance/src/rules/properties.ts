import { equal, rejects } from "../assert.ts";
import { tableMakers } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";

/** Names and values that no backend may change. */
export const hostileProperties: Record<string, string> = {
  "": "empty key",
  empty: "",
  "a b": "c d",
  "é🦜": "ü🦜",
  quotes: `'"\\`,
  lines: "one\ntwo\ttab\r\0",
  json: '{"a":[1]}',
  number: "1e999",
  constructor: "text",
  long: "x".repeat(10_000),
  ...(JSON.parse('{"__proto__":"own"}') as Record<string, string>),
};
const wrong: Record<string, unknown>[] = [
  { a: 1 },
  { a: true },
  { a: null },
  { a: {} },
  { a: ["1"] },
  { fine: "1", b: 2 },
];

/** Strings by name; `{}` if there are none. */
export const properties: Rule = {
  name: "properties",
  cases: {
    "a namespace without properties has {}": async ({ namespace }) => {
      equal((await namespace.createNamespace({ id: ["prod"] })).properties, {}, "in the result");
      equal((await namespace.describeNamespace({ id: ["prod"] })).properties, {}, "described");
      const again = await namespace.createNamespace({
        id: ["prod"],
        mode: "exist_ok",
        properties: { a: "1" },
      });
      equal(again.properties, {}, "kept");
    },
    "{} means none": async ({ namespace }) => {
      equal(
        (await namespace.createNamespace({ id: ["prod"], properties: {} })).properties,
        {},
        "in the result",
      );
      equal((await namespace.describeNamespace({ id: ["prod"] })).properties, {}, "described");
    },
    ...each(
      tableMakers,
      (maker) => `${maker}: a table without properties has {}`,
      async ({ namespace, addNamespace, makeTable }, maker) => {
        await addNamespace(["prod"]);
        equal((await makeTable(maker, ["prod", "t"])).properties, {}, "in the result");
        equal((await namespace.describeTable({ id: ["prod", "t"] })).properties, {}, "described");
      },
    ),
    "any text is kept as it is, for namespaces": async ({ namespace }) => {
      const result = await namespace.createNamespace({ id: ["prod"], properties: hostileProperties });
      equal(result.properties, hostileProperties, "in the result");
      equal((await namespace.describeNamespace({ id: ["prod"] })).properties, hostileProperties, "described");
    },
    ...each(
      tableMakers,
      (maker) => `${maker}: any text is kept as it is`,
      async ({ namespace, addNamespace, makeTable }, maker) => {
        await addNamespace(["prod"]);
        const result = await makeTable(maker, ["prod", "t"], { properties: hostileProperties });
        equal(result.properties, hostileProperties, "in the result");
        equal(
          (await namespace.describeTable({ id: ["prod", "t"] })).properties,
          hostileProperties,
          "described",
        );
      },
    ),
    ...each(
      wrong,
      (invalid) => `${JSON.stringify(invalid)} are not properties`,
      async ({ namespace, addNamespace, makeTable, unchanged }, invalid) => {
        await addNamespace(["prod"]);
        await unchanged(async () => {
          const settings = { properties: invalid as never };
          const key = Object.keys(invalid).at(-1) ?? "";
          await rejects(namespace.createNamespace({ id: ["new"], ...settings }), 13, `"${key}"`);
          for (const mode of ["exist_ok", "overwrite"]) {
            await rejects(namespace.createNamespace({ id: ["prod"], mode, ...settings }), 13);
          }
          for (const maker of tableMakers)
            await rejects(makeTable(maker, ["prod", "t"], settings), 13, `"${key}"`);
        });
      },
    ),
    ...each(
      [["a"], "a", 7],
      (invalid) => `${JSON.stringify(invalid)} is not even an object`,
      async ({ namespace, makeTable, unchanged }, invalid) => {
        await unchanged(async () => {
          await rejects(namespace.createNamespace({ id: ["new"], properties: invalid as never }), 13);
          await rejects(makeTable("declareTable", ["t"], { properties: invalid as never }), 13);
        });
      },
    ),
    "every object has its own": async ({ namespace, addNamespace, addTable }) => {
      await addNamespace(["a"], { at: "a" });
      await addNamespace(["a", "b"], { at: "a/b" });
      await addTable(["a", "t"], { at: "a/t" });
      await addTable(["a", "u"]);
      equal((await namespace.describeNamespace({ id: ["a"] })).properties, { at: "a" }, "of a");
      equal((await namespace.describeNamespace({ id: ["a", "b"] })).properties, { at: "a/b" }, "of a/b");
      equal((await namespace.describeTable({ id: ["a", "t"] })).properties, { at: "a/t" }, "of a/t");
      equal((await namespace.describeTable({ id: ["a", "u"] })).properties, {}, "of a/u");
    },
    "a table keeps its own through a rename": async ({ namespace, addNamespace, addTable }) => {
      await addNamespace(["a"]);
      await addNamespace(["b"], { at: "b" });
      await addTable(["a", "t"], { at: "a/t" });
      await namespace.renameTable({ id: ["a", "t"], new_table_name: "u", new_namespace_id: ["b"] });
      equal((await namespace.describeTable({ id: ["b", "u"] })).properties, { at: "a/t" }, "of b/u");
      equal((await namespace.describeNamespace({ id: ["b"] })).properties, { at: "b" }, "of b");
    },
    "a new object has nothing of the one that had its name": async ({
      namespace,
      addNamespace,
      addTable,
    }) => {
      await addNamespace(["a"], { old: "1" });
      await addTable(["a", "t"], { old: "1" });
      await namespace.dropTable({ id: ["a", "t"] });
      await addTable(["a", "t"]);
      equal((await namespace.describeTable({ id: ["a", "t"] })).properties, {}, "of a/t");
      await namespace.dropNamespace({ id: ["a"], behavior: "cascade" });
      await addNamespace(["a"]);
      equal((await namespace.describeNamespace({ id: ["a"] })).properties, {}, "of a");
    },
  },
};
