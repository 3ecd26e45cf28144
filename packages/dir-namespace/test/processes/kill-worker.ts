import { AsyncLocalStorage } from "node:async_hooks";
import { writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isNamespaceError, isSystemError } from "@lancetree/core";
import { openTableEngine } from "@lancetree/tables";
import { openFolder } from "../../src/folders/open-folder.ts";
import { DirectoryNamespace } from "../../src/index.ts";
import type { CatalogLocation } from "./catalog-location.ts";
import { EventLog } from "./event-log.ts";
import { execute, type Result, writeOwnFolder } from "./execute.ts";
import { nativeName, nativeNamespaces, nativeTables } from "./native-names.ts";
import { type Probe, Prober, readKinds } from "./observation.ts";
import {
  inTree,
  mixes,
  namespaceIds,
  type Operation,
  type RegistrationSource,
  randomOperation,
  tableIds,
} from "./operation.ts";
import { Random } from "./random.ts";
import { removeSafeguards, type Safeguard } from "./safeguards.ts";
import { observeRuns, slowStorage } from "./trace-effects.ts";
import { VersionWatch } from "./versions.ts";
import { commitWithoutLease } from "./without-lease.ts";

/** Works on a catalog until it is killed. It announces each storage call on its standard output. */

const { values } = parseArgs({
  options: {
    root: { type: "string", default: "" },
    storage: { type: "string", default: "{}" },
    eventLogs: { type: "string", default: "" },
    worker: { type: "string", default: "" },
    seed: { type: "string", default: "1" },
    mix: { type: "string", default: "all" },
    callers: { type: "string", default: "1" },
    trees: { type: "string", default: "1" },
    reads: { type: "string", default: "0" },
    nativeClients: { type: "string", default: "0" },
    without: { type: "string", multiple: true, default: [] },
  },
});

const mix = mixes.find((name) => name === values.mix) ?? "all";
const random = new Random(Number(values.seed));
const eventLog = new EventLog(join(values.eventLogs, values.worker));
const catalogLocation: CatalogLocation = { root: values.root, storageOptions: JSON.parse(values.storage) };
const folder = openFolder(catalogLocation.root, catalogLocation.storageOptions);
const versions = new VersionWatch(folder);
const engine = await openTableEngine({ storageOptions: catalogLocation.storageOptions });
const namespace = new DirectoryNamespace(catalogLocation);
const deregistered: RegistrationSource[] = [];
const prober = new Prober(namespace, engine, folder, versions);
const current = new AsyncLocalStorage<{ readonly name: string; readonly kind: string }>();

observeRuns(
  () => {
    const { name, kind } = current.getStore() ?? { name: "", kind: "" };
    let call = 0;
    return {
      call(run, effect) {
        call++;
        eventLog.write({ at: "call", name, run, call, effect });
        if (run === "change") announce(`${kind} ${call}`);
      },
      end(run) {
        eventLog.write({ at: "end", name, run });
        if (run === "change") announce(`${kind} end`);
      },
    };
  },
  new Set(values.without as Safeguard[]),
);
removeSafeguards(new Set(values.without as Safeguard[]));
// Two of three, so that some of them always come in between each other.
if (Number(values.worker) % 3 > 0) commitWithoutLease();
slowStorage(random);

let number = 0;
await Promise.all(Array.from({ length: Number(values.callers) }, () => work()));

/** One caller: one call after the other, until the process is killed. */
async function work(): Promise<void> {
  for (;;) {
    const tree = random.below(Number(values.trees));
    if (random.chance(Number(values.reads))) {
      eventLog.write({ at: "read", probe: await randomRead(tree) });
    } else {
      const operation = randomOperation(random, mix, deregistered, tree);
      const name = `${values.worker}-${number++}`;
      await current.run({ name, kind: operation.kind }, () => change(operation, name));
    }
    announce("done");
  }
}

async function change(operation: Operation, name: string): Promise<void> {
  if (operation.kind === "registerTable" && operation.source === undefined) {
    const isWritten = await writeOwnFolder(engine, folder, name).then(
      () => true,
      () => false,
    );
    // Then there is nothing to register, and nothing to verify.
    if (!isWritten) return;
  }
  eventLog.write({ at: "start", name, operation, version: await versions.latest() });
  try {
    const result = await execute(namespace, operation, name);
    const by = result.properties?.["by"];
    eventLog.write({ at: "result", name, by, version: await versions.latest() });
    remember(operation, result);
  } catch (error) {
    const code = isNamespaceError(error) ? error.code : -1;
    const message = error instanceof Error ? error.message : String(error);
    eventLog.write({ at: "result", name, code, message, version: await versions.latest() });
    // The folder is still without a row.
    if (operation.source && !operation.source.location.endsWith(".lance"))
      deregistered.push(operation.source);
  }
}

function randomRead(tree: number): Promise<Probe> {
  const native = random.below(2 * Number(values.nativeClients));
  const isNative = native < Number(values.nativeClients);
  const tables = isNative ? nativeTables(nativeName(native)) : tableIds.map((id) => inTree(id, tree));
  const namespaces = isNative
    ? nativeNamespaces(nativeName(native))
    : namespaceIds.map((id) => inTree(id, tree));
  const table = random.pick(tables);
  if (random.chance(0.1)) return prober.table(table);
  const read = random.pick(readKinds);
  if (read === "describeTable" || read === "tableExists") return prober.result(read, table);
  const isRoot = read !== "describeNamespace" && random.chance(0.2);
  return prober.result(read, isRoot ? "" : random.pick(namespaces));
}

function remember(operation: Operation, { location }: Result): void {
  if (operation.kind !== "deregisterTable" || location === undefined) return;
  const relative = decodeURIComponent(location.slice(folder.uri("").replace(/\/?$/, "/").length));
  if (!relative.endsWith(".lance")) deregistered.push({ location: relative });
}

/** At once and in order, however busy this process is. Waits while the pipe is full, as it is when the reading process has no time. */
function announce(line: string): void {
  for (let rest = Buffer.from(`${line}\n`); rest.length > 0; ) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (!isSystemError(error) || error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
