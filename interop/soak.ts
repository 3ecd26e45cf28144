/**
 * Runs four Lancetree processes on one catalog for ten minutes. Then every native client reads the catalog.
 *
 *     pnpm soak [--minutes 10] [--processes 4]
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
// Past the package's door: its tests do the work.
import { grows, soakRun } from "../packages/dir-namespace/test/processes/soak-run.ts";
import type { Tree } from "./clients/client.ts";
import { nodeChannel } from "./harness/channel.ts";
import type { Lancetree, Native } from "./harness/harness.ts";
import { installClient } from "./harness/install.ts";
import { WorkerProcess } from "./harness/worker-process.ts";
import { nodeVersions } from "./suites.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    processes: { type: "string", default: "4" },
  },
});

/** Small fragments are folded when sixteen have come together, and large ones double from one to the next. */
const maxFragments = 64;

const folder = mkdtempSync(join(tmpdir(), "lancetree-soak-"));
const root = join(folder, "catalog");
const failures: string[] = [];
try {
  const report = await soakRun({
    root,
    processes: Number(values.processes),
    seconds: Number(values.minutes) * 60,
  });
  const { calls, versions, fragments, processes } = report;
  console.log(`${calls} calls, ${versions} versions, ${fragments.max} live fragments at most`);
  failures.push(...report.failures);
  if (fragments.max > maxFragments) failures.push(`there were ${fragments.max} live fragments`);
  for (const [index, memory] of processes.entries()) {
    const { heap, resident } = memory;
    console.log(
      `process ${index + 1}: heap ${heap.join(" -> ")} MB, resident ${resident.join(" -> ")} MB (medians of the second and last third)`,
    );
    if (grows(memory)) failures.push(`the memory of process ${index + 1} grows`);
  }
  await readEverywhere();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const failure of failures) console.log(`FAILED  ${failure}`);
console.log(failures.length === 0 ? "passed" : `${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;

async function readEverywhere(): Promise<void> {
  const lancetree: Lancetree = new WorkerProcess("lancetree", nodeChannel("lancetree"));
  await lancetree.call("open", root);
  await lancetree.call("recover");
  const expected = await lancetree.call("tree");
  await lancetree.kill();
  console.log(`${Object.keys(expected).length} objects are left`);
  for (const version of nodeVersions) {
    const native: Native = new WorkerProcess(
      `native ${version}`,
      nodeChannel("native", [installClient(version)]),
    );
    try {
      await native.call("open", root, {});
      assert.deepEqual(inOrder(await native.call("tree")), inOrder(expected));
      console.log(`native ${version} reads them all`);
    } catch (error) {
      failures.push(`native ${version}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await native.kill();
    }
  }
}

function inOrder(tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
