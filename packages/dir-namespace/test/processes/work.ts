import { AsyncLocalStorage } from "node:async_hooks";
import { writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isNamespaceError, isSystemError, type Namespace } from "@lancetree/core";
import type { TableEngine } from "@lancetree/tables";
import type { CatalogFolder } from "../../src/folders/catalog-folder.ts";
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
import type { Versions } from "./versions.ts";

const { values } = parseArgs({
  options: {
    /** What the program needs to open the catalog, as JSON. */
    backend: { type: "string", default: "{}" },
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
/** The number of the worker. */
export const workerNumber: number = Number(values.worker);
/** The safeguards that are left out. */
export const omitted: readonly string[] = values.without;
export const backendSettings: string = values.backend;
export const random: Random = new Random(Number(values.seed));
export const eventLog: EventLog = new EventLog(join(values.eventLogs, values.worker));
/** The change that a storage call is part of. */
export const current: AsyncLocalStorage<{ readonly name: string; readonly kind: string }> =
  new AsyncLocalStorage();

/** The catalog on which a worker works. */
export interface WorkerCatalog {
  readonly namespace: Namespace;
  readonly engine: TableEngine;
  /** The root of the tables. */
  readonly folder: CatalogFolder;
  readonly versions: Versions;
  /** Whether the folder of a deregistered table can be registered again under any name. */
  isRegistrable(location: string): boolean;
  /** Called before a change of that name. */
  changeBegins?(name: string): void;
  /** Called when it has returned or rejected. */
  changeEnded?(name: string): void;
}

/** Calls until the process is killed, and writes down each call. */
export async function work(catalog: WorkerCatalog): Promise<void> {
  const worker = new Worker(catalog);
  await Promise.all(Array.from({ length: Number(values.callers) }, () => worker.work()));
}

let number = 0;

class Worker {
  readonly #catalog: WorkerCatalog;
  readonly #prober: Prober;
  readonly #deregistered: RegistrationSource[] = [];

  constructor(catalog: WorkerCatalog) {
    this.#catalog = catalog;
    this.#prober = new Prober(catalog.namespace, catalog.engine, catalog.versions);
  }

  /** One caller: one call after the other. */
  async work(): Promise<void> {
    for (;;) {
      const tree = random.below(Number(values.trees));
      if (random.chance(Number(values.reads))) {
        eventLog.write({ at: "read", probe: await this.#read(tree) });
      } else {
        const operation = randomOperation(random, mix, this.#deregistered, tree);
        const name = `${values.worker}-${number++}`;
        await current.run({ name, kind: operation.kind }, () => this.#change(operation, name));
      }
      announce("done");
    }
  }

  async #change(operation: Operation, name: string): Promise<void> {
    const { namespace, engine, folder, versions } = this.#catalog;
    if (operation.kind === "registerTable" && operation.source === undefined) {
      const isWritten = await writeOwnFolder(engine, folder, name).then(
        () => true,
        () => false,
      );
      // Then there is nothing to register, and nothing to verify.
      if (!isWritten) return;
    }
    eventLog.write({ at: "start", name, operation, version: await versions.latest() });
    this.#catalog.changeBegins?.(name);
    try {
      const result = await execute(namespace, operation, name);
      const by = result.properties?.["by"];
      eventLog.write({ at: "result", name, by, version: await versions.latest() });
      this.#remember(operation, result);
    } catch (error) {
      const code = isNamespaceError(error) ? error.code : -1;
      const message = error instanceof Error ? error.message : String(error);
      eventLog.write({ at: "result", name, code, message, version: await versions.latest() });
      // The folder is still without a row.
      if (operation.source && this.#catalog.isRegistrable(operation.source.location))
        this.#deregistered.push(operation.source);
    } finally {
      this.#catalog.changeEnded?.(name);
    }
  }

  #read(tree: number): Promise<Probe> {
    const native = random.below(2 * Number(values.nativeClients));
    const isNative = native < Number(values.nativeClients);
    const tables = isNative ? nativeTables(nativeName(native)) : tableIds.map((id) => inTree(id, tree));
    const namespaces = isNative
      ? nativeNamespaces(nativeName(native))
      : namespaceIds.map((id) => inTree(id, tree));
    const table = random.pick(tables);
    if (random.chance(0.1)) return this.#prober.table(table);
    const read = random.pick(readKinds);
    if (read === "describeTable" || read === "tableExists") return this.#prober.result(read, table);
    const isRoot = read !== "describeNamespace" && random.chance(0.2);
    return this.#prober.result(read, isRoot ? "" : random.pick(namespaces));
  }

  #remember(operation: Operation, { location }: Result): void {
    if (operation.kind !== "deregisterTable" || location === undefined) return;
    const relative = decodeURIComponent(
      location.slice(this.#catalog.folder.uri("").replace(/\/?$/, "/").length),
    );
    if (this.#catalog.isRegistrable(relative)) this.#deregistered.push({ location: relative });
  }
}

/** At once and in order, however busy this process is. Waits while the pipe is full, as it is when the reading process has no time. */
export function announce(line: string): void {
  for (let rest = Buffer.from(`${line}\n`); rest.length > 0; ) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (!isSystemError(error) || error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
