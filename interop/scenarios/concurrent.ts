import assert from "node:assert/strict";
import type { Action, Path } from "../clients/client.ts";
import type { Failure } from "../clients/serve-functions.ts";
import type { Client, Harness, Lancetree, Native, Scenario } from "../harness/harness.ts";
import { raceCreates } from "../harness/race-creates.ts";

/** As the one of that name below, for native clients that write a table's rows before they know whether they get the name. */
export const rootRaceWithOwnRows: Scenario = {
  name: "at once: the same root tables",
  concurrent: true,
  run: (harness) => same(harness, "createTable", [], 1, true),
};

/** Two Lancetree processes beside two native ones. */
export const concurrentScenarios: readonly Scenario[] = [
  {
    name: "at once: distinct namespaces and tables",
    concurrent: true,
    async run(harness) {
      const { lancetreeClients, all: writers } = await open(harness);
      const plans = writers.map(({ name }) =>
        range(10).flatMap((index): Action[] => [
          { action: "createNamespace", path: ["p", `${slug(name)}-${index}`], writer: name },
          { action: "createTable", path: ["p", `${slug(name)}-${index}`, "t"], writer: name },
        ]),
      );
      const outcomes = await race(writers, plans);
      assertAllDone(writers, plans, outcomes);
      await harness.settled(lancetreeClients[0]);
      const expected = writers.flatMap(({ name }) => range(10).map((index) => `${slug(name)}-${index}`));
      for (const reader of writers) {
        assert.deepEqual(await reader.call("listNamespaces", ["p"]), expected.toSorted(), reader.name);
      }
      for (const writer of writers) {
        for (const index of range(10)) {
          const path = ["p", `${slug(writer.name)}-${index}`];
          assert.deepEqual(await lancetreeClients[0].call("describeNamespace", path), {
            writer: writer.name,
          });
          assert.deepEqual(await lancetreeClients[0].call("readTable", [...path, "t"]), [
            { writer: writer.name },
          ]);
        }
      }
      const rows = await lancetreeClients[0].call("manifestRows");
      assert.equal(rows.length, 1 + writers.length * 20);
      return `${writers.length * 20} created, ${await harness.assertClean(lancetreeClients[0])}`;
    },
  },
  {
    name: "at once: the same namespaces",
    concurrent: true,
    run: (harness) => same(harness, "createNamespace", ["p"], 2),
  },
  {
    name: "at once: the same tables",
    concurrent: true,
    run: (harness) => same(harness, "createTable", ["p"], 1),
  },
  {
    name: "at once: the same root tables",
    concurrent: true,
    run: (harness) => same(harness, "createTable", [], 1),
  },
  {
    name: "at once: deletes of other names beside creates",
    concurrent: true,
    async run(harness) {
      const { lancetreeClients, all: writers } = await open(harness);
      const [first] = lancetreeClients;
      for (const { name } of writers) {
        for (const index of range(6)) {
          await first.call("createNamespace", ["p", `old-${slug(name)}-${index}`]);
          await first.call("createTable", ["p", `table-${slug(name)}-${index}`], [{ index }]);
        }
      }
      const plans = writers.map(({ name }) =>
        range(6).flatMap((index): Action[] => [
          { action: "dropNamespace", path: ["p", `old-${slug(name)}-${index}`] },
          { action: "createNamespace", path: ["p", `new-${slug(name)}-${index}`], writer: name },
          { action: "dropTable", path: ["p", `table-${slug(name)}-${index}`] },
        ]),
      );
      assertAllDone(writers, plans, await race(writers, plans));
      await harness.settled(first);
      const expected = writers.flatMap(({ name }) => range(6).map((index) => `new-${slug(name)}-${index}`));
      for (const reader of writers) {
        assert.deepEqual(await reader.call("listNamespaces", ["p"]), expected.toSorted(), reader.name);
        assert.deepEqual(await reader.call("tableNames", ["p"]), [], reader.name);
      }
      return harness.assertClean(first);
    },
  },
  {
    name: "at once: native clients write during many writes of Lancetree",
    concurrent: true,
    async run(harness) {
      const lancetree = await harness.lancetree();
      // So that there is a catalog when the native clients look for one.
      await lancetree.call("createNamespace", ["first"]);
      await lancetree.call("dropNamespace", ["first"]);
      const [native, reader] = [await harness.native(0), await harness.native(1)];
      let [seen, writes, rounds] = [0, 0, 0];
      // On a fast machine four rounds end before the native client has written often enough.
      while (writes <= 20 && rounds < 400) {
        await native.call("keepWriting", "w");
        for (const end = rounds + 4; rounds < end; rounds++) {
          const watched = watch(reader);
          await storm(lancetree, rounds);
          seen += await watched.stop();
        }
        const stopped = await native.call("stopWriting");
        assert.deepEqual(stopped.failures, []);
        writes += stopped.writes;
      }
      assert.ok(writes > 20, `only ${writes} native writes`);
      const clean = await harness.assertClean(lancetree);
      const tree = await lancetree.call("tree");
      assert.deepEqual(
        Object.keys(tree),
        range(rounds)
          .flatMap((round) => [`kept-${round}`, `kept-${round}/moved`])
          .toSorted(),
      );
      assert.deepEqual(await native.call("tree"), tree);
      return `${writes} native writes, all succeeded; the hidden property was seen ${seen} times meanwhile, ${clean}`;
    },
  },
];

