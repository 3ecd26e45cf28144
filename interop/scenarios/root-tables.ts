import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "../harness/harness.ts";

/** Tables at the root, which clients find by their folder alone (`<name>.lance`), by their row alone, or by both. */
export const rootTableScenarios: readonly Scenario[] = [
  {
    name: "root tables: native clients see those of Lancetree by folder and by row",
    async run(harness) {
      const lancetree = await harness.lancetree();
      await lancetree.call("createTable", ["a"], [{ id: 1 }]);
      await lancetree.call("createTable", ["b"], [{ id: 2 }]);
      await lancetree.call("overwriteTable", ["b"], [{ id: 22 }]);
      await lancetree.call("declareTable", ["c"]);
      assert.equal(existsSync(join(harness.root, "a.lance", "_versions")), true);
      for (const native of [
        await harness.native(0),
        await harness.native(1, "plain"),
        await harness.native(2, { dir_listing_enabled: "false" }),
        await harness.native(3, { dir_listing_to_manifest_migration_enabled: "true" }),
      ]) {
        assert.deepEqual(await native.call("tableNames", []), ["a", "b", "c"], native.name);
        assert.deepEqual(await native.call("readTable", ["b"]), [{ id: 22 }], native.name);
      }
      const native = await harness.native();
      await native.call("createTable", ["c"], [{ id: 3 }]);
      assert.deepEqual(await lancetree.call("readTable", ["c"]), [{ id: 3 }]);
      await native.call("dropTable", ["a"]);
      assert.deepEqual(await lancetree.call("tableNames", []), ["b", "c"]);
      assert.equal(existsSync(join(harness.root, "a.lance")), false);
      return harness.assertClean(lancetree);
    },
  },
  {
    name: "root tables: theirs, those by folder alone too",
    async run(harness) {
      const plain = await harness.native(0, "plain");
      await plain.call("createTable", ["p"], [{ id: 1 }]);
      await plain.call("createTable", ["q"], [{ id: 2 }]);
      await plain.call("createTable", ["r"], [{ id: 3 }]);
      await plain.call("createTable", ["s"], [{ id: 4 }]);
      const lancetree = await harness.lancetree();
      assert.deepEqual(await lancetree.call("tableNames", []), ["p", "q", "r", "s"]);
      assert.deepEqual(await lancetree.call("readTable", ["p"]), [{ id: 1 }]);
      const taken = await lancetree.refuse("createTable", ["p"], [{ id: 9 }]);
      assert.equal(taken.code, 5);
      assert.equal((await lancetree.refuse("createNamespace", ["p"])).code, 5);
      await lancetree.call("dropTable", ["p"]);
      await lancetree.call("overwriteTable", ["q"], [{ id: 20 }]);
      await lancetree.call("renameTable", ["r"], ["r2"]);
      await lancetree.call("deregisterTable", ["s"]);
      assert.equal(existsSync(join(harness.root, "p.lance")), false);
      // LanceDB's own listing of a folder, without a catalog, knows no markers: what is deregistered stays in it.
      assert.deepEqual(await plain.call("tableNames", []), ["q", "r2", "s"]);
      assert.deepEqual(await plain.call("readTable", ["q"]), [{ id: 20 }]);
      assert.deepEqual(await plain.call("readTable", ["r2"]), [{ id: 3 }]);
      assert.deepEqual(await lancetree.call("tableNames", []), ["q", "r2"]);
      const native = await harness.native(1);
      assert.deepEqual(await native.call("tableNames", []), ["q", "r2"]);
      assert.equal(existsSync(join(harness.root, "s.lance", "data")), true);
      return harness.assertClean(lancetree);
    },
  },
  {
    name: "root tables: deregister and rename are seen by native clients",
    async run(harness) {
      const lancetree = await harness.lancetree();
      await lancetree.call("createNamespace", ["n"]);
      const [native, plain] = [await harness.native(0), await harness.native(1, "plain")];
      for (const name of ["stay", "free", "moved", "inner"]) {
        await native.call("createTable", [name], [{ name }]);
      }
      await lancetree.call("deregisterTable", ["free"]);
      await lancetree.call("renameTable", ["moved"], ["moved2"]);
      await lancetree.call("renameTable", ["inner"], ["n", "inner"]);
      assert.deepEqual(await native.call("tableNames", []), ["moved2", "stay"]);
      assert.deepEqual(await plain.call("tableNames", []), ["free", "moved2", "stay"]);
      for (const client of [native, plain]) {
        assert.deepEqual(await client.call("readTable", ["moved2"]), [{ name: "moved" }]);
        assert.deepEqual(await client.call("readTable", ["n", "inner"]), [{ name: "inner" }]);
        await client.refuse("readTable", ["moved"]);
        await client.refuse("readTable", ["inner"]);
      }
      await lancetree.call("renameTable", ["n", "inner"], ["outer"]);
      assert.deepEqual(await native.call("readTable", ["outer"]), [{ name: "inner" }]);
      assert.deepEqual(await plain.call("readTable", ["outer"]), [{ name: "inner" }]);
      assert.deepEqual(await native.call("tableNames", ["n"]), []);
      // Registered again, the table is back for all of them, with its data.
      await lancetree.call("registerTable", ["free"], "free.lance");
      for (const client of [lancetree, native, plain]) {
        assert.deepEqual(await client.call("readTable", ["free"]), [{ name: "free" }]);
        assert.deepEqual(await client.call("tableNames", []), ["free", "moved2", "outer", "stay"]);
      }
      // The names that became free can be taken by native clients.
      await native.call("createTable", ["moved"], [{ name: "second" }]);
      assert.deepEqual(await lancetree.call("readTable", ["moved"]), [{ name: "second" }]);
      return harness.assertClean(lancetree);
    },
  },
];
