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
/** A client that has the protocol's operations. */
export type Operations = WorkerProcess<Pick<OperationMethods, keyof OperationMethods>>;
type Server = WorkerProcess<Pick<ServerMethods, keyof ServerMethods>>;
type Federation = WorkerProcess<Pick<FederationMethods, keyof FederationMethods>>;
type Pylance = WorkerProcess<{
  open(root: string): Promise<void>;
  /** Makes a table of so many rows, `id` and `v`, whose row ids are stable, with a BTree on `id`. */
  createStableTable(path: readonly string[], rows: number): Promise<void>;
  /** Those of the ids of which a search by id does not find exactly one row. */
  lostIds(path: readonly string[], ids: readonly number[]): Promise<number[]>;
}>;
type OurServer = WorkerProcess<Pick<OurServerMethods, keyof OurServerMethods>>;
type Comparison = WorkerProcess<{ differences(url: string, folder: string): Promise<string[]> }>;
type Shared = Pick<LancetreeMethods, keyof LancetreeMethods & keyof NativeMethods>;
/** Either of them. */
export type Client = Pick<WorkerProcess<Omit<Shared, "open">>, "name" | "attempt" | "call" | "refuse">;

export interface Scenario {
  readonly name: string;
  /** Whether it is about writers at the same time: the short form runs those on an old version as well. */
  readonly concurrent?: boolean | undefined;
  /** Left out of the short form. */
  readonly long?: boolean | undefined;
  /** Resolves with what is worth knowing about the run. */
  run(harness: Harness): Promise<string>;
}

/** Somebody else's client, or somebody else's server. */
export interface Program {
  readonly name: string;
  /** Starts one more process of it. */
  start(): Channel;
}

/** The processes of one native client, and a new folder for each scenario. */
export class Harness {
  root = "";
  readonly #program: Program;
  readonly #ours: Lancetree[] = [];
  readonly #natives: Native[] = [];
  readonly #folders: string[] = [];
  /** All that were started, those to be killed included. */
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

  /** A copy of the catalog as it is now, which the harness works on from then on. */
  async copyRoot(from: string): Promise<string> {
    const root = await this.newRoot();
    await cp(from, root, { recursive: true });
    return root;
  }

  /** One of our processes, connected to the folder of the scenario. They are kept from one scenario to the next. */
  async ours(index = 0): Promise<Lancetree> {
    const worker = (this.#ours[index] ??= this.#startOurs(`ours ${index + 1}`));
    await worker.call("open", this.root);
    return worker;
  }

  /** A native process, connected to the catalog or, as `plain`, to the folder. */
  async native(index = 0, how: "plain" | Readonly<Record<string, string>> = {}): Promise<Native> {
    const worker = this.#nativeAt(index);
    await worker.call("open", this.root, how);
    return worker;
  }

  /** A process of the harness's program, pylance, for tables that only it makes. */
  async pylance(): Promise<Pylance> {
    const worker = this.#keep<Pylance>(new WorkerProcess(this.#program.name, this.#program.start()));
    await worker.call("open", this.root);
    return worker;
  }

  /** A native process, connected to our server in either dialect. */
  async remote(dialect: "rest" | "rest-pushdown" | "db", index = 0): Promise<Native> {
    const worker = this.#nativeAt(index);
    await worker.call("open", await this.serve(), dialect);
    return worker;
  }

  /** A native process, connected to one of the databases behind our server. */
  async database(address: DatabaseAddress): Promise<Native> {
    const worker = this.#nativeAt(0);
    await worker.call("openDatabase", address);
    return worker;
  }

  /** A process that can serve federated databases. */
  federation(): Federation {
    return this.#keep<Federation>(new WorkerProcess("our federation", nodeChannel("federation")));
  }

  /** Serves the folder of the scenario, with our server over our catalog, and resolves with its address. */
  serve(): Promise<string> {
    return this.#ourServer().call("serve", this.root);
  }

  /** How often our server answered an operation in this scenario. */
  answered(operation: string): Promise<number> {
    return this.#ourServer().call("answered", operation);
  }

  /** What the harness's program, a client of Python, does otherwise over `db://` at our server than on a folder of its own. */
  async differences(): Promise<string[]> {
    const worker = this.#keep<Comparison>(new WorkerProcess(this.#program.name, this.#program.start()));
    return worker.call("differences", await this.serve(), `${this.root}-beside`);
  }

  /** A process of the harness's program that has the protocol's operations, connected to our server. */
  async operations(): Promise<Operations> {
    const worker = this.#keep<Operations>(new WorkerProcess(this.#program.name, this.#program.start()));
    await worker.call("open", await this.serve());
    return worker;
  }

  /** Our REST client, connected to the server that the harness's program is, over the folder of the scenario. */
  async ourRestClient(): Promise<Operations> {
    const server = this.#keep<Server>(new WorkerProcess(this.#program.name, this.#program.start()));
    const worker = this.#keep<Operations>(new WorkerProcess("our REST client", nodeChannel("rest-client")));
    await worker.call("open", await server.call("serve", this.root));
    return worker;
  }

  /** One more of our processes, to be killed. */
  async doomed(): Promise<Lancetree> {
    const worker = this.#spare ?? this.#startOurs("ours, doomed");
    // The next one starts while this one works.
    this.#spare = this.#startOurs("ours, doomed");
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

  /** Waits until nothing of ours is under way any more: tidying follows an answer and takes some milliseconds. */
  async settled(ours: Lancetree): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const marked = await ours.call("markedRows");
      if (marked.length === 0) return;
      assert.ok(attempt < 40, `the hidden property stays on ${marked.join()}`);
      await sleep(25);
    }
  }

  /** Demands what must hold of every catalog when the operations on it have ended. */
  async assertClean(ours: Lancetree): Promise<string> {
    await this.settled(ours);
    const { versions, findings } = await ours.call("inspectHistory");
    assert.deepEqual(findings, []);
    return `${versions} versions`;
  }

  /** Ends the processes; the next scenario gets new ones. */
  async stop(): Promise<void> {
    this.#ours.length = 0;
    this.#natives.length = 0;
    this.#spare = undefined;
    this.#server = undefined;
    await Promise.all([...this.#workers].map((worker) => worker.kill()));
    this.#workers.clear();
  }

  async close(): Promise<void> {
    await this.stop();
    await Promise.all(this.#folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }

  #startOurs(name: string): Lancetree {
    return this.#keep<Lancetree>(new WorkerProcess(name, nodeChannel("ours")));
  }

  #ourServer(): OurServer {
    this.#server ??= this.#keep<OurServer>(new WorkerProcess("our server", nodeChannel("server")));
    return this.#server;
  }

  #nativeAt(index: number): Native {
    const { name } = this.#program;
    this.#natives[index] ??= this.#keep<Native>(
      new WorkerProcess(`${name} ${index + 1}`, this.#program.start()),
    );
    return this.#natives[index];
  }

  #keep<P extends { kill(): Promise<void> }>(worker: P): P {
    this.#workers.add(worker);
    return worker;
  }
}
