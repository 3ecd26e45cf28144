import assert from "node:assert/strict";
import type { Client } from "../scenarios/operations/client.ts";
import type { Step } from "../scenarios/steps.ts";
import type { Address, EngineProcess, Person } from "./engine.ts";

/** What a step works with. */
export interface Bench {
  readonly engine: EngineProcess;
  /** Lancetree's client of the same server, which prepares and checks. */
  readonly lancetree: Client;
  /** The interpreter of the engine's environment. */
  readonly python: string;
  /** A folder for programs. */
  readonly workplace: string;
  /** The namespace of most steps, and the path of the scoped keys. */
  readonly scope: readonly string[];
  readonly admin: Address;
  readonly scoped: Address;
  readonly reader: Address;
}

const people: readonly Person[] = [
  { id: 1, name: "alice" },
  { id: 2, name: "bob" },
  { id: 3, name: "carol" },
];

/** Each makes what it needs with Lancetree's client, so that one which fails leaves the others alone. */
export const engineSteps: readonly Step<Bench>[] = [
  [
    "creates namespaces of three levels",
    async ({ engine, lancetree }) => {
      for (const path of prefixes(["made", "by", "engine"])) await engine.call("createNamespace", path);
      await lancetree.call("namespaceExists", { id: ["made", "by", "engine"] });
    },
  ],
  [
    "lists namespaces",
    async ({ engine, lancetree }) => {
      await makeNamespace(lancetree, ["listed", "b"]);
      await makeNamespace(lancetree, ["listed", "a", "below"]);
      assert.deepEqual((await engine.call("listNamespaces", ["listed"])).toSorted(), ["a", "b"]);
    },
  ],
  [
    "creates a table",
    async ({ engine, lancetree, scope }) => {
      await makeNamespace(lancetree, scope);
      await engine.call("createTable", [...scope, "created"], people);
      assert.deepEqual(await rowsOf(lancetree, [...scope, "created"]), people);
    },
  ],
  [
    "lists tables",
    async ({ engine, lancetree, scope }) => {
      const namespace = ["tables", "in", "one"].slice(0, scope.length);
      for (const name of ["b", "a"]) await makeTable(lancetree, [...namespace, name]);
      assert.deepEqual((await engine.call("listTables", namespace)).toSorted(), ["a", "b"]);
    },
  ],
  [
    "describes a table",
    async ({ engine, lancetree, scope }) => {
      await makeTable(lancetree, [...scope, "described"]);
      assert.deepEqual(await engine.call("columns", [...scope, "described"]), ["id", "name"]);
    },
  ],
  [
    "reads with a filter and a projection",
    async ({ engine, lancetree, scope }) => {
      await makeTable(lancetree, [...scope, "read"]);
      const found = await engine.call("read", [...scope, "read"], "id > 1", ["name"]);
      assert.deepEqual(sorted(found), [{ name: "bob" }, { name: "carol" }]);
    },
  ],
  [
    "appends",
    async ({ engine, lancetree, scope }) => {
      await makeTable(lancetree, [...scope, "appended"]);
      const more = { id: 4, name: "dave" };
      await engine.call("append", [...scope, "appended"], [more]);
      assert.deepEqual(await rowsOf(lancetree, [...scope, "appended"]), [...people, more]);
    },
  ],
  [
    "appends with four workers at once",
    async ({ engine, lancetree, scope }) => {
      await makeTable(lancetree, [...scope, "shared"]);
      const lists = [1, 2, 3, 4].map((worker) =>
        Array.from({ length: 50 }, (_, row) => ({ id: worker * 100 + row, name: `worker ${worker}` })),
      );
      await engine.call("appendByWorkers", [...scope, "shared"], lists);
      assert.deepEqual(await rowsOf(lancetree, [...scope, "shared"]), [...people, ...lists.flat()]);
    },
  ],
  [
    "overwrites a table",
    async ({ engine, lancetree, scope }) => {
      await makeTable(lancetree, [...scope, "overwritten"]);
      const other = [{ id: 9, name: "zoe" }];
      await engine.call("overwrite", [...scope, "overwritten"], other);
      assert.deepEqual(await rowsOf(lancetree, [...scope, "overwritten"]), other);
    },
  ],
  [
    "drops a table",
    async ({ engine, lancetree, scope }) => {
      await makeTable(lancetree, [...scope, "dropped"]);
      await engine.call("drop", [...scope, "dropped"]);
      assert.equal((await lancetree.refuse("tableExists", { id: [...scope, "dropped"] })).code, 4);
    },
  ],
  [
    "distinguishes tables with one name in two namespaces",
    async ({ engine, lancetree, scope }) => {
      const other = [{ id: 7, name: "at the root" }];
      await makeTable(lancetree, ["twice"], other);
      await makeTable(lancetree, [...scope, "twice"]);
      const found = await engine.call("read", [...scope, "twice"], "id > 2", ["id"]);
      assert.deepEqual(found, [{ id: 3 }]);
      await engine.call("overwrite", [...scope, "twice"], people.slice(1));
      assert.deepEqual(await rowsOf(lancetree, ["twice"]), other);
      await engine.call("drop", [...scope, "twice"]);
      assert.deepEqual(await rowsOf(lancetree, ["twice"]), other);
    },
  ],
  [
    "names that need escaping",
    async ({ engine, lancetree, scope }) => {
      const namespace = [...scope.slice(0, -1), "team.a-1"];
      await makeNamespace(lancetree, namespace);
      const table = [...namespace, "2-User.select"];
      await engine.call("createTable", table, people);
      assert.deepEqual(await engine.call("listTables", namespace), ["2-User.select"]);
      assert.deepEqual(sorted(await engine.call("read", table, "id = 2", ["name"])), [{ name: "bob" }]);
      assert.deepEqual(await rowsOf(lancetree, table), people);
    },
  ],
  [
    "works with a key for one path",
    async ({ engine, lancetree, scope, admin, scoped }) => {
      await makeTable(lancetree, [...scope, "keyed"]);
      await engine.call("open", scoped);
      try {
        await engine.call("append", [...scope, "keyed"], [{ id: 4, name: "dave" }]);
        const found = await engine.call("read", [...scope, "keyed"], "id > 3", ["name"]);
        assert.deepEqual(found, [{ name: "dave" }]);
        await engine.call("createTable", [...scope, "keyed2"], people);
        assert.deepEqual(await rowsOf(lancetree, [...scope, "keyed2"]), people);
      } finally {
        await engine.call("open", admin);
      }
    },
  ],
  [
    "is refused outside of the path of its key",
    async ({ engine, lancetree, scope, admin, scoped, reader }) => {
      await makeNamespace(lancetree, ["private"]);
      await makeTable(lancetree, ["private", "secret"]);
      try {
        await engine.call("open", scoped);
        await engine.refuse("read", ["private", "secret"], "id > 0", ["name"]);
        await engine.refuse("createTable", ["private", "mine"], people);
        assert.equal((await lancetree.refuse("tableExists", { id: ["private", "mine"] })).code, 4);
        await engine.call("open", reader);
        await engine.refuse("createTable", [...scope, "not-mine"], people);
        assert.equal((await lancetree.refuse("tableExists", { id: [...scope, "not-mine"] })).code, 4);
      } finally {
        await engine.call("open", admin);
      }
    },
  ],
];

