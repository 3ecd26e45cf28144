import assert from "node:assert/strict";
import type { Client, Harness, Lancetree, Scenario } from "../harness/harness.ts";

const users = [
  { id: 1, vector: [0.1, 0.2], name: "alice" },
  { id: 2, vector: [0.9, 0.8], name: "bob" },
];

/** One after the other, on catalogs that the first of them made. */
export const crossClientScenarios: readonly Scenario[] = [
  {
    name: "native clients write, we read and change",
    async run(harness) {
      const native = await harness.native();
      await fill(native);
      const lancetree = await harness.lancetree();
      await assertFilled(lancetree);
      assert.equal(await lancetree.call("isDeclared", ["prod", "later"]), true);
      await change(harness, lancetree, native, lancetree);
      return harness.assertClean(lancetree);
    },
  },
  {
    name: "we write, native clients read and change",
    async run(harness) {
      const lancetree = await harness.lancetree();
      await fill(lancetree);
      await harness.settled(lancetree);
      const native = await harness.native();
      await assertFilled(native);
      await change(harness, native, lancetree, lancetree);
      return harness.assertClean(lancetree);
    },
  },
  {
    name: "taking turns, both clients open all the time",
    async run(harness) {
      const lancetree = await harness.lancetree();
      await lancetree.call("createNamespace", ["turns"]);
      const native = await harness.native();
      for (let round = 0; round < 12; round++) {
        const [writer, reader] = round % 2 === 0 ? [lancetree, native] : [native, lancetree];
        const path = ["turns", `n${round}`];
        await writer.call("createNamespace", path, { round: String(round) });
        await harness.settled(lancetree);
        assert.deepEqual(await reader.call("describeNamespace", path), { round: String(round) });
        await reader.call("createTable", [...path, "t"], [{ by: "first" }]);
        assert.deepEqual(await writer.call("readTable", [...path, "t"]), [{ by: "first" }]);
        await writer.call("addRows", [...path, "t"], [{ by: "second" }]);
        assert.deepEqual(await reader.call("readTable", [...path, "t"]), [{ by: "first" }, { by: "second" }]);
        if (round % 3 === 0) {
          await writer.call("dropTable", [...path, "t"]);
          await reader.call("dropNamespace", path);
          assert.equal((await writer.call("listNamespaces", ["turns"])).includes(`n${round}`), false);
        }
      }
      const expected = [...Array(12).keys()].filter((round) => round % 3 !== 0).map((round) => `n${round}`);
      assert.deepEqual(await lancetree.call("listNamespaces", ["turns"]), expected.toSorted());
      assert.deepEqual(await native.call("tree"), await lancetree.call("tree"));
      return harness.assertClean(lancetree);
    },
  },
];

/** Namespaces with and without properties, tables at three depths, a declared one, and something dropped again. */
async function fill(client: Client): Promise<void> {
  await client.call("createNamespace", ["prod"], { team: "core", "with space": "a \"quoted\" 'text' ü" });
  await client.call("createNamespace", ["prod", "search"]);
  await client.call("createNamespace", ["gone"]);
  await client.call("createTable", ["prod", "search", "user"], users);
  await client.call("createTable", ["prod", "top"], [{ id: 7 }]);
  await client.call("createTable", ["root-table"], [{ id: 8 }]);
  await client.call("declareTable", ["prod", "later"]);
  await client.call("createTable", ["prod", "brief"], [{ id: 9 }]);
  await client.call("dropTable", ["prod", "brief"]);
  await client.call("dropNamespace", ["gone"]);
}

async function assertFilled(client: Client): Promise<void> {
  assert.deepEqual(await client.call("listNamespaces", []), ["prod"]);
  assert.deepEqual(await client.call("listNamespaces", ["prod"]), ["search"]);
  assert.deepEqual(await client.call("describeNamespace", ["prod"]), {
    team: "core",
    "with space": "a \"quoted\" 'text' ü",
  });
  assert.deepEqual(await client.call("describeNamespace", ["prod", "search"]), {});
  assert.deepEqual(await client.call("tableNames", []), ["root-table"]);
  assert.deepEqual(await client.call("tableNames", ["prod"]), ["later", "top"]);
  assert.deepEqual(await client.call("tableNames", ["prod", "search"]), ["user"]);
  assert.deepEqual(await client.call("readTable", ["root-table"]), [{ id: 8 }]);
  assert.deepEqual(await client.call("readTable", ["prod", "top"]), [{ id: 7 }]);
  const nearest = { vector: [0.9, 0.8], limit: 1, columns: ["name"] };
  assert.deepEqual(await client.call("search", ["prod", "search", "user"], nearest), [{ name: "bob" }]);
}

/** What the second client changes is what the first one then sees. */
async function change(harness: Harness, second: Client, first: Client, lancetree: Lancetree): Promise<void> {
  await second.call("createNamespace", ["prod", "search", "deep"], { by: "second" });
  await second.call("createTable", ["prod", "search", "deep", "t"], [{ id: 1 }]);
  await second.call("createTable", ["prod", "later"], [{ id: 3 }]);
  await second.call("addRows", ["prod", "top"], [{ id: 70 }]);
  const taken = await second.refuse("createNamespace", ["prod"]);
  assert.match(taken.message, /already exists/i);
  const full = await second.refuse("dropNamespace", ["prod"]);
  assert.match(full.message, /not empty/i);
  await second.call("dropTable", ["prod", "search", "user"]);
  await second.call("dropTable", ["root-table"]);
  // Other clients see the mark of a namespace that was just created as one of its properties.
  await harness.settled(lancetree);

  assert.deepEqual(await first.call("describeNamespace", ["prod", "search", "deep"]), { by: "second" });
  assert.deepEqual(await first.call("readTable", ["prod", "search", "deep", "t"]), [{ id: 1 }]);
  assert.deepEqual(await first.call("readTable", ["prod", "later"]), [{ id: 3 }]);
  assert.deepEqual(await first.call("readTable", ["prod", "top"]), [{ id: 70 }, { id: 7 }]);
  assert.deepEqual(await first.call("tableNames", ["prod", "search"]), []);
  assert.deepEqual(await first.call("tableNames", []), []);
  await first.call("dropTable", ["prod", "search", "deep", "t"]);
  await first.call("dropNamespace", ["prod", "search", "deep"]);
  assert.deepEqual(await second.call("listNamespaces", ["prod", "search"]), []);
  assert.deepEqual(await second.call("tree"), await first.call("tree"));
  // A name that was used before is free again for either of them.
  await first.call("createTable", ["root-table"], [{ id: 88 }]);
  assert.deepEqual(await second.call("readTable", ["root-table"]), [{ id: 88 }]);
  const plain = await harness.native(1, "plain");
  assert.deepEqual(await plain.call("readTable", ["root-table"]), [{ id: 88 }]);
}
