import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DirectoryNamespace } from "../src/index.ts";
import { manifestRows } from "./support/manifest-rows.ts";
import { operations, prepare, type TestedOperation } from "./support/operations.ts";
import { openStorage } from "./support/storage.ts";
import { treeOf } from "./support/tree.ts";

/*
 * Each operation is stopped before every single one of its writes in turn, as by a kill: everything that it does from there on
 * never happens. Then another process comes.
 */

let folder: string;
let template: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-crash-"));
  template = join(folder, "template");
  await prepare(template);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

let copies = 0;

async function freshRoot(operation: TestedOperation): Promise<string> {
  const root = join(folder, `copy-${++copies}`);
  if (!operation.first) await cp(template, root, { recursive: true });
  return root;
}

async function treeAt(root: string): Promise<Record<string, unknown>> {
  await using catalog = new DirectoryNamespace({ root });
  return await treeOf(catalog);
}

/** @returns the writes that were made, and whether the operation had returned before it was stopped */
async function runUntil(
  root: string,
  operation: TestedOperation,
  stop: number,
): Promise<{ calls: string[]; returned: boolean }> {
  const calls: string[] = [];
  let returned = false;
  let stopped: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (stopped = resolve));
  const storage = await openStorage(root, (call, run) => {
    if (calls.length < stop) {
      calls.push(call);
      return run();
    }
    stopped();
    // Some writes are not asynchronous; what follows on their error is stopped as well.
    if (["setHidden", "moveSync"].includes(call)) throw new Error("stopped");
    return new Promise(() => undefined);
  });
  const work = storage.run(operation.start(storage.context), operation.ids).then(() => (returned = true));
  const settled = work.then(() => storage[Symbol.asyncDispose]());
  await Promise.race([ended, settled]);
  return { calls, returned };
}

/** Ids of the rows that still carry a mark. */
async function rowsWithIntent(root: string): Promise<string[]> {
  if (!existsSync(join(root, "__manifest"))) return [];
  const rows = await manifestRows(root);
  return rows
    .filter(({ metadata }) => metadata?.includes("lancetree.intent"))
    .map(({ object_id }) => object_id);
}

test.concurrent.each(operations.map((operation) => [operation.name, operation] as const))(
  "%s",
  async (_, operation) => {
    const root = await freshRoot(operation);
    const before = await treeAt(root);
    const { calls } = await runUntil(root, operation, Number.POSITIVE_INFINITY);
    const after = await treeAt(root);
    expect(after).not.toEqual(before);
    expect(await rowsWithIntent(root)).toEqual([]);
    expect(calls).not.toEqual([]);
    for (const [stop, call] of calls.entries()) {
      const { facts, isNew } = await stopAndRead(operation, stop, JSON.stringify(after));
      expect(facts, `stopped before write ${stop + 1}, ${call}`).toEqual({
        found: isNew ? after : before,
        returned: isNew && facts.returned,
        recovered: facts.recovered && facts.found,
        withIntent: [],
        again: isNew ? undefined : after,
      });
      // The first write is never the one that decides.
      expect(isNew && stop === 0).toBe(false);
    }
  },
);

/** Stops an operation before a write. Then another process recovers, or repeats the operation, or both. */
async function stopAndRead(
  operation: TestedOperation,
  stop: number,
  after: string,
): Promise<{
  facts: Record<"found" | "returned" | "recovered" | "withIntent" | "again", unknown>;
  isNew: boolean;
}> {
  const root = await freshRoot(operation);
  const { returned } = await runUntil(root, operation, stop);
  const found = await treeAt(root);
  const isNew = JSON.stringify(found) === after;
  const facts = {
    found,
    returned,
    recovered: undefined as unknown,
    withIntent: [] as string[],
    again: undefined as unknown,
  };
  if (isNew || stop % 2 === 1) {
    await using catalog = new DirectoryNamespace({ root });
    await catalog.recover();
    facts.recovered = await treeOf(catalog);
    facts.withIntent = await rowsWithIntent(root);
  }
  if (!isNew) {
    await runUntil(root, operation, Number.POSITIVE_INFINITY);
    facts.again = await treeAt(root);
  }
  await rm(root, { recursive: true, force: true });
  return { facts, isNew };
}
