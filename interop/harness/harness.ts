import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FederationMethods } from "../clients/federation.ts";
import type { LancetreeMethods } from "../clients/lancetree.ts";
import type { DatabaseAddress, NativeMethods } from "../clients/native.ts";
import type { OperationMethods } from "../clients/operations.ts";
import type { OurServerMethods, ServerMethods } from "../clients/server.ts";
import { type Channel, nodeChannel } from "./channel.ts";
import { installClient } from "./install.ts";
import { WorkerProcess } from "./worker-process.ts";

export type Lancetree = WorkerProcess<Pick<LancetreeMethods, keyof LancetreeMethods>>;
export type Native = WorkerProcess<Pick<NativeMethods, keyof NativeMethods>>;
/** A client with the protocol's operations. */
export type Operations = WorkerProcess<Pick<OperationMethods, keyof OperationMethods>>;
type Server = WorkerProcess<Pick<ServerMethods, keyof ServerMethods>>;
type Federation = WorkerProcess<Pick<FederationMethods, keyof FederationMethods>>;
type Pylance = WorkerProcess<{
  open(root: string): Promise<void>;
  /** Creates a table with a number of rows (`id` and `v`), stable row ids, and a BTree index on `id`. */
  createStableTable(path: readonly string[], rows: number): Promise<void>;
  /** The ids for which a search by id does not find exactly one row. */
  lostIds(path: readonly string[], ids: readonly number[]): Promise<number[]>;
}>;
type OurServer = WorkerProcess<Pick<OurServerMethods, keyof OurServerMethods>>;
type Comparison = WorkerProcess<{ differences(url: string, folder: string): Promise<string[]> }>;
type Shared = Pick<LancetreeMethods, keyof LancetreeMethods & keyof NativeMethods>;
/** A Lancetree or a native client. */
export type Client = Pick<WorkerProcess<Omit<Shared, "open">>, "name" | "attempt" | "call" | "refuse">;

export interface Scenario {
  readonly name: string;
  /** Whether it has concurrent writers: the short form also runs such scenarios with an old version. */
  readonly concurrent?: boolean | undefined;
  /** Whether the short form skips it. */
  readonly long?: boolean | undefined;
  /** Resolves with a summary of the run. */
  run(harness: Harness): Promise<string>;
}

/** A client or a server of another project. */
export interface Program {
  readonly name: string;
  /** Starts another process of it. */
  start(): Channel;
}

/** Starts processes of Lancetree and of one native client, and has a new folder for each scenario. */
export class Harness {
  root = "";
  readonly #program: Program;
  readonly #lancetreeClients: Lancetree[] = [];
  readonly #nativeClients: Native[] = [];
  readonly #folders: string[] = [];
  /** All processes that were started. */
  readonly #workers = new Set<{ kill(): Promise<void> }>();
  #spare: Lancetree | undefined;
  #server: OurServer | undefined;

  constructor(program: Program) {
    this.#program = program;
  }

