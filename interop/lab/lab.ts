import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FederationMethods } from "../peers/federation.ts";
import type { DatabaseAddress, NativeMethods } from "../peers/native.ts";
import type { OperationMethods } from "../peers/operations.ts";
import type { OurMethods } from "../peers/ours.ts";
import type { OurServerMethods, ServerMethods } from "../peers/server.ts";
import { type Channel, nodeChannel } from "./channel.ts";
import { installClient } from "./install.ts";
import { Peer } from "./peer.ts";

export type Ours = Peer<Pick<OurMethods, keyof OurMethods>>;
export type Native = Peer<Pick<NativeMethods, keyof NativeMethods>>;
/** A client that has the protocol's operations. */
export type Operations = Peer<Pick<OperationMethods, keyof OperationMethods>>;
type Server = Peer<Pick<ServerMethods, keyof ServerMethods>>;
type Federation = Peer<Pick<FederationMethods, keyof FederationMethods>>;
type Pylance = Peer<{
  open(root: string): Promise<void>;
  /** Makes a table of so many rows, `id` and `v`, whose row ids are stable, with a BTree on `id`. */
  createStableTable(path: readonly string[], rows: number): Promise<void>;
  /** Those of the ids of which a search by id does not find exactly one row. */
  lostIds(path: readonly string[], ids: readonly number[]): Promise<number[]>;
}>;
type OurServer = Peer<Pick<OurServerMethods, keyof OurServerMethods>>;
type Comparison = Peer<{ differences(url: string, folder: string): Promise<string[]> }>;
type Shared = Pick<OurMethods, keyof OurMethods & keyof NativeMethods>;
/** Either of them. */
export type Client = Pick<Peer<Omit<Shared, "open">>, "name" | "attempt" | "call" | "refuse">;

export interface Scenario {
  readonly name: string;
  /** Whether it is about writers at the same time: the short form runs those on an old version as well. */
  readonly concurrent?: boolean | undefined;
  /** Left out of the short form. */
  readonly long?: boolean | undefined;
  /** Resolves with what is worth knowing about the run. */
  run(lab: Lab): Promise<string>;
}

/** Somebody else's client, or somebody else's server. */
export interface Program {
  readonly name: string;
  /** Starts one more process of it. */
  start(): Channel;
}

/** The processes of one native client, and a new folder for each scenario. */
export class Lab {
  root = "";
  readonly #program: Program;
  readonly #ours: Ours[] = [];
  readonly #natives: Native[] = [];
  readonly #folders: string[] = [];
  /** All that were started, those to be killed included. */
  readonly #peers = new Set<{ kill(): Promise<void> }>();
  #spare: Ours | undefined;
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

  /** A copy of the catalog as it is now, which the lab works on from then on. */
  async copyRoot(from: string): Promise<string> {
    const root = await this.newRoot();
    await cp(from, root, { recursive: true });
    return root;
  }

  /** One of our processes, connected to the folder of the scenario. They are kept from one scenario to the next. */
  async ours(index = 0): Promise<Ours> {
    const peer = (this.#ours[index] ??= this.#startOurs(`ours ${index + 1}`));
    await peer.call("open", this.root);
    return peer;
  }

  /** A native process, connected to the catalog or, as `plain`, to the folder. */
  async native(index = 0, how: "plain" | Readonly<Record<string, string>> = {}): Promise<Native> {
    const peer = this.#nativeAt(index);
    await peer.call("open", this.root, how);
    return peer;
  }

  /** A process of the lab's program, pylance, for tables that only it makes. */
  async pylance(): Promise<Pylance> {
    const peer = this.#keep<Pylance>(new Peer(this.#program.name, this.#program.start()));
    await peer.call("open", this.root);
    return peer;
  }

  /** A native process, connected to our server in either dialect. */
  async remote(dialect: "rest" | "rest-pushdown" | "db", index = 0): Promise<Native> {
    const peer = this.#nativeAt(index);
    await peer.call("open", await this.serve(), dialect);
    return peer;
  }

  /** A native process, connected to one of the databases behind our server. */
  async database(address: DatabaseAddress): Promise<Native> {
    const peer = this.#nativeAt(0);
    await peer.call("openDatabase", address);
    return peer;
  }

  /** A process that can serve federated databases. */
  federation(): Federation {
    return this.#keep<Federation>(new Peer("our federation", nodeChannel("federation")));
  }

  /** Serves the folder of the scenario, with our server over our catalog, and resolves with its address. */
  serve(): Promise<string> {
    return this.#ourServer().call("serve", this.root);
  }

  /** How often our server answered an operation in this scenario. */
  answered(operation: string): Promise<number> {
    return this.#ourServer().call("answered", operation);
  }

  /** What the lab's program, a client of Python, does otherwise over `db://` at our server than on a folder of its own. */
  async differences(): Promise<string[]> {
    const peer = this.#keep<Comparison>(new Peer(this.#program.name, this.#program.start()));
    return peer.call("differences", await this.serve(), `${this.root}-beside`);
  }

  /** A process of the lab's program that has the protocol's operations, connected to our server. */
  async operations(): Promise<Operations> {
    const peer = this.#keep<Operations>(new Peer(this.#program.name, this.#program.start()));
    await peer.call("open", await this.serve());
    return peer;
  }

  /** Our REST client, connected to the server that the lab's program is, over the folder of the scenario. */
  async ourRestClient(): Promise<Operations> {
    const server = this.#keep<Server>(new Peer(this.#program.name, this.#program.start()));
    const peer = this.#keep<Operations>(new Peer("our REST client", nodeChannel("rest-client")));
    await peer.call("open", await server.call("serve", this.root));
    return peer;
  }

  /** One more of our processes, to be killed. */
  async doomed(): Promise<Ours> {
    const peer = this.#spare ?? this.#startOurs("ours, doomed");
    // The next one starts while this one works.
    this.#spare = this.#startOurs("ours, doomed");
    await peer.call("open", this.root);
    return peer;
  }

  /** A process with a native client of another version. */
  async nativeOf(version: string, how: "plain" | Readonly<Record<string, string>>): Promise<Native> {
    const channel = nodeChannel("native", [installClient(version)]);
    const peer = this.#keep<Native>(new Peer(`native ${version}`, channel));
    await peer.call("open", this.root, how);
    return peer;
  }

  /** Waits until nothing of ours is under way any more: tidying follows an answer and takes some milliseconds. */
  async settled(ours: Ours): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const marked = await ours.call("markedRows");
      if (marked.length === 0) return;
      assert.ok(attempt < 40, `the hidden property stays on ${marked.join()}`);
      await sleep(25);
    }
  }

  /** Demands what must hold of every catalog when the operations on it have ended. */
  async demandClean(ours: Ours): Promise<string> {
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
    await Promise.all([...this.#peers].map((peer) => peer.kill()));
    this.#peers.clear();
  }

  async close(): Promise<void> {
    await this.stop();
    await Promise.all(this.#folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }

  #startOurs(name: string): Ours {
    return this.#keep<Ours>(new Peer(name, nodeChannel("ours")));
  }

  #ourServer(): OurServer {
    this.#server ??= this.#keep<OurServer>(new Peer("our server", nodeChannel("server")));
    return this.#server;
  }

  #nativeAt(index: number): Native {
    const { name } = this.#program;
    this.#natives[index] ??= this.#keep<Native>(new Peer(`${name} ${index + 1}`, this.#program.start()));
    return this.#natives[index];
  }

  #keep<P extends { kill(): Promise<void> }>(peer: P): P {
    this.#peers.add(peer);
    return peer;
  }
}
