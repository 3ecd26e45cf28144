import { equal, holds, rejects } from "../assert.ts";
import type { Rule } from "../rule.ts";
import { fill, id, insert, keys } from "./table.ts";

/** Tags name versions; branches have versions and rows of their own. */
export const dataRefs: Rule = {
  name: "tags and branches",
  cases: {
    "createTableTag: names a version": async (catalog) => {
      await fill(catalog);
      await insert(catalog, 4);
      await catalog.namespace.createTableTag({ id, tag: "first", version: 1 });
      equal((await catalog.namespace.getTableTagVersion({ id, tag: "first" })).version, 1, "version");
      await rejects(catalog.namespace.createTableTag({ id, tag: "first", version: 2 }), 9);
      await rejects(catalog.namespace.createTableTag({ id, tag: "other", version: 99 }), 11);
      equal(Object.keys((await catalog.namespace.listTableTags({ id })).tags), ["first"], "tags");
    },
    "getTableTagVersion: returns the version of the tag, and its branch": async (catalog) => {
      await fill(catalog);
      await insert(catalog, 4);
      const { namespace } = catalog;
      await namespace.createTableBranch({ id, name: "b" });
      await insert(catalog, 5, { branch: "b" });
      await namespace.createTableTag({ id, tag: "main", version: 2 });
      await namespace.createTableTag({ id, tag: "branched", version: 3, branch: "b" });
      const main = await namespace.getTableTagVersion({ id, tag: "main" });
      equal([main.version, main.branch ?? null], [2, null], "tag of the main branch");
      const branched = await namespace.getTableTagVersion({ id, tag: "branched" });
      equal([branched.version, branched.branch ?? null], [3, "b"], "tag of the branch");
      await rejects(namespace.getTableTagVersion({ id, tag: "no" }), 8);
    },
    "updateTableTag: moves a tag": async (catalog) => {
      await fill(catalog);
      await insert(catalog, 4);
      await catalog.namespace.createTableTag({ id, tag: "t", version: 1 });
      await catalog.namespace.updateTableTag({ id, tag: "t", version: 2 });
      equal((await catalog.namespace.getTableTagVersion({ id, tag: "t" })).version, 2, "version");
      await rejects(catalog.namespace.updateTableTag({ id, tag: "no", version: 1 }), 8);
      await rejects(catalog.namespace.updateTableTag({ id, tag: "t", version: 99 }), 11);
    },
    "deleteTableTag: the tag is gone, the version stays": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.createTableTag({ id, tag: "t", version: 1 });
      await catalog.namespace.deleteTableTag({ id, tag: "t" });
      equal((await catalog.namespace.listTableTags({ id })).tags, {}, "tags");
      await rejects(catalog.namespace.getTableTagVersion({ id, tag: "t" }), 8);
      await rejects(catalog.namespace.deleteTableTag({ id, tag: "t" }), 8);
      equal(await keys(catalog, { version: 1 }), [1, 2, 3], "keys of version 1");
    },
    "listTableTags: pages lead from one to the next": async (catalog) => {
      await fill(catalog);
      for (const tag of ["b", "a"]) await catalog.namespace.createTableTag({ id, tag, version: 1 });
      const first = await catalog.namespace.listTableTags({ id, limit: 1 });
      const page_token = first.page_token ?? null;
      const second = await catalog.namespace.listTableTags({ id, limit: 1, page_token });
      equal([Object.keys(first.tags), Object.keys(second.tags)], [["a"], ["b"]], "tags of both pages");
      equal(second.page_token ?? null, null, "token of the last page");
    },
    "createTableBranch: has rows of its own": async (catalog) => {
      await fill(catalog);
      await insert(catalog, 4);
      const { namespace } = catalog;
      await namespace.createTableBranch({ id, name: "old", from_version: 1 });
      await insert(catalog, 9, { branch: "old" });
      await namespace.deleteFromTable({ id, branch: "old", predicate: "id = 1" });
      equal(await keys(catalog, { branch: "old" }), [2, 3, 9], "keys of the branch");
      equal(await keys(catalog), [1, 2, 3, 4], "keys of the main branch");
      await namespace.createTableBranch({ id, name: "twig", from_branch: "old" });
      equal(await keys(catalog, { branch: "twig" }), [2, 3, 9], "keys of the branch of the branch");
    },
    "createTableBranch: taken names are 23, missing sources 22 and 11": async (catalog) => {
      await fill(catalog);
      const { namespace } = catalog;
      await namespace.createTableBranch({ id, name: "b" });
      await rejects(namespace.createTableBranch({ id, name: "b" }), 23);
      await rejects(namespace.createTableBranch({ id, name: "c", from_branch: "no" }), 22);
      await rejects(namespace.createTableBranch({ id, name: "c", from_version: 99 }), 11);
      equal(Object.keys((await namespace.listTableBranches({ id })).branches), ["b"], "branches");
    },
    "listTableBranches: returns the parents, in pages": async (catalog) => {
      await fill(catalog);
      const { namespace } = catalog;
      await namespace.createTableBranch({ id, name: "b" });
      await namespace.createTableBranch({ id, name: "a", from_branch: "b" });
      const first = await namespace.listTableBranches({ id, limit: 1 });
      const second = await namespace.listTableBranches({
        id,
        limit: 1,
        page_token: first.page_token ?? null,
      });
      equal(first.branches["a"]?.parentBranch, "b", "parent of a");
      equal(second.branches["b"]?.parentVersion, 1, "parent version of b");
      const age = Date.now() / 1000 - Number(second.branches["b"]?.createAt);
      holds(Math.abs(age) < 3600, `createAt must be in seconds: ${age}`);
    },
    "deleteTableBranch: the branch is gone": async (catalog) => {
      await fill(catalog);
      const { namespace } = catalog;
      await namespace.createTableBranch({ id, name: "b" });
      await namespace.deleteTableBranch({ id, name: "b" });
      equal((await namespace.listTableBranches({ id })).branches, {}, "branches");
      await rejects(namespace.deleteTableBranch({ id, name: "b" }), 22);
      await rejects(namespace.countTableRows({ id, branch: "b" }), 22);
    },
  },
};
