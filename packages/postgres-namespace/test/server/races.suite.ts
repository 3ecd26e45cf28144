/** Several processes' worth of callers on one catalog: every result is true. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isNamespaceError } from "@lancetree/core";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { PostgresNamespace } from "../../src/index.ts";

let root: string;
let namespaces: PostgresNamespace[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lancetree-postgres-"));
  const catalog = randomUUID();
  const database = inject("postgresUrl");
  namespaces = Array.from({ length: 4 }, () => new PostgresNamespace({ database, root, catalog }));
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

test("the first uses of a new database create the schema together", async () => {
  const database = new URL(inject("postgresUrl"));
  const options = database.searchParams.get("options") ?? "";
  const schema = `s${randomUUID().replaceAll("-", "")}`;
  database.searchParams.set("options", `${options} -c search_path=${schema}`);
  const [first] = namespaces;
  await first?.namespaceExists({ id: [] });
  const { default: pg } = await import("pg");
  const client = new pg.Client(inject("postgresUrl"));
  await client.connect();
  await client.query(`create schema ${schema}`);
  await client.end();
  const fresh = Array.from({ length: 8 }, () => new PostgresNamespace({ database: database.href, root }));
  try {
    const created = await Promise.all(
      fresh.map((namespace, index) => outcome(namespace.createNamespace({ id: [`n${index}`] }))),
    );
    expect(created).toEqual(fresh.map(() => "done"));
    expect((await fresh[0]?.listNamespaces({ id: [] }))?.namespaces).toHaveLength(8);
  } finally {
    for (const namespace of fresh) await namespace.close();
  }
});

test("of many creations of one name one succeeds, and of many drops one", async () => {
  for (let round = 0; round < 20; round++) {
    const creations = namespaces.flatMap((namespace) =>
      [1, 2, 3].map(() => outcome(namespace.createNamespace({ id: ["a"] }))),
    );
    expect((await Promise.all(creations)).toSorted()).toEqual([
      ...Array.from({ length: 11 }, () => 2),
      "done",
    ]);
    const drops = namespaces.map((namespace) => outcome(namespace.dropNamespace({ id: ["a"] })));
    expect((await Promise.all(drops)).toSorted()).toEqual([1, 1, 1, "done"]);
  }
});

test("nothing is created below a namespace that is dropped, at any depth and by any drop", async () => {
  const [first, second, third, fourth] = namespaces;
  if (!first || !second || !third || !fourth) throw new Error("four catalogs are open");
  for (let round = 0; round < 40; round++) {
    const above = `n${round}`;
    for (const id of [[above], [above, "x"], [above, "x", "y"]]) await first.createNamespace({ id });
    const isCascade = round % 2 === 0;
    const drop = isCascade
      ? outcome(first.dropNamespace({ id: [above], behavior: "cascade" }))
      : outcome(first.createNamespace({ id: [above], mode: "overwrite", properties: { round: above } }));
    const [dropped, ...below] = await Promise.all([
      drop,
      outcome(second.createNamespace({ id: [above, "x", "y", "z"] })),
      outcome(third.declareTable({ id: [above, "x", "t"] })),
      outcome(fourth.createNamespace({ id: [above, "late"] })),
    ]);
    expect(dropped).toBe("done");
    const left = await outcome(second.namespaceExists({ id: [above] }));
    expect(left).toBe(isCascade ? 1 : "done");
    if (isCascade) continue;
    // What was created directly below after the overwrite is there; nothing is there without its parent.
    const names = (await second.listNamespaces({ id: [above] })).namespaces;
    expect(names.filter((name) => name !== "late")).toEqual([]);
    expect(below.slice(0, 2).every((result) => result === 1 || result === "done")).toBe(true);
  }
  const orphans = (await first.listAllTables({})).tables;
  expect(orphans).toEqual([]);
});

test("two cascades that overlap both end, and everything is gone", async () => {
  const [first, second] = namespaces;
  if (!first || !second) throw new Error("four catalogs are open");
  for (let round = 0; round < 20; round++) {
    await first.createNamespace({ id: ["a"] });
    for (const name of ["b", "c", "d"]) {
      await first.createNamespace({ id: ["a", name] });
      await first.createNamespace({ id: ["a", name, "e"] });
    }
    const outcomes = await Promise.all([
      outcome(first.dropNamespace({ id: ["a"], behavior: "cascade" })),
      outcome(second.dropNamespace({ id: ["a", "c"], behavior: "cascade" })),
      outcome(second.createNamespace({ id: ["a", "d"], mode: "overwrite" })),
    ]);
    expect(outcomes[0]).toBe("done");
    expect(["done", 1]).toContain(outcomes[1]);
    expect(["done", 1]).toContain(outcomes[2]);
    expect((await first.listNamespaces({ id: [] })).namespaces).toEqual([]);
  }
});

test("a table that is renamed by several callers has one of the new names", async () => {
  const [first] = namespaces;
  await first?.declareTable({ id: ["t0"] });
  for (let round = 0; round < 20; round++) {
    const renames = namespaces.map((namespace, index) =>
      outcome(
        namespace.renameTable({
          id: [`t${round}`],
          new_table_name: index < 2 ? `t${round + 1}` : `u${round}`,
        }),
      ),
    );
    const outcomes = await Promise.all(renames);
    expect(outcomes.filter((result) => result === "done")).toHaveLength(1);
    const tables = (await first?.listTables({ id: [] }))?.tables ?? [];
    expect(tables).toHaveLength(1);
    if (tables[0] !== `t${round + 1}`)
      await first?.renameTable({ id: [tables[0] ?? ""], new_table_name: `t${round + 1}` });
  }
});
