import assert from "node:assert/strict";
import type { Tree } from "../clients/client.ts";
import type { CrashingOperation } from "../clients/crash.ts";
import type { Harness, Native, Scenario } from "../harness/harness.ts";

const operations: Readonly<Record<string, CrashingOperation>> = {
  "create namespace": { operation: "createNamespace", path: ["full", "new"], mode: "create" },
  "overwrite namespace": { operation: "createNamespace", path: ["full"], mode: "overwrite" },
  "drop namespace": { operation: "dropNamespace", path: ["empty"], behavior: "restrict" },
  cascade: { operation: "dropNamespace", path: ["full"], behavior: "cascade" },
  "create table": { operation: "createTable", path: ["full", "new"], mode: "create" },
  "create root table": { operation: "createTable", path: ["new"], mode: "create" },
  "overwrite root table": { operation: "createTable", path: ["root"], mode: "overwrite" },
  "drop table": { operation: "dropTable", path: ["full", "t"] },
  "drop root table": { operation: "dropTable", path: ["root"] },
  "deregister root table": { operation: "deregisterTable", path: ["root"] },
  "rename table": { operation: "renameTable", path: ["full", "t"], to: ["empty", "t"] },
  "rename from the root": { operation: "renameTable", path: ["root"], to: ["full", "moved"] },
  "rename to the root": { operation: "renameTable", path: ["full", "t"], to: ["moved"] },
};

/** One of each kind of mark, of rows and of folders. */
const inShortForm = ["create namespace", "overwrite namespace", "create root table", "rename from the root"];

/** More steps than any operation has. */
const enough = 40;

/**
 * A Lancetree process is killed after each effect that changes something. A native client must be able to write immediately. Then
 * Lancetree must see the state before or after the operation, and native clients as well once the next Lancetree process has recovered.
 */
export const crashScenarios: readonly Scenario[] = Object.entries(operations).map(([name, operation]) => ({
  name: `killed in ${name}`,
  long: !inShortForm.includes(name),
  run: (harness: Harness) => killEverywhere(harness, operation),
}));

async function killEverywhere(harness: Harness, operation: CrashingOperation): Promise<string> {
  const template = await prepare(harness);
  const before = await (await harness.lancetree()).call("tree");
  await harness.copyRoot(template);
  const steps = await (await harness.processToKill()).call("crash", { operation, after: enough });
  const after = await (await harness.lancetree()).call("tree");
  assert.notDeepEqual(after, before, "the operation changes nothing");
  assert.deepEqual(await (await harness.native()).call("tree"), after, "native clients see something else");
  let undone = 0;
  for (let step = 1; step <= steps; step++) {
    if (await killAt(harness, { template, operation, step, before, after })) undone++;
  }
  return `${steps} kills, ${undone} left the state before`;
}

interface Kill {
  readonly template: string;
  readonly operation: CrashingOperation;
  readonly step: number;
  readonly before: Tree;
  readonly after: Tree;
}

/** @returns whether the catalog is as it was before the operation */
async function killAt(
  harness: Harness,
  { template, operation, step, before, after }: Kill,
): Promise<boolean> {
  await harness.copyRoot(template);
  const victim = await harness.processToKill();
  const outcome = await victim.attempt("crash", { operation, after: step }).catch(() => "killed");
  const where = `after step ${step}`;
  // After the last step there is nothing left to be killed in.
  if (outcome === "killed") assert.equal(await victim.ended(), "SIGKILL");
  else await victim.kill();

  const native = await harness.native();
  await assertWritable(native, where);
  const lancetree = await harness.lancetree();
  const now = await lancetree.call("tree");
  const isBefore = same(now, before);
  if (!isBefore) assert.deepEqual(now, after, `${where} the state is neither the old nor the new one`);
  await lancetree.call("recover");
  assert.deepEqual(
    await lancetree.call("rowsWithIntents"),
    [],
    `${where} and recovery the hidden property stays`,
  );
  assert.deepEqual(
    await lancetree.call("tree"),
    isBefore ? before : after,
    `${where} recovery changed the state`,
  );
  assert.deepEqual(
    await native.call("tree"),
    isBefore ? before : after,
    `${where} native clients see something else`,
  );
  await assertWritable(native, `${where} and recovery`);
  await harness.assertClean(lancetree);
  return isBefore;
}

async function prepare(harness: Harness): Promise<string> {
  const native = await harness.native();
  await native.call("createNamespace", ["full"], { a: "1" });
  await native.call("createNamespace", ["empty"]);
  await native.call("createNamespace", ["full", "inner"], { b: "2" });
  await native.call("createTable", ["full", "t"], [{ id: 1 }]);
  await native.call("createTable", ["root"], [{ id: 2 }]);
  return harness.root;
}

/** A write of a native rewrites the whole catalog table, so it fails if anything in it is not to its liking. */
async function assertWritable(native: Native, where: string): Promise<void> {
  try {
    await native.call("createNamespace", ["probe"]);
    await native.call("dropNamespace", ["probe"]);
  } catch (error) {
    throw new Error(`${where} a native cannot write`, { cause: error });
  }
}

function same(one: Tree, other: Tree): boolean {
  try {
    assert.deepEqual(one, other);
    return true;
  } catch {
    return false;
  }
}
