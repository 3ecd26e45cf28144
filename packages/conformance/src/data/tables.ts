import { equal, holds, rejects } from "../assert.ts";
import type { Catalog } from "../catalog.ts";
import type { Rule } from "../rule.ts";
import { fill, id, insert, keys, keysOf, query, user, users } from "./table.ts";

async function keysAt(catalog: Catalog, path: string[]): Promise<number[]> {
  return keys(catalog, { id: path });
}

/** The operations on names take the rows of a table along. */
export const dataTables: Rule = {
  name: "tables and their rows",
  cases: {
    "createTable: the stream may come in chunks": async (catalog) => {
      await fill(catalog);
      const bytes = catalog.arrow.encode(users);
      async function* chunks(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < bytes.byteLength; at += 50) yield bytes.subarray(at, at + 50);
      }
      await catalog.namespace.createTable({ id: ["prod", "new"], data: chunks() });
      equal(await keysAt(catalog, ["prod", "new"]), [1, 2, 3], "keys");
    },
    "createTable: overwrite replaces the rows": async (catalog) => {
      await fill(catalog);
      const data = catalog.arrow.encode([user(9, "zoe")]);
      await catalog.namespace.createTable({ id, mode: "overwrite", data });
      equal(await keys(catalog), [9], "keys");
    },
    "createTable: overwrite may change the columns": async (catalog) => {
      await fill(catalog);
      const data = catalog.arrow.encode([{ id: 9, other: "x" }]);
      await catalog.namespace.createTable({ id, mode: "overwrite", data });
      equal(await keysOf(catalog, { filter: "other = 'x'" }), [9], "keys");
    },
    "createTable: exist_ok keeps the rows": async (catalog) => {
      await fill(catalog);
      const data = catalog.arrow.encode([user(9, "zoe")]);
      await catalog.namespace.createTable({ id, mode: "exist_ok", data });
      equal(await keys(catalog), [1, 2, 3], "keys");
    },
    "createTable: a conflict keeps the rows": async (catalog) => {
      await fill(catalog);
      const data = catalog.arrow.encode([user(9, "zoe")]);
      await rejects(catalog.namespace.createTable({ id, data }), 5);
      equal(await keys(catalog), [1, 2, 3], "keys");
    },
    "createTable: returns the current version": async (catalog) => {
      await fill(catalog);
      await insert(catalog, 4);
      const create = async (path: string[], mode: string): Promise<number | undefined> =>
        (await catalog.namespace.createTable({ id: path, mode, data: catalog.arrow.encode(users) })).version;
      equal(await create(["prod", "new"], "create"), 1, "version of a new table");
      equal(await create(id, "exist_ok"), 2, "version of a table that is kept");
      equal(
        typeof (await create(id, "overwrite")),
        "number",
        "type of the version of a table that is replaced",
      );
    },
    "createTable: fills a table that is declared": async (catalog) => {
      await catalog.addNamespace(["prod"]);
      await catalog.namespace.declareTable({ id });
      await catalog.namespace.createTable({ id, data: catalog.arrow.encode(users) });
      equal(await keys(catalog), [1, 2, 3], "keys");
    },
    "createTable: garbage makes no table": async (catalog) => {
      await fill(catalog);
      await keys(catalog);
      const create = (data: Uint8Array): Promise<unknown> =>
        catalog.namespace.createTable({ id: ["prod", "new"], data });
      await rejects(create(new Uint8Array([1, 2, 3])), 13);
      await rejects(create(new Uint8Array()), 13);
      equal(await catalog.tables(["prod"]), ["user"], "tables");
    },
    "renameTable: the rows come along": async (catalog) => {
      await fill(catalog);
      const { namespace } = catalog;
      await namespace.renameTable({ id, new_table_name: "moved" });
      equal(await keysAt(catalog, ["prod", "moved"]), [1, 2, 3], "keys");
      await namespace.renameTable({ id: ["prod", "moved"], new_table_name: "root", new_namespace_id: [] });
      equal(await keysAt(catalog, ["root"]), [1, 2, 3], "keys at the root");
      await rejects(namespace.countTableRows({ id }), 4);
    },
    "dropTable: a new table of that name has none of its rows": async (catalog) => {
      await fill(catalog);
      await insert(catalog, 4);
      await catalog.namespace.dropTable({ id });
      await rejects(catalog.namespace.countTableRows({ id }), 4);
      await catalog.namespace.createTable({ id, data: catalog.arrow.encode([user(9, "zoe")]) });
      equal(await keys(catalog), [9], "keys");
      equal((await catalog.namespace.listTableVersions({ id })).versions.length, 1, "versions");
    },
    "dropNamespace: a new table in a new namespace has none of its rows": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.dropNamespace({ id: ["prod"], behavior: "cascade" });
      await fill(catalog, [user(9, "zoe")]);
      equal(await keys(catalog), [9], "keys");
    },
    "registerTable: the rows at the location are the table's, before and after deregisterTable": async (
      catalog,
    ) => {
      const { namespace } = catalog;
      const count = async (name: string): Promise<bigint | undefined> =>
        (await namespace.countTableRows({ id: [name] })).count;
      const location = catalog.newLocation();
      await namespace.registerTable({ id: ["t"], location });
      const [first] = await query(catalog, { id: ["t"], k: 1 });
      holds(first !== undefined, "the profile's location must hold a row");
      await namespace.deleteFromTable({ id: ["t"], predicate: "true" });
      await namespace.deregisterTable({ id: ["t"] });
      await rejects(count("t"), 4);
      await namespace.registerTable({ id: ["u"], location });
      equal(String(await count("u")), "0", "rows of a table that was emptied");
    },
    "describeTable: load_detailed_metadata returns version and columns": async (catalog) => {
      await fill(catalog);
      await insert(catalog, 4);
      const described = await catalog.namespace.describeTable({ id, load_detailed_metadata: true });
      equal(described.version, 2, "version");
      const columns = described.schema?.fields.map((field) => field.name);
      equal(columns, ["id", "vector", "name", "text"], "columns");
      equal([described.table, described.namespace], ["user", ["prod"]], "name and namespace");
      equal(described.is_only_declared, false, "is_only_declared");
    },
    "describeTable: a version, a tag": async (catalog) => {
      await fill(catalog);
      await insert(catalog, 4);
      const { namespace } = catalog;
      await namespace.createTableTag({ id, tag: "first", version: 1 });
      const version = async (at: object): Promise<unknown> =>
        (await namespace.describeTable({ id, load_detailed_metadata: true, ...at })).version;
      equal(await version({ version: 1 }), 1, "version 1");
      equal(await version({ tag: "first" }), 1, "version of the tag");
      await rejects(version({ version: 99 }), 11);
      await rejects(version({ tag: "no" }), 8);
    },
    "describeTable: with_table_uri returns the location": async (catalog) => {
      await fill(catalog);
      await keys(catalog);
      const without = await catalog.namespace.describeTable({ id });
      const { table_uri } = await catalog.namespace.describeTable({ id, with_table_uri: true });
      holds(!without.table_uri, `the request did not ask for ${without.table_uri ?? ""}`);
      holds(Boolean(table_uri), "there must be a table_uri");
    },
  },
};
