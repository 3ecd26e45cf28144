import assert from "node:assert/strict";
import type { Harness, Lancetree, Scenario } from "../harness/harness.ts";
import { raceCreates } from "../harness/race-creates.ts";

export const oldCatalogScenarios: readonly Scenario[] = [
  {
    name: "old catalog: our first write adds the primary key, natives beside it",
    concurrent: true,
    async run(harness) {
      const ours = [await prepare(harness), await harness.ours(1)] as const;
      const natives = [await harness.native(0), await harness.native(1)];
      const wins = await raceCreates(harness, { action: "createNamespace", parent: ["p"], ours, natives });
      assert.equal(await ours[0].call("primaryKey"), "0");
      return `${wins}; ${await harness.assertClean(ours[0])}`;
    },
  },
  {
    name: "old catalog: two Lancetree processes add the primary key at once",
    async run(harness) {
      const ours = [await prepare(harness), await harness.ours(1)] as const;
      const wins = await raceCreates(harness, {
        action: "createNamespace",
        parent: ["p"],
        ours,
        natives: [],
      });
      assert.equal(await ours[0].call("primaryKey"), "0");
      const native = await harness.native();
      await native.call("createNamespace", ["native"]);
      assert.deepEqual(await ours[0].call("listNamespaces", []), ["native", "old", "p"]);
      return `${wins}; ${await harness.assertClean(ours[0])}`;
    },
  },
  {
    name: "old catalog: written by 0.29.0, which asks for clean-up of old versions",
    long: true,
    async run(harness) {
      const old = await harness.nativeOf("0.29.0", "plain");
      await old.call("createTable", ["below", "t"], [{ id: 1 }]);
      await old.call("createTable", ["root"], [{ id: 2 }]);
      const [ours, native] = [await harness.ours(), await harness.native()];
      assert.match(await ours.call("latestVersionText"), /lance\.auto_cleanup\.older_than.*14days/s);
      assert.deepEqual(await native.call("readTable", ["below", "t"]), [{ id: 1 }]);
      const before = await ours.call("countVersions");
      for (let index = 0; index < 25; index++) await ours.call("createNamespace", [`n${index}`]);
      await harness.settled(ours);
      // Nothing is old enough to go, and nothing may go.
      const { versions } = await ours.call("inspectHistory");
      assert.equal(await ours.call("countVersions"), versions);
      assert.ok(versions >= before + 25);
      assert.equal((await native.call("listNamespaces", [])).length, 25);
      await native.call("createNamespace", ["below"]);
      assert.deepEqual(await ours.call("readTable", ["below", "t"]), [{ id: 1 }]);
      assert.deepEqual(await ours.call("readTable", ["root"]), [{ id: 2 }]);
      return harness.assertClean(ours);
    },
  },
];

/** A catalog as clients wrote it before 2026: without a primary key on the ids. */
async function prepare(harness: Harness): Promise<Lancetree> {
  const ours = await harness.ours(0);
  await ours.call("createOldManifest", ["p", "old"]);
  assert.deepEqual(await ours.call("listNamespaces", []), ["old", "p"]);
  assert.equal(await ours.call("primaryKey"), undefined, "reading changed the catalog");
  return ours;
}
