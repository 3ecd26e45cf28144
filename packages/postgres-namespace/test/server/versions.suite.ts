/** Versions that the catalog keeps, on a server: commits at the same time, and responses that are lost. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isNamespaceError } from "@lancetree/core";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { PostgresNamespace } from "../../src/index.ts";
import { createKept, manifestsIn, stage, versionsOf } from "../support/kept-tables.ts";
import { type CuttingProxy, startCuttingProxy } from "./cutting-proxy.ts";

const names = ["a", "b", "c"] as const;
let root: string;
let proxy: CuttingProxy;
let namespaces: PostgresNamespace[];
let folders: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lancetree-postgres-"));
  proxy = await startCuttingProxy(inject("postgresUrl"));
  const options = { root, catalog: randomUUID(), tableVersionTrackingEnabled: true };
  const databases = [proxy.url, inject("postgresUrl"), inject("postgresUrl"), inject("postgresUrl")];
  namespaces = databases.map((database) => new PostgresNamespace({ ...options, database }));
  folders = [];
  for (const name of names) folders.push(await createKept(at(0), [name]));
});

afterEach(async () => {
  for (const namespace of namespaces) await namespace.close();
  await proxy[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

function at(index: number): PostgresNamespace {
  const namespace = namespaces[index];
  if (!namespace) throw new Error("four catalogs are open");
  return namespace;
}

function staged(table: number, version: number, name: string) {
  return { id: [String(names[table])], version, manifest_path: stage(String(folders[table]), name) };
}

async function outcome(call: Promise<unknown>): Promise<number | "done"> {
  try {
    await call;
    return "done";
  } catch (error) {
    if (isNamespaceError(error)) return error.code;
    throw error;
  }
}

test("of several commits of one version one succeeds", async () => {
  for (let version = 2; version <= 20; version++) {
    const commits = namespaces.map((namespace, index) =>
      outcome(namespace.createTableVersion(staged(0, version, `${version}-${index}`))),
    );
    expect((await Promise.all(commits)).toSorted()).toEqual([14, 14, 14, "done"]);
  }
  expect(await versionsOf(at(1), ["a"])).toHaveLength(20);
});

test("of batches that overlap one succeeds as a whole, in any order", async () => {
  for (let version = 2; version <= 15; version++) {
    const orders = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2],
      [2, 0],
    ];
    const batches = orders.map((tables, index) =>
      outcome(
        at(index).batchCreateTableVersions({
          entries: tables.map((table) => staged(table, version, `${version}-${index}`)),
        }),
      ),
    );
    const done = (await Promise.all(batches)).flatMap((result, index) => (result === "done" ? [index] : []));
    expect(done).toHaveLength(1);
    const recorded: number[] = [];
    for (const [table, name] of names.entries())
      if ((await versionsOf(at(1), [name])).includes(version)) recorded.push(table);
    expect(recorded).toEqual(orders[done[0] ?? 0]?.toSorted());
    // The tables that the batch does not name follow.
    for (const table of [0, 1, 2].filter((one) => !recorded.includes(one)))
      await at(0).createTableVersion(staged(table, version, `${version}-rest`));
  }
});

test("a reader that sees one version of a batch sees all of them", async () => {
  const state = { isWriting: true };
  const reading = (async () => {
    for (let reads = 0; state.isWriting || reads < 20; reads++) {
      const seen: (number | undefined)[] = [];
      for (const name of [...names].toReversed())
        seen.push((await at(2).describeTableVersion({ id: [name] })).version.version);
      // What is read later is at least as new.
      expect(seen).toEqual([...seen].toSorted((one, other) => Number(one) - Number(other)));
    }
  })();
  for (let version = 2; version <= 30; version++) {
    const entries = [0, 1, 2].map((table) => staged(table, version, `${version}`));
    await at(1).batchCreateTableVersions({ entries });
  }
  state.isWriting = false;
  await reading;
});

test("a commit that was acknowledged is in the folder of a table that is deregistered meanwhile", async () => {
  for (let round = 0; round < 15; round++) {
    const id = [`t${round}`];
    const folder = await createKept(at(1), id);
    const [commit, removal] = await Promise.all([
      outcome(at(1).createTableVersion({ id, version: 2, manifest_path: stage(folder, "a") })),
      outcome(at(2).deregisterTable({ id })),
    ]);
    expect([removal, [4, 14, "done"].includes(commit)]).toEqual(["done", true]);
    const final = manifestsIn(folder).filter((name) => name.endsWith(".manifest"));
    expect(final).toHaveLength(commit === "done" ? 2 : 1);
  }
});

test("a commit whose response is lost is made once, and its writer learns so", async () => {
  proxy.cutAfter(/insert into lancetree_versions/);
  const { version } = await at(0).createTableVersion(staged(0, 2, "x"));
  expect([proxy.cuts, version?.version, await versionsOf(at(1), ["a"])]).toEqual([1, 2, [1, 2]]);
  expect(manifestsIn(String(folders[0]))).toHaveLength(2);
});

test("a batch whose response is lost is made once, and its writer learns so", async () => {
  proxy.cutAfter(/commit/i);
  const entries = [0, 1, 2].map((table) => staged(table, 2, "x"));
  const operations = entries.map((entry) => ({ create_table_version: entry }));
  const { results } = await at(0).batchCommitTables({ operations });
  expect(results.map((result) => result.create_table_version?.version?.version)).toEqual([2, 2, 2]);
  expect(proxy.cuts).toBe(1);
  for (const name of names) expect(await versionsOf(at(1), [name])).toEqual([1, 2]);
});
