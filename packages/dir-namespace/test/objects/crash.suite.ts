import { afterAll, beforeAll, expect, test } from "vitest";
import type { ObjectStore } from "../../src/folders/object-store.ts";
import { DirectoryNamespace } from "../../src/index.ts";
import type { Operation } from "../../src/model/effect.ts";
import { createTable } from "../../src/operations/create-table.ts";
import { dropNamespace } from "../../src/operations/drop-namespace.ts";
import { removeTable } from "../../src/operations/drop-table.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import { renameTable } from "../../src/operations/rename-table.ts";
import { replay } from "../processes/replay.ts";
import { residueIn } from "../processes/residue.ts";
import { arrowStream } from "../support/rows.ts";
import { openStorage } from "../support/storage.ts";
import { treeOf } from "../support/tree.ts";
import { freshRoot, openStore, prefixOf, storageOptions, writeTable } from "./bucket.ts";

/*
 * Operations on what has a name that listings use, each stopped before every single one of its requests that write, as by a
 * kill: everything that it does from there on has no effect. Then another process starts.
 */

type Start = (context: OperationContext) => Operation<unknown>;

const table =
  (id: string, mode: "create" | "overwrite" = "create"): Start =>
  (context) =>
    createTable(context, { id, mode, properties: { new: "1" }, declare: false });
const removal =
  (id: string, keepData: boolean): Start =>
  (context) =>
    removeTable(context, { id, keepData });
const rename =
  (from: string, to: string): Start =>
  (context) =>
    renameTable(context, { from, to });

const operations: Readonly<Record<string, Start>> = {
  "create a root table": table("new"),
  "overwrite a root table": table("t", "overwrite"),
  "overwrite one that others made": table("v1", "overwrite"),
  "fill a declared root table": table("d"),
  "drop a root table": removal("t", false),
  "drop one that was renamed": removal("z$moved", false),
  "deregister a root table": removal("t", true),
  "rename from the root": rename("t", "a$new"),
  "drop a namespace with a table from the root": (context) =>
    dropNamespace(context, { id: "z", behavior: "cascade" }),
};

const template = freshRoot();
let store: ObjectStore;

beforeAll(async () => {
  store = await openStore();
  await using catalog = new DirectoryNamespace({ root: template, storageOptions });
  for (const id of ["a", "z"]) await catalog.createNamespace({ id: [id] });
  for (const id of ["t", "m"]) await catalog.createTable({ id: [id], data: arrowStream([1, 2]) });
  await catalog.declareTable({ id: ["d"] });
  await catalog.renameTable({ id: ["m"], new_namespace_id: ["z"], new_table_name: "moved" });
  await writeTable(`${template}/v1.lance`, [3]);
});

afterAll(() => store.close());

async function copyOfTemplate(): Promise<string> {
  const root = freshRoot();
  const [from, to] = [template, root].map(prefixOf);
  const { objects } = await store.list(`${from}/`);
  await Promise.all(objects.map(({ key }) => store.copy(key, to + key.slice(from?.length))));
  return root;
}

async function treeAt(root: string): Promise<Record<string, unknown>> {
  await using catalog = new DirectoryNamespace({ root, storageOptions });
  return await treeOf(catalog, storageOptions);
}

/** @returns the requests that were made before it was stopped */
async function runUntil(root: string, start: Start, stop: number): Promise<string[]> {
  const calls: string[] = [];
  let stopped: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (stopped = resolve));
  const around = (call: string, run: () => unknown): unknown => {
    if (calls.length >= stop) {
      stopped();
      return new Promise(() => undefined);
    }
    calls.push(call);
    return run();
  };
  const storage = await openStorage(root, around, storageOptions);
  const settled = storage.run(start(storage.context), [7, 8]).then(() => storage[Symbol.asyncDispose]());
  await Promise.race([ended, settled]);
  return calls;
}

test.each(Object.entries(operations))("%s", async (_, start) => {
  const before = await treeAt(template);
  const whole = await copyOfTemplate();
  const calls = await runUntil(whole, start, Number.POSITIVE_INFINITY);
  const after = await treeAt(whole);
  expect(after).not.toEqual(before);
  for (const [stop, call] of calls.entries()) {
    const catalogLocation = { root: await copyOfTemplate(), storageOptions };
    await runUntil(catalogLocation.root, start, stop);
    const found = await treeAt(catalogLocation.root);
    const isNew = JSON.stringify(found) === JSON.stringify(after);
    expect(found, `stopped before request ${stop + 1}, ${call}`).toEqual(isNew ? after : before);
    await using catalog = new DirectoryNamespace(catalogLocation);
    await catalog.recover();
    expect(await treeOf(catalog, storageOptions), `recovered after ${stop}`).toEqual(found);
    const last = (await replay(catalogLocation)).versions.at(-1);
    const residue = last && (await residueIn(catalogLocation, last.snapshot));
    // Made by others, with no row.
    expect(residue?.violations.filter((text) => !text.startsWith("v1.lance"))).toEqual([]);
  }
});