interface Writers {
  readonly lancetreeClients: readonly [Lancetree, Lancetree];
  /** First the two Lancetree processes, then the two native ones. */
  readonly all: readonly Client[];
}

async function open(harness: Harness): Promise<Writers> {
  const lancetreeClients = [await harness.lancetree(0), await harness.lancetree(1)] as const;
  await lancetreeClients[0].call("createNamespace", ["p"]);
  return { lancetreeClients, all: [...lancetreeClients, await harness.native(0), await harness.native(1)] };
}

function race(
  writers: readonly Client[],
  plans: readonly (readonly Action[])[],
): Promise<(Failure | "done")[][]> {
  const start = Date.now() + 50;
  return Promise.all(writers.map((writer, index) => writer.call("race", start, plans[index] ?? [])));
}

function assertAllDone(
  writers: readonly Client[],
  plans: readonly (readonly Action[])[],
  outcomes: readonly (readonly (Failure | "done")[])[],
): void {
  const failures = outcomes.flatMap((own, writer) =>
    own.flatMap((outcome, index) =>
      outcome === "done"
        ? []
        : [
            `${writers[writer]?.name} ${JSON.stringify(plans[writer]?.[index])}: ${outcome.message.slice(0, 300)}`,
          ],
    ),
  );
  assert.deepEqual(failures, []);
}

async function same(
  harness: Harness,
  action: "createNamespace" | "createTable",
  parent: Path,
  nativeCount: number,
  leavesRows = false,
): Promise<string> {
  const { lancetreeClients, all } = await open(harness);
  const races = {
    action,
    parent,
    lancetreeClients,
    nativeClients: all.slice(2, 2 + nativeCount),
    leavesRows,
  };
  const wins = await raceCreates(harness, races);
  return `${wins}; ${await harness.assertClean(lancetreeClients[0])}`;
}

/** Every kind of change that leaves marks for a moment. */
async function storm(lancetree: Lancetree, round: number): Promise<void> {
  const [top, kept] = [`s-${round}`, `kept-${round}`];
  await lancetree.call("createNamespace", [top], { round: String(round) });
  await lancetree.call("createNamespace", [top, "a"]);
  await lancetree.call("createTable", [top, "a", "t"], [{ round }]);
  await lancetree.call("createTable", [`root-${round}`], [{ round }]);
  await lancetree.call("overwriteTable", [`root-${round}`], [{ round: round + 100 }]);
  await lancetree.call("createNamespace", [kept]);
  await lancetree.call("renameTable", [`root-${round}`], [kept, "moved"]);
  await lancetree.call("overwriteNamespace", [top], { again: "yes" });
  await lancetree.call("createNamespace", [top, "b"]);
  await lancetree.call("dropNamespace", [top, "b"]);
  await lancetree.call("createTable", [top, "u"], [{ round }]);
  await lancetree.call("dropCascade", [top]);
}

/** Describes all top namespaces repeatedly with a native client. */
function watch(native: Native): { stop(): Promise<number> } {
  const stopping = new AbortController();
  const count = (async () => {
    let seen = 0;
    while (!stopping.signal.aborted) {
      for (const name of await native.call("listNamespaces", [])) {
        const outcome = await native.attempt("describeNamespace", [name]);
        if ("value" in outcome && Object.keys(outcome.value).some((key) => key.startsWith("lancetree.")))
          seen++;
      }
    }
    return seen;
  })();
  count.catch(() => undefined);
  return {
    stop() {
      stopping.abort();
      return count;
    },
  };
}

function range(count: number): number[] {
  return [...Array(count).keys()];
}

function slug(name: string): string {
  return name.replaceAll(/[^a-z0-9]+/g, "-");
}
