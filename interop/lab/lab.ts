import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { NativeMethods } from "../peers/native.ts";
import type { OurMethods } from "../peers/ours.ts";
import { installClient } from "./install.ts";
import { Peer } from "./peer.ts";

export type Ours = Peer<Pick<OurMethods, keyof OurMethods>>;
export type Native = Peer<Pick<NativeMethods, keyof NativeMethods>>;
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

/** The processes of one native version, and a new folder for each scenario. */
export class Lab {
  readonly version: string;
  root = "";
  readonly #client: string;
  readonly #ours: Ours[] = [];
  readonly #natives: Native[] = [];
  readonly #folders: string[] = [];
  /** All that were started, those to be killed included. */
  readonly #peers = new Set<{ kill(): Promise<void> }>();
  #spare: Ours | undefined;

  constructor(version: string, client: string) {
    this.version = version;
    this.#client = client;
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
    const name = `native ${this.version} ${index + 1}`;
    const peer = (this.#natives[index] ??= this.#startNative(name, this.#client));
    await peer.call("open", this.root, how);
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
    const peer = this.#startNative(`native ${version}`, installClient(version));
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
    await Promise.all([...this.#peers].map((peer) => peer.kill()));
    this.#peers.clear();
  }

  async close(): Promise<void> {
    await this.stop();
    await Promise.all(this.#folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }

  #startOurs(name: string): Ours {
    const peer: Ours = new Peer(name, "ours.ts", []);
    this.#peers.add(peer);
    return peer;
  }

  #startNative(name: string, client: string): Native {
    const peer: Native = new Peer(name, "native.ts", [client]);
    this.#peers.add(peer);
    return peer;
  }
}
