import type { ChildProcess, SpawnOptions } from "node:child_process";
import type { Probe, Prober } from "./observation.ts";
import type { Replay, ReplayedVersion } from "./replay.ts";
import type { Residue } from "./residue.ts";
import type { Versions } from "./versions.ts";

/** A kind of catalog, and what the kill test needs of it beyond the contract of a namespace. */
export interface Backend {
  /** Starts a process that calls `work` on the catalog. */
  startWorker(programArguments: readonly string[], options: SpawnOptions): ChildProcess;
  /** Opens the catalog to look at it while workers change it. */
  watch(): Promise<WatchedCatalog>;
  /** Reads every version of the catalog again. */
  replay(): Promise<Replay>;
  /** What is left when nothing is under way. */
  residue(last: ReplayedVersion): Promise<Residue>;
  /** Whether a name that folder listings did not show once can be shown again. */
  readonly moves: boolean;
  /** From which storage call of a change a worker is killed, at the earliest and at the latest. */
  readonly killedAt: { readonly first: number; readonly last: number };
  /** Resolves when nothing that a killed worker began can take effect any more; absent if that is so at once. */
  settled?(worker: string): Promise<void>;
  /** Ends what the catalog depends on as a crash would, and starts it again. */
  restart?(): Promise<void>;
}

export interface WatchedCatalog extends AsyncDisposable {
  readonly prober: Prober;
  readonly versions: Versions;
  /** What clients see that only list folders; undefined for a catalog that they cannot read. */
  probeFolders(): Promise<Probe | undefined>;
  /** Completes what killed processes left. */
  recover(): Promise<void>;
}
