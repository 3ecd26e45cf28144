import { equal, holds, rejects } from "../assert.ts";
import type { Rule } from "../rule.ts";
import { column, fill, id, insert, keys, user, users } from "./table.ts";

/** Rows are inserted, merged, updated, deleted and counted, and what one operation did another one sees. */
export const dataRows: Rule = {
  name: "rows",
  cases: {
    "createTable: the rows of the stream are there": async (catalog) => {
      await fill(catalog);
      equal(await keys(catalog), [1, 2, 3], "keys");
      equal(await column(catalog, "name"), ["alice", "bob", "carol"], "names");
    },
    "insertIntoTable: appends, in a new version": async (catalog) => {
      await fill(catalog);
      const { version } = await catalog.namespace.insertIntoTable({
        id,
        data: catalog.arrow.encode([user(4, "dan"), user(5, "eve")]),
      });
      holds(Number(version) > 1, `the version must rise: ${version}`);
      equal(await keys(catalog), [1, 2, 3, 4, 5], "keys");
    },
    "insertIntoTable: Overwrite replaces all rows": async (catalog) => {
      await fill(catalog);
      const data = catalog.arrow.encode([user(9, "zoe")]);
      await catalog.namespace.insertIntoTable({ id, mode: "Overwrite", data });
      equal(await keys(catalog), [9], "keys");
    },
    "insertIntoTable: the stream may come in chunks": async (catalog) => {
      await fill(catalog);
      const bytes = catalog.arrow.encode([user(4, "dan")]);
      async function* chunks(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < bytes.byteLength; at += 50) yield bytes.subarray(at, at + 50);
      }
      await catalog.namespace.insertIntoTable({ id, data: chunks() });
      equal(await keys(catalog), [1, 2, 3, 4], "keys");
    },
    "insertIntoTable: fills a table that is only declared": async (catalog) => {
      await catalog.addNamespace(["prod"]);
      await catalog.namespace.declareTable({ id });
      await insert(catalog, 1);
      equal(await keys(catalog), [1], "keys");
    },
    "insertIntoTable: garbage, foreign columns, a missing table change nothing": async (catalog) => {
      await fill(catalog);
      const { namespace, arrow } = catalog;
      await rejects(namespace.insertIntoTable({ id, data: new Uint8Array([1, 2, 3]) }), 13);
      await rejects(namespace.insertIntoTable({ id, data: new Uint8Array() }), 13);
      await rejects(namespace.insertIntoTable({ id, data: arrow.encode([{ other: 1 }]) }), 20);
      await rejects(namespace.insertIntoTable({ id: ["prod", "no"], data: arrow.encode(users) }), 4);
      await rejects(namespace.insertIntoTable({ id: ["no", "user"], data: arrow.encode(users) }), 1);
      equal(await keys(catalog), [1, 2, 3], "keys");
    },
    "mergeInsertIntoTable: updates what matches and inserts what does not": async (catalog) => {
      await fill(catalog);
      const result = await catalog.namespace.mergeInsertIntoTable({
        id,
        on: ["id"],
        when_matched_update_all: true,
        when_not_matched_insert_all: true,
        data: catalog.arrow.encode([user(2, "rob"), user(4, "dan")]),
      });
      equal([result.num_updated_rows, result.num_inserted_rows], [1, 1], "updated and inserted");
      equal(await column(catalog, "name"), ["alice", "rob", "carol", "dan"], "names");
    },
    "mergeInsertIntoTable: deletes what the stream lacks, under a condition": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.mergeInsertIntoTable({
        id,
        on: ["id"],
        when_not_matched_by_source_delete: true,
        when_not_matched_by_source_delete_filt: "id > 2",
        data: catalog.arrow.encode([user(1, "x")]),
      });
      equal(await column(catalog, "name"), ["alice", "bob"], "names");
    },
    "mergeInsertIntoTable: updates under a condition": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.mergeInsertIntoTable({
        id,
        on: ["id"],
        when_matched_update_all: true,
        when_matched_update_all_filt: "target.name = 'bob'",
        data: catalog.arrow.encode([user(1, "amy"), user(2, "rob"), user(4, "dan")]),
      });
      equal(await column(catalog, "name"), ["alice", "rob", "carol"], "names");
    },
    "mergeInsertIntoTable: rows match by all key columns": async (catalog) => {
      await fill(catalog);
      const result = await catalog.namespace.mergeInsertIntoTable({
        id,
        on: ["id", "name"],
        when_not_matched_insert_all: true,
        data: catalog.arrow.encode([user(1, "alice"), user(2, "rob")]),
      });
      equal(result.num_inserted_rows, 1, "inserted");
      equal(await keys(catalog), [1, 2, 2, 3], "keys");
    },
    "mergeInsertIntoTable: works on a branch": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.createTableBranch({ id, name: "b" });
      const data = catalog.arrow.encode([user(4, "dan")]);
      const request = { id, branch: "b", on: ["id"], when_not_matched_insert_all: true, data };
      await catalog.namespace.mergeInsertIntoTable(request);
      equal(await keys(catalog, { branch: "b" }), [1, 2, 3, 4], "keys of the branch");
      equal(await keys(catalog), [1, 2, 3], "keys");
    },
    "mergeInsertIntoTable: a missing key column is 12": async (catalog) => {
      await fill(catalog);
      const data = catalog.arrow.encode(users);
      const request = { id, on: ["nope"], when_not_matched_insert_all: true, data };
      await rejects(catalog.namespace.mergeInsertIntoTable(request), 12);
      equal(await keys(catalog), [1, 2, 3], "keys");
    },
    "updateTable: sets columns of the selected rows": async (catalog) => {
      await fill(catalog);
      const updates = [["name", "upper(name)"]];
      const { updated_rows } = await catalog.namespace.updateTable({ id, predicate: "id = 2", updates });
      equal(updated_rows, 1, "updated_rows");
      equal(await column(catalog, "name"), ["alice", "BOB", "carol"], "names");
      await catalog.namespace.updateTable({ id, updates });
      equal(await column(catalog, "name"), ["ALICE", "BOB", "CAROL"], "names");
    },
    "updateTable: works on a branch": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.createTableBranch({ id, name: "b" });
      await catalog.namespace.updateTable({ id, branch: "b", updates: [["name", "'x'"]] });
      equal(await column(catalog, "name", { branch: "b" }), ["x", "x", "x"], "names of the branch");
      equal(await column(catalog, "name"), ["alice", "bob", "carol"], "names");
    },
    "updateTable: missing columns are 12, a malformed predicate is 13": async (catalog) => {
      await fill(catalog);
      const { namespace } = catalog;
      await rejects(namespace.updateTable({ id, updates: [["nope", "1"]] }), 12);
      await rejects(namespace.updateTable({ id, predicate: "nope = 1", updates: [["name", "'x'"]] }), 12);
      await rejects(namespace.updateTable({ id, predicate: "id = =", updates: [["name", "'x'"]] }), 13);
      await rejects(namespace.updateTable({ id, updates: [] }), 13);
      equal(await column(catalog, "name"), ["alice", "bob", "carol"], "names");
    },
    "deleteFromTable: deletes the selected rows, none is a success": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.deleteFromTable({ id, predicate: "id > 1" });
      equal(await keys(catalog), [1], "keys");
      await catalog.namespace.deleteFromTable({ id, predicate: "id > 1" });
      await rejects(catalog.namespace.deleteFromTable({ id, predicate: "nope = 1" }), 12);
      await rejects(catalog.namespace.deleteFromTable({ id, predicate: "id = =" }), 13);
      equal(await keys(catalog), [1], "keys");
    },
    "countTableRows: all rows, selected ones, those of a version": async (catalog) => {
      await fill(catalog);
      await insert(catalog, 4);
      const count = async (request: object): Promise<number> =>
        Number((await catalog.namespace.countTableRows({ id, ...request })).count);
      equal(await count({}), 4, "all");
      equal(await count({ predicate: "id > 2" }), 2, "selected");
      equal(await count({ version: 1 }), 3, "of version 1");
      equal(await count({ version: 1, predicate: "id > 2" }), 1, "selected, of version 1");
      await rejects(catalog.namespace.countTableRows({ id, version: 99 }), 11);
      await rejects(catalog.namespace.countTableRows({ id, predicate: "nope = 1" }), 12);
      await rejects(catalog.namespace.countTableRows({ id: ["prod", "no"] }), 4);
    },
    "countTableRows: the count is a bigint": async (catalog) => {
      await fill(catalog);
      equal(typeof (await catalog.namespace.countTableRows({ id })).count, "bigint", "type of the count");
    },
    "getTableStats: rows, indices and fragments": async (catalog) => {
      await fill(catalog);
      const stats = await catalog.namespace.getTableStats({ id });
      equal([stats.num_rows, stats.num_indices], [3, 0], "rows and indices");
      holds(stats.total_bytes > 0 && stats.fragment_stats.num_fragments === 1, "bytes and one fragment");
      await catalog.namespace.createTableIndex({ id, column: "id", index_type: "BTREE" });
      await insert(catalog, 4);
      const later = await catalog.namespace.getTableStats({ id });
      equal([later.num_rows, later.num_indices], [4, 1], "rows and indices, later");
    },
  },
};
