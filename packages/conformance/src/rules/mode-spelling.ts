import { equal, rejects } from "../assert.ts";
import { each, type Rule } from "../rule.ts";

const spellings = {
  create: ["create", "Create", "CREATE", "cReAtE"],
  exist_ok: ["exist_ok", "ExistOk", "EXIST_OK", "existok", "Exist_Ok", "existOk"],
  overwrite: ["overwrite", "Overwrite", "OVERWRITE"],
  skip: ["skip", "Skip", "SKIP"],
  fail: ["fail", "Fail", "FAIL"],
  cascade: ["cascade", "Cascade", "CASCADE"],
  restrict: ["restrict", "Restrict", "RESTRICT"],
};
const unknown = ["upsert", "", "exist ok", "creates", "null", "__proto__"];

/** Modes are read in any case, with or without `_`; an unknown one is InvalidInput and lists what is allowed. */
export const modeSpelling: Rule = {
  name: "mode spelling",
  cases: {
    ...each(
      spellings.create,
      (mode) => `mode ${mode} creates`,
      async ({ namespace, addNamespace, makeTable }, mode) => {
        await namespace.createNamespace({ id: ["prod"], mode });
        await rejects(namespace.createNamespace({ id: ["prod"], mode }), 2);
        await addNamespace(["ts"]);
        await makeTable("registerTable", ["ts", "t"], { mode });
        await rejects(makeTable("registerTable", ["ts", "t"], { mode }), 5);
        await makeTable("createTable", ["ts", "u"], { mode });
        await rejects(makeTable("createTable", ["ts", "u"], { mode }), 5);
      },
    ),
    ...each(
      spellings.exist_ok,
      (mode) => `mode ${mode} keeps what exists`,
      async ({ namespace, addNamespace, makeTable }, mode) => {
        await addNamespace(["prod"], { a: "1" });
        const result = await namespace.createNamespace({ id: ["prod"], mode, properties: { a: "2" } });
        equal(result.properties, { a: "1" }, "properties");
        await makeTable("createTable", ["prod", "t"], { properties: { a: "1" } });
        const table = await makeTable("createTable", ["prod", "t"], { mode, properties: { a: "2" } });
        equal(table.properties, { a: "1" }, "properties");
      },
    ),
    ...each(
      spellings.overwrite,
      (mode) => `mode ${mode} replaces what exists`,
      async ({ namespace, addNamespace, makeTable }, mode) => {
        await addNamespace(["prod"], { a: "1" });
        await addNamespace(["prod", "inner"]);
        const result = await namespace.createNamespace({ id: ["prod"], mode, properties: { a: "2" } });
        equal(result.properties, { a: "2" }, "properties");
        await rejects(namespace.namespaceExists({ id: ["prod", "inner"] }), 1);
        await makeTable("registerTable", ["prod", "r"]);
        const registered = await makeTable("registerTable", ["prod", "r"], { mode, properties: { a: "2" } });
        equal(registered.properties, { a: "2" }, "properties");
        await makeTable("createTable", ["prod", "t"]);
        const created = await makeTable("createTable", ["prod", "t"], { mode, properties: { a: "2" } });
        equal(created.properties, { a: "2" }, "properties");
      },
    ),
    "drop modes are read in any case": async ({ namespace }) => {
      for (const mode of spellings.skip) await namespace.dropNamespace({ id: ["none"], mode });
      for (const mode of spellings.fail) await rejects(namespace.dropNamespace({ id: ["none"], mode }), 1);
    },
    "drop behaviors are read in any case": async ({ namespace, addNamespace, addTable, namespaces }) => {
      for (const behavior of spellings.cascade) {
        await addNamespace(["prod"]);
        await addTable(["prod", "t"]);
        for (const restrict of spellings.restrict) {
          await rejects(namespace.dropNamespace({ id: ["prod"], behavior: restrict }), 3);
        }
        await namespace.dropNamespace({ id: ["prod"], behavior });
        equal(await namespaces([]), [], "namespaces");
      }
    },
    ...each(
      unknown,
      (mode) => `${JSON.stringify(mode)} is not a mode`,
      async ({ namespace, addNamespace, addTable, makeTable, unchanged }, mode) => {
        await addNamespace(["prod"]);
        await addTable(["prod", "t"]);
        await unchanged(async () => {
          for (const name of ["prod", "new"]) {
            await rejects(
              namespace.createNamespace({ id: [name], mode }),
              13,
              "Create",
              "ExistOk",
              "Overwrite",
            );
            await rejects(namespace.dropNamespace({ id: [name], mode }), 13, "Fail", "Skip");
            await rejects(namespace.dropNamespace({ id: [name], behavior: mode }), 13, "Restrict", "Cascade");
          }
          for (const name of ["t", "new"]) {
            await rejects(makeTable("registerTable", ["prod", name], { mode }), 13, "Create", "Overwrite");
            await rejects(
              makeTable("createTable", ["prod", name], { mode }),
              13,
              "Create",
              "ExistOk",
              "Overwrite",
            );
          }
        });
      },
    ),
    "a mode of another operation is unknown": async ({ namespace, addNamespace, makeTable, unchanged }) => {
      await addNamespace(["prod"]);
      await unchanged(async () => {
        await rejects(namespace.createNamespace({ id: ["new"], mode: "skip" }), 13);
        await rejects(namespace.dropNamespace({ id: ["prod"], mode: "cascade" }), 13);
        await rejects(namespace.dropNamespace({ id: ["prod"], behavior: "skip" }), 13);
        await rejects(makeTable("registerTable", ["prod", "t"], { mode: "exist_ok" }), 13);
      });
    },
    "a mode that is not a string is unknown": async ({ namespace, addNamespace, unchanged }) => {
      await addNamespace(["prod"]);
      await unchanged(async () => {
        await rejects(namespace.createNamespace({ id: ["new"], mode: 1 as never }), 13);
        await rejects(namespace.dropNamespace({ id: ["prod"], mode: true as never }), 13);
        await rejects(namespace.dropNamespace({ id: ["prod"], behavior: ["cascade"] as never }), 13);
      });
    },
  },
};
