import assert from "node:assert/strict";
import type { Harness, Lancetree, Scenario } from "../harness/harness.ts";
import { raceCreates } from "../harness/race-creates.ts";

export const oldCatalogScenarios: readonly Scenario[] = [
  {
    name: "old catalog: our first write adds the primary key, native clients beside it",
    concurrent: true,
    async run(harness) {
      const lancetreeClients = [await prepare(harness), await harness.lancetree(1)] as const;
      const nativeClients = [await harness.native(0), await harness.native(1)];
      const wins = await raceCreates(harness, {
        action: "createNamespace",
        parent: ["p"],
        lancetreeClients,
        nativeClients,
      });
      assert.equal(await lancetreeClients[0].call("primaryKey"), "0");
      return `${wins}; ${await harness.assertClean(lancetreeClients[0])}`;
    },
  },
  {
    name: "old catalog: two Lancetree processes add the primary key at once",
    async run(harness) {
      const lancetreeClients = [await prepare(harness), await harness.lancetree(1)] as const;
      const wins = await raceCreates(harness, {
        action: "createNamespace",
        parent: ["p"],
        lancetreeClients,
        nativeClients: [],
      });
      assert.equal(await lancetreeClients[0].call("primaryKey"), "0");
      const native = await harness.native();
      await native.call("createNamespace", ["native"]);
      assert.deepEqual(await lancetreeClients[0].call("listNamespaces", []), ["native", "old", "p"]);
      return `${wins}; ${await harness.assertClean(lancetreeClients[0])}`;
    },
  },
  {
    name: "old catalog: written by 0.29.0, which asks for clean-up of old versions",
    long: true,
    async run(harness) {
      const old = await harness.nativeOf("0.29.0", "plain");
      await old.call("createTable", ["below", "t"], [{ id: 1 }]);
      await old.call("createTable", ["root"], [{ id: 2 }]);
      const [lancetree, native] = [await harness.lancetree(), await harness.native()];
      assert.match(await lancetree.call("latestVersionText"), /lance\.auto_cleanup\.older_than.*14days/s);
      assert.deepEqual(await native.call("readTable", ["below", "t"]), [{ id: 1 }]);
      const before = await lancetree.call("countVersions");
      for (let index = 0; index < 25; index++) await lancetree.call("createNamespace", [`n${index}`]);
      await harness.settled(lancetree);
      // Nothing is old enough to go, and nothing may go.
      const { versions } = await lancetree.call("inspectHistory");
      assert.equal(await lancetree.call("countVersions"), versions);
      assert.ok(versions >= before + 25);
      assert.equal((await native.call("listNamespaces", [])).length, 25);
      await native.call("createNamespace", ["below"]);
      assert.deepEqual(await lancetree.call("readTable", ["below", "t"]), [{ id: 1 }]);
      assert.deepEqual(await lancetree.call("readTable", ["root"]), [{ id: 2 }]);
      return harness.assertClean(lancetree);
    },
  },
];

/** A catalog as clients wrote it before 2026: without a primary key on the ids. */
async function prepare(harness: Harness): Promise<Lancetree> {
  const lancetree = await harness.lancetree(0);
  await lancetree.call("createOldManifest", ["p", "old"]);
  assert.deepEqual(await lancetree.call("listNamespaces", []), ["old", "p"]);
  assert.equal(await lancetree.call("primaryKey"), undefined, "reading changed the catalog");
  return lancetree;
}
