/** Callers that drop, undrop, purge and protect the same objects at the same time: each result is true, and nothing is half done. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isNamespaceError } from "@lancetree/core";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { PostgresNamespace } from "../../src/index.ts";

const rounds = 30;
const on = { "lancetree.protected": "true" };
let root: string;
let namespaces: readonly [PostgresNamespace, PostgresNamespace, PostgresNamespace];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lancetree-postgres-"));
  const database = inject("postgresUrl");
  const options = { database, root, catalog: randomUUID(), retainSeconds: 3600 };
  namespaces = [
    new PostgresNamespace(options),
    new PostgresNamespace(options),
    new PostgresNamespace(options),
  ];
});

afterEach(async () => {
  for (const namespace of namespaces) await namespace.close();
  await rm(root, { recursive: true, force: true });
});

async function outcome(call: Promise<unknown>): Promise<number | "done"> {
  try {
    await call;
    return "done";
  } catch (error) {
    if (isNamespaceError(error)) return error.code;
    throw error;
  }
}

/** A namespace with tables below it. */
async function createTree(top: string): Promise<void> {
  const [first] = namespaces;
  for (const id of [[top], [top, "x"], [top, "x", "y"]]) {
    await first.createNamespace({ id });
    await first.declareTable({ id: [...id, "t"] });
  }
}

async function tablesBelow(top: string): Promise<number> {
  const { tables } = await namespaces[0].listAllTables({});
  return tables.filter((id) => id.startsWith(`${top}$`)).length;
}

async function droppedAt(top: string): Promise<number> {
  return (await namespaces[0].listDropped({ id: [top] })).dropped.length;
}

test("of an undrop and a creation of the same name one succeeds, and what was not undropped is still kept", async () => {
  const [first, second, third] = namespaces;
  for (let round = 0; round < rounds; round++) {
    const top = `n${round}`;
    await createTree(top);
    await first.dropNamespace({ id: [top], behavior: "cascade" });
    const [undropped, ...created] = await Promise.all([
      outcome(first.undrop({ id: [top] })),
      outcome(second.createNamespace({ id: [top] })),
      outcome(third.declareTable({ id: [top] })),
    ]);
    expect([undropped, ...created].filter((result) => result === "done")).toHaveLength(1);
    const isBack = undropped === "done";
    expect([await tablesBelow(top), await droppedAt(top)]).toEqual(isBack ? [3, 0] : [0, 1]);
  }
});

test("of several undrops of one drop one succeeds", async () => {
  const [first, second, third] = namespaces;
  for (let round = 0; round < rounds; round++) {
    const top = `n${round}`;
    await createTree(top);
    await first.dropNamespace({ id: [top], behavior: "cascade" });
    const undrops = await Promise.all([
      outcome(first.undrop({ id: [top] })),
      outcome(second.undrop({ id: [top] })),
      outcome(third.undrop({ id: [top], new_id: [`${top}-new`] })),
    ]);
    expect(undrops.filter((result) => result === "done")).toHaveLength(1);
    expect((await tablesBelow(top)) + (await tablesBelow(`${top}-new`))).toBe(3);
    expect(await droppedAt(top)).toBe(0);
  }
});

test("a drop is undone whole or purged whole", async () => {
  const [first, second, third] = namespaces;
  for (let round = 0; round < rounds; round++) {
    const top = `n${round}`;
    await createTree(top);
    await first.dropNamespace({ id: [top], behavior: "cascade" });
    const [undropped, one, other] = await Promise.all([
      outcome(first.undrop({ id: [top] })),
      second.purgeDropped({ id: [top], older_than_seconds: 0 }),
      third.purgeDropped({ id: [top], older_than_seconds: 0 }),
    ]);
    const isBack = undropped === "done";
    expect([one.purged + other.purged, undropped]).toEqual(isBack ? [0, "done"] : [1, 4]);
    expect([await tablesBelow(top), await droppedAt(top)]).toEqual([isBack ? 3 : 0, 0]);
  }
});

test("an undrop below a namespace that is dropped fails, or is dropped with it", async () => {
  const [first, second] = namespaces;
  for (let round = 0; round < rounds; round++) {
    const top = `n${round}`;
    await createTree(top);
    await first.dropNamespace({ id: [top, "x"], behavior: "cascade" });
    const [dropped, undropped] = await Promise.all([
      outcome(first.dropNamespace({ id: [top], behavior: "cascade" })),
      outcome(second.undrop({ id: [top, "x"] })),
    ]);
    expect(dropped).toBe("done");
    expect([1, "done"]).toContain(undropped);
    expect(await tablesBelow(top)).toBe(0);
    const tables = (await first.listDropped({ id: [top] })).dropped.reduce((sum, one) => sum + one.tables, 0);
    expect(tables).toBe(3);
  }
});

const protectedPath = (top: string): string[] => [top, "x", "t"];

test.each<[string, (namespace: PostgresNamespace, top: string) => Promise<unknown>]>([
  ["drop", (namespace, top) => namespace.dropTable({ id: protectedPath(top) })],
  ["cascade", (namespace, top) => namespace.dropNamespace({ id: [top], behavior: "cascade" })],
  ["overwrite above", (namespace, top) => namespace.createNamespace({ id: [top], mode: "overwrite" })],
  ["rename", (namespace, top) => namespace.renameTable({ id: protectedPath(top), new_table_name: "u" })],
  ["deregistration", (namespace, top) => namespace.deregisterTable({ id: protectedPath(top) })],
])("a %s and the protection of a table do not both succeed", async (_, remove) => {
  const [first, second] = namespaces;
  const seen = new Set<number | "done">();
  for (let round = 0; round < rounds; round++) {
    const top = `n${round}`;
    await createTree(top);
    const protect = (): Promise<unknown> => second.alterProperties({ id: protectedPath(top), set: on });
    const [removed, set] = await Promise.all(
      round % 2 === 0
        ? [outcome(remove(first, top)), outcome(protect())]
        : [outcome(protect()), outcome(remove(first, top))].toReversed(),
    );
    seen.add(removed ?? "done");
    const isThere = await outcome(first.tableExists({ id: protectedPath(top) }));
    const isSet = set === "done";
    expect([removed, isThere === "done"]).toEqual(isSet ? [15, true] : ["done", false]);
  }
  expect([...seen].every((result) => result === "done" || result === 15)).toBe(true);
});

test("a table that is overwritten while it is protected has either its old files, or the new ones and the flag", async () => {
  const [first, second] = namespaces;
  for (let round = 0; round < rounds; round++) {
    const id = [`t${round}`];
    const { location: before } = await first.declareTable({ id });
    const [overwritten, set] = await Promise.all([
      outcome(first.createTableWith({ id, mode: "overwrite" }, async () => undefined)),
      outcome(second.alterProperties({ id, set: on })),
    ]);
    const { location, properties } = await first.describeTable({ id });
    expect([set, properties]).toEqual(["done", on]);
    expect(location === before).toBe(overwritten === 15);
    expect([15, "done"]).toContain(overwritten);
  }
});
