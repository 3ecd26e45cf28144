import { equal, rejects } from "../assert.ts";
import { tableMakers } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";

const good = ["a", "Upper", "0", "_", "-", "a.b", "...", "-.-", "__proto__", "constructor", "x".repeat(100)];
const bad = [
  "",
  ".",
  "..",
  "a b",
  " ",
  "a$b",
  "$",
  "a/b",
  "a\\b",
  "a:b",
  "a'b",
  'a"b',
  "%2e",
  "a%2Fb",
  "a#b",
  "a?b",
];
const worse = ["é", "e\u0301", "a\n", "a\0b", "\u{1f99c}", "\ud800", "．．"];

/** Letters, digits, `_`, `-` and `.`; strictly so for what is created, leniently for what others created. */
export const componentNames: Rule = {
  name: "component names",
  cases: {
    ...each(
      good,
      (name) => `${JSON.stringify(name)} is a name`,
      async ({ namespace, addNamespace, addTable, namespaces, tables }, name) => {
        await addNamespace(["ns"]);
        await addNamespace(["ns", name], { kind: "namespace" });
        await addNamespace(["ns", name, name]);
        await addTable(["ns", name, "t"]);
        await addNamespace(["ts"]);
        await addTable(["ts", name], { kind: "table" });
        equal(await namespaces(["ns"]), [name], "namespaces");
        equal(await namespaces(["ns", name]), [name], "namespaces below");
        equal(await tables(["ns", name]), ["t"], "tables below");
        equal(await tables(["ts"]), [name], "tables");
        equal(
          (await namespace.describeNamespace({ id: ["ns", name] })).properties,
          { kind: "namespace" },
          "properties",
        );
        equal(
          (await namespace.describeTable({ id: ["ts", name] })).properties,
          { kind: "table" },
          "properties",
        );
        await namespace.dropTable({ id: ["ts", name] });
        await rejects(namespace.tableExists({ id: ["ts", name] }), 4);
      },
    ),
    ...each(
      [...bad, ...worse],
      (name) => `${JSON.stringify(name)} is not a name for a new object`,
      async ({ namespace, addNamespace, addTable, unchanged, makeTable }, name) => {
        await addNamespace(["ns"]);
        await addTable(["ns", "t"]);
        await unchanged(async () => {
          for (const mode of ["create", "exist_ok", "overwrite"]) {
            await rejects(namespace.createNamespace({ id: [name], mode }), 13);
            await rejects(namespace.createNamespace({ id: ["ns", name], mode }), 13);
          }
          for (const maker of tableMakers) await rejects(makeTable(maker, ["ns", name]), 13);
          await rejects(namespace.renameTable({ id: ["ns", "t"], new_table_name: name }), 13);
          await rejects(
            namespace.renameTable({ id: ["ns", "t"], new_table_name: "u", new_namespace_id: [name] }),
            13,
          );
        });
      },
    ),
    "a bad name on the way is InvalidInput, not a missing parent": async ({
      namespace,
      makeTable,
      unchanged,
    }) => {
      await unchanged(async () => {
        await rejects(namespace.createNamespace({ id: ["a b", "c"] }), 13);
        await rejects(makeTable("declareTable", ["a b", "t"]), 13);
        await rejects(makeTable("createTable", ["..", "t"]), 13);
      });
    },
    "the message names the component, its place and the rule": async ({
      namespace,
      addNamespace,
      makeTable,
    }) => {
      await addNamespace(["ns"]);
      await rejects(namespace.createNamespace({ id: ["ns", "a b"] }), 13, "1", '"a b"', "letters, digits");
      await rejects(namespace.createNamespace({ id: ["a b", "ns"] }), 13, "0", '"a b"', "letters, digits");
      await rejects(namespace.createNamespace({ id: ["ns", ""] }), 13, "1", '""', "empty");
      await rejects(namespace.createNamespace({ id: ["ns", "x", ".."] }), 13, "2", '".."');
      await rejects(makeTable("declareTable", ["ns", "a$b"]), 13, "1", '"a$b"', "letters, digits");
    },
    "what does not exist under a foreign name is NotFound": async ({ namespace, addNamespace }) => {
      await addNamespace(["ns"]);
      for (const name of ["a b", "é", "a'b", "a+b"]) {
        await rejects(namespace.namespaceExists({ id: [name] }), 1);
        await rejects(namespace.describeNamespace({ id: ["ns", name] }), 1);
        await rejects(namespace.listTables({ id: [name] }), 1);
        await rejects(namespace.dropNamespace({ id: [name] }), 1);
        await namespace.dropNamespace({ id: [name], mode: "skip" });
        await rejects(namespace.tableExists({ id: ["ns", name] }), 4);
        await rejects(namespace.describeTable({ id: [name] }), 4);
        await rejects(namespace.dropTable({ id: ["ns", name] }), 4);
      }
    },
    "an empty component addresses nothing": async ({ namespace, addNamespace, unchanged }) => {
      await addNamespace(["ns"]);
      await unchanged(async () => {
        await rejects(namespace.describeNamespace({ id: [""] }), 13);
        await rejects(namespace.listNamespaces({ id: ["ns", ""] }), 13);
        await rejects(namespace.dropNamespace({ id: ["", "ns"], mode: "skip" }), 13);
        await rejects(namespace.tableExists({ id: ["ns", ""] }), 13);
        await rejects(namespace.dropTable({ id: [""] }), 13);
      });
    },
  },
};