  async newRoot(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "lancetree-interop-"));
    this.#folders.push(folder);
    this.root = join(folder, "catalog");
    return this.root;
  }

  /** Copies the catalog; from then on, processes open the copy. */
  async copyRoot(from: string): Promise<string> {
    const root = await this.newRoot();
    await cp(from, root, { recursive: true });
    return root;
  }

  /** A Lancetree process, connected to the folder of the scenario. The next scenario uses the same process. */
  async lancetree(index = 0): Promise<Lancetree> {
    const worker = (this.#lancetreeClients[index] ??= this.#startLancetree(`lancetree ${index + 1}`));
    await worker.call("open", this.root);
    return worker;
  }

  /** A native process, connected to the catalog or, as `plain`, to the folder. */
  async native(index = 0, how: "plain" | Readonly<Record<string, string>> = {}): Promise<Native> {
    const worker = this.#nativeAt(index);
    await worker.call("open", this.root, how);
    return worker;
  }

  /** A process of the harness's program, which is pylance, for tables that only pylance can create. */
  async pylance(): Promise<Pylance> {
    const worker = this.#keep<Pylance>(new WorkerProcess(this.#program.name, this.#program.start()));
    await worker.call("open", this.root);
    return worker;
  }

  /** A native process, connected to Lancetree's server in one of the dialects. */
  async remote(dialect: "rest" | "rest-pushdown" | "db", index = 0): Promise<Native> {
    const worker = this.#nativeAt(index);
    await worker.call("open", await this.serve(), dialect);
    return worker;
  }

  /** A native process, connected to one of the databases of a federation. */
  async database(address: DatabaseAddress): Promise<Native> {
    const worker = this.#nativeAt(0);
    await worker.call("openDatabase", address);
    return worker;
  }

  /** A process that can serve federated databases. */
  federation(): Federation {
    return this.#keep<Federation>(new WorkerProcess("our federation", nodeChannel("federation")));
  }

  /** Serves the folder of the scenario with Lancetree's server and resolves with its address. */
  serve(): Promise<string> {
    return this.#ourServer().call("serve", this.root);
  }

  /** The number of requests for an operation that Lancetree's server had in this scenario. */
  requestCount(operation: string): Promise<number> {
    return this.#ourServer().call("requestCount", operation);
  }

  /** The differences in behavior of the harness's program, a Python client, over `db://` and on a local folder. */
  async differences(): Promise<string[]> {
    const worker = this.#keep<Comparison>(new WorkerProcess(this.#program.name, this.#program.start()));
    return worker.call("differences", await this.serve(), `${this.root}-beside`);
  }

  /** A process of the harness's program, which has the protocol's operations, connected to Lancetree's server. */
  async operations(): Promise<Operations> {
    const worker = this.#keep<Operations>(new WorkerProcess(this.#program.name, this.#program.start()));
    await worker.call("open", await this.serve());
    return worker;
  }

  /** Lancetree's REST client, connected to the harness's program, which is a server over the folder of the scenario. */
  async ourRestClient(): Promise<Operations> {
    const server = this.#keep<Server>(new WorkerProcess(this.#program.name, this.#program.start()));
    const worker = this.#keep<Operations>(new WorkerProcess("our REST client", nodeChannel("rest-client")));
    await worker.call("open", await server.call("serve", this.root));
    return worker;
  }

  /** Another Lancetree process, which the scenario may kill. */
  async processToKill(): Promise<Lancetree> {
    const worker = this.#spare ?? this.#startLancetree("lancetree, to be killed");
    // The next process starts while this one is in use.
    this.#spare = this.#startLancetree("lancetree, to be killed");
    await worker.call("open", this.root);
    return worker;
  }

  /** A process with a native client of another version. */
  async nativeOf(version: string, how: "plain" | Readonly<Record<string, string>>): Promise<Native> {
    const channel = nodeChannel("native", [installClient(version)]);
    const worker = this.#keep<Native>(new WorkerProcess(`native ${version}`, channel));
    await worker.call("open", this.root, how);
    return worker;
  }

  /** Waits until no row has an intent: a client clears the intents of an operation after it has returned. */
  async settled(lancetree: Lancetree): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const pending = await lancetree.call("rowsWithIntents");
      if (pending.length === 0) return;
      assert.ok(attempt < 4_000, `intents stay on ${pending.join()}`);
      await sleep(25);
    }
  }

  /** Asserts the invariants of a catalog without running operations. */
  async assertClean(lancetree: Lancetree): Promise<string> {
    await this.settled(lancetree);
    const { versions, findings } = await lancetree.call("inspectHistory");
    assert.deepEqual(findings, []);
    return `${versions} versions`;
  }

  /** Ends the processes; the next scenario gets new ones. */
  async stop(): Promise<void> {
    this.#lancetreeClients.length = 0;
    this.#nativeClients.length = 0;
    this.#spare = undefined;
    this.#server = undefined;
    await Promise.all([...this.#workers].map((worker) => worker.kill()));
    this.#workers.clear();
  }

  async close(): Promise<void> {
    await this.stop();
    await Promise.all(this.#folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }

  #startLancetree(name: string): Lancetree {
    return this.#keep<Lancetree>(new WorkerProcess(name, nodeChannel("lancetree")));
  }

  #ourServer(): OurServer {
    this.#server ??= this.#keep<OurServer>(new WorkerProcess("our server", nodeChannel("server")));
    return this.#server;
  }

  #nativeAt(index: number): Native {
    const { name } = this.#program;
    this.#nativeClients[index] ??= this.#keep<Native>(
      new WorkerProcess(`${name} ${index + 1}`, this.#program.start()),
    );
    return this.#nativeClients[index];
  }

  #keep<P extends { kill(): Promise<void> }>(worker: P): P {
    this.#workers.add(worker);
    return worker;
  }
}