/** Tables that are only declared, or real ones for engines that open each table they list. */
export function manyTablesStep(kind: "declared" | "real"): Step<Bench> {
  return [
    "lists 1,001 tables",
    async ({ engine, lancetree }) => {
      await makeNamespace(lancetree, ["many"]);
      const names = Array.from({ length: 1001 }, (_, index) => `t${index}`).toSorted();
      const waiting = [...names];
      const makeNext = async (): Promise<void> => {
        for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
          if (kind === "real") await makeTable(lancetree, ["many", name]);
          else await lancetree.call("declareTable", { id: ["many", name] });
        }
      };
      await Promise.all(Array.from({ length: 32 }, makeNext));
      assert.deepEqual((await engine.call("listTables", ["many"])).toSorted(), names);
    },
  ];
}

function prefixes(path: readonly string[]): string[][] {
  return path.map((_, index) => path.slice(0, index + 1));
}

async function makeNamespace(lancetree: Client, path: readonly string[]): Promise<void> {
  for (const id of prefixes(path)) await lancetree.call("createNamespace", { id, mode: "ExistOk" });
}

async function makeTable(lancetree: Client, path: readonly string[], rows = people): Promise<void> {
  await makeNamespace(lancetree, path.slice(0, -1));
  await lancetree.send(
    "createTable",
    { id: path },
    rows.map((row) => ({ ...row })),
  );
}

/** In the order of their ids. */
async function rowsOf(lancetree: Client, path: readonly string[]): Promise<Person[]> {
  const rows = (await lancetree.query({ id: path, k: 10_000, vector: {} })) as Person[];
  return rows.toSorted((left, right) => left.id - right.id).map(({ id, name }) => ({ id, name }));
}

function sorted(rows: readonly object[]): object[] {
  return rows.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}
