import assert from "node:assert/strict";
import type { Harness, Lancetree, Native, Scenario } from "../harness/harness.ts";

/** Native clients check no parents: what they put under a missing namespace must not be hidden by us. */
export const orphanScenarios: readonly Scenario[] = [
  {
    name: "orphans: implied ancestors are listed and described",
    async run(harness) {
      const { lancetree } = await prepare(harness);
      assert.deepEqual(await lancetree.call("listNamespaces", []), ["ghost"]);
      assert.deepEqual(await lancetree.call("listNamespaces", ["ghost"]), ["deep"]);
      assert.deepEqual(await lancetree.call("describeNamespace", ["ghost"]), {});
      assert.deepEqual(await lancetree.call("describeNamespace", ["ghost", "deep"]), {});
      assert.deepEqual(await lancetree.call("tableNames", ["ghost", "deep"]), ["t"]);
      assert.deepEqual(await lancetree.call("readTable", ["ghost", "deep", "t"]), [{ id: 1 }]);
      assert.equal((await lancetree.refuse("createNamespace", ["ghost", "deep", "t"])).code, 5);
      return "";
    },
  },
  {
    name: "orphans: a create there gives the ancestors rows",
    async run(harness) {
      const { lancetree, native } = await prepare(harness);
      await lancetree.call("createNamespace", ["ghost", "new"], { a: "1" });
      await lancetree.call("createTable", ["ghost", "deep", "ours"], [{ id: 2 }]);
      await harness.settled(lancetree);
      assert.deepEqual(await native.call("listNamespaces", []), ["ghost"]);
      assert.deepEqual(await native.call("listNamespaces", ["ghost"]), ["deep", "new"]);
      assert.deepEqual(await native.call("describeNamespace", ["ghost", "deep"]), {});
      assert.deepEqual(await native.call("tableNames", ["ghost", "deep"]), ["ours", "t"]);
      assert.deepEqual(await native.call("tree"), await lancetree.call("tree"));
      return harness.assertClean(lancetree);
    },
  },
  {
    name: "orphans: an explicit create gives the namespace its properties",
    async run(harness) {
      const { lancetree, native } = await prepare(harness);
      const outcome = await lancetree.attempt("createNamespace", ["ghost"], { a: "1" });
      await harness.settled(lancetree);
      assert.deepEqual(
        await native.call("describeNamespace", ["ghost"]),
        { a: "1" },
        JSON.stringify(outcome),
      );
      assert.deepEqual(await lancetree.call("readTable", ["ghost", "deep", "t"]), [{ id: 1 }]);
      return harness.assertClean(lancetree);
    },
  },
  {
    name: "orphans: restrict refuses, cascade drops",
    async run(harness) {
      const { lancetree, native } = await prepare(harness);
      assert.equal((await lancetree.refuse("dropNamespace", ["ghost"])).code, 3);
      assert.equal((await lancetree.refuse("dropNamespace", ["ghost", "deep"])).code, 3);
      assert.deepEqual(await native.call("readTable", ["ghost", "deep", "t"]), [{ id: 1 }]);
      await lancetree.call("dropCascade", ["ghost"]);
      assert.deepEqual(await lancetree.call("listNamespaces", []), []);
      assert.deepEqual(await native.call("tableNames", ["ghost", "deep"]), []);
      assert.deepEqual(await lancetree.call("manifestRows"), []);
      return harness.assertClean(lancetree);
    },
  },
  {
    name: "orphans: a native's namespace without its parent",
    async run(harness) {
      const [lancetree, native] = [await harness.lancetree(), await harness.native()];
      await native.call("createNamespace", ["up"]);
      await native.call("createNamespace", ["up", "down"], { a: "1" });
      // As left by a native's create beside a drop above.
      await lancetree.call("deleteManifestRow", "up");
      assert.deepEqual(await native.call("listNamespaces", []), []);
      assert.deepEqual(await lancetree.call("listNamespaces", []), ["up"]);
      assert.deepEqual(await lancetree.call("describeNamespace", ["up"]), {});
      assert.deepEqual(await lancetree.call("describeNamespace", ["up", "down"]), { a: "1" });
      await lancetree.call("createTable", ["up", "down", "t"], [{ id: 1 }]);
      assert.deepEqual(await native.call("listNamespaces", []), ["up"]);
      await lancetree.call("dropCascade", ["up"]);
      assert.deepEqual(await lancetree.call("manifestRows"), []);
      return harness.assertClean(lancetree);
    },
  },
];

async function prepare(harness: Harness): Promise<{ lancetree: Lancetree; native: Native }> {
  const [lancetree, native] = [await harness.lancetree(), await harness.native()];
  await native.call("createTable", ["ghost", "deep", "t"], [{ id: 1 }]);
  return { lancetree, native };
}
