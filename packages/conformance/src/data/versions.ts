import { equal, holds, rejects } from "../assert.ts";
import type { Catalog } from "../catalog.ts";
import type { Rule } from "../rule.ts";
import { fill, id, insert, keys } from "./table.ts";

async function versions({ namespace }: Catalog, request: object = {}): Promise<number[]> {
  return (await namespace.listTableVersions({ id, ...request })).versions.map(({ version }) => version);
}

/** Puts the second version of the table down as a writer does that leaves the commit to the catalog. */
async function staged(catalog: Catalog): Promise<string> {
  await fill(catalog);
  await insert(catalog, 4);
  // Asked for first, so that a backend without it ends the case here.
  await rejects(catalog.namespace.createTableVersion({ id, version: 9, manifest_path: "none" }), 13);
  const { location = "" } = await catalog.namespace.describeTable({ id });
  const path = await catalog.stageVersion(location, 2);
  equal(await keys(catalog), [1, 2, 3], "keys before the version is recorded");
  return path;
}

/** Versions are listed, described, restored, recorded and deleted. */
export const dataVersions: Rule = {
  name: "versions",
  cases: {
    "listTableVersions: pages lead from one to the next, either way": async (catalog) => {
      await fill(catalog);
      await insert(catalog, 4);
      await insert(catalog, 5);
      equal(await versions(catalog), [1, 2, 3], "versions");
      equal(await versions(catalog, { descending: true, limit: 1 }), [3], "latest version");
      const first = await catalog.namespace.listTableVersions({ id, limit: 2 });
      holds(Boolean(first.page_token), "there must be a token");
      equal(await versions(catalog, { limit: 2, page_token: first.page_token }), [3], "second page");
    },
    "listTableVersions: a branch has its own": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.createTableBranch({ id, name: "b" });
      await insert(catalog, 4, { branch: "b" });
      equal((await versions(catalog, { branch: "b" })).at(-1), 2, "latest version of the branch");
      equal(await versions(catalog), [1], "versions");
      await rejects(versions(catalog, { branch: "no" }), 22);
    },
    "describeTableVersion: one version, the latest by default": async (catalog) => {
      await fill(catalog);
      await insert(catalog, 4);
      const { namespace } = catalog;
      equal((await namespace.describeTableVersion({ id })).version.version, 2, "latest");
      const { version } = await namespace.describeTableVersion({ id, version: 1 });
      equal([version.version, typeof version.manifest_path], [1, "string"], "version 1");
      await rejects(namespace.describeTableVersion({ id, version: 99 }), 11);
    },
    "restoreTable: an older version becomes the latest": async (catalog) => {
      await fill(catalog);
      await insert(catalog, 4);
      await catalog.namespace.restoreTable({ id, version: 1 });
      equal(await keys(catalog), [1, 2, 3], "keys");
      equal((await versions(catalog)).at(-1), 3, "latest version");
      await rejects(catalog.namespace.restoreTable({ id, version: 99 }), 11);
    },
    "createTableVersion: records the next version, once": async (catalog) => {
      const manifest_path = await staged(catalog);
      await rejects(catalog.namespace.createTableVersion({ id, version: 3, manifest_path }), 14);
      const { version } = await catalog.namespace.createTableVersion({ id, version: 2, manifest_path });
      equal(version?.version, 2, "version");
      equal(await keys(catalog), [1, 2, 3, 4], "keys");
    },
    "batchCreateTableVersions: all of them or none": async (catalog) => {
      const manifest_path = await staged(catalog);
      const entry = { id, version: 2, manifest_path };
      const missing = { id: ["prod", "no"], version: 1, manifest_path };
      await rejects(catalog.namespace.batchCreateTableVersions({ entries: [entry, missing] }), 4);
      equal(await keys(catalog), [1, 2, 3], "keys after a failure");
      const result = await catalog.namespace.batchCreateTableVersions({ entries: [entry] });
      equal(result.versions[0]?.version, 2, "version");
      equal(await keys(catalog), [1, 2, 3, 4], "keys");
    },
    "batchCommitTables: all of it or nothing": async (catalog) => {
      const manifest_path = await staged(catalog);
      const { namespace } = catalog;
      const commit = { create_table_version: { id, version: 2, manifest_path } };
      const declare = { declare_table: { id: ["prod", "fresh"] } };
      const failing = { deregister_table: { id: ["prod", "no"] } };
      await rejects(namespace.batchCommitTables({ operations: [declare, commit, failing] }), 4);
      equal(await catalog.tables(["prod"]), ["user"], "tables after a failure");
      equal(await keys(catalog), [1, 2, 3], "keys after a failure");
      const { results } = await namespace.batchCommitTables({ operations: [declare, commit] });
      equal(
        results.map((result) => Object.keys(result)),
        [["declare_table"], ["create_table_version"]],
        "results",
      );
      equal(await catalog.tables(["prod"]), ["fresh", "user"], "tables");
      equal(await keys(catalog), [1, 2, 3, 4], "keys");
    },
    "batchDeleteTableVersions: ranges without their end": async (catalog) => {
      await fill(catalog);
      for (const key of [4, 5, 6]) await insert(catalog, key);
      const ranges = [{ start_version: 1, end_version: 3 }];
      equal((await catalog.namespace.batchDeleteTableVersions({ id, ranges })).deleted_count, 2, "deleted");
      equal(await versions(catalog), [3, 4], "versions");
      equal(await keys(catalog), [1, 2, 3, 4, 5, 6], "keys");
    },
  },
};
