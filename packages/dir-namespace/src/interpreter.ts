import { setTimeout as sleep } from "node:timers/promises";
import { type CallOptions, ConcurrentModificationError, ServiceUnavailableError } from "@lancetree/core";
import type { CatalogFolder } from "./folders/catalog-folder.ts";
import { writeTableOnce } from "./folders/catalog-folder.ts";
import { type Manifest, recentSeconds } from "./manifest/manifest.ts";
import { boundedAttempts } from "./model/attempts.ts";
import {
  type CommitEffect,
  type Effect,
  type FolderStatus,
  isCommit,
  type Operation,
  type Reply,
} from "./model/effect.ts";
import type { Row } from "./model/row.ts";
import type { Snapshot } from "./model/snapshot.ts";
import { isShared } from "./model/table-folders.ts";
import { hasIntentOf } from "./operations/compare-and-set.ts";

/** Writes what a new table holds into the folder that was picked for it. */
export type Stage = (location: string) => Promise<void>;

/** After this many milliseconds an owner counts as slow, and treats its own mark as anybody's. */
const ownerTimeMs = 1000;
/** After this many milliseconds under one mark others may move a folder in the owner's place. */
const helperWaitMs = 2 * ownerTimeMs;
/** A declared table of another client that nobody touched for so many milliseconds is anybody's to fill. */
const fillingTimeMs = 1000;
/** So many milliseconds another client may take to fill it before whoever waits is told. */
const maxFillingMs = 30_000;
/** The same for a look at storage that is fast enough to act upon. */
const maxSlowStorageMs = 60_000;
/** Milliseconds between two looks. */
const pollMs = 25;

/** Carries out protocols: their commits on the manifest table, their folder steps on the catalog's folder. */
export class EffectInterpreter {
  readonly #manifest: Manifest;
  readonly #folder: CatalogFolder;
  /** When this process began to write the mark of a token, and when it first saw another's. */
  readonly #wrote = new Map<string, number>();
  readonly #saw = new Map<string, number>();
  /** Folder names that stay taken, so that a helper which still means to move there finds them so. */
  readonly #taken = new Set<string>();
  readonly #cleanup = new Set<Promise<unknown>>();

  constructor(manifest: Manifest, folder: CatalogFolder) {
    this.#manifest = manifest;
    this.#folder = folder;
  }

  /**
   * Resolves with the protocol's answer; tidying that follows it goes on alone and ends before `settled` does.
   * The signal is looked at until the first commit: what has begun to change the catalog is carried to its end.
   */
  run<T>(operation: Operation<T>, options: CallOptions = {}, stage?: Stage): Promise<T> {
    return new Promise((resolve, reject) => {
      // After the answer a failure changes nothing for the caller: the mark is there for anybody to finish.
      const work = this.#drive(operation, resolve, signalOf(options), stage)
        .then(resolve, reject)
        .finally(() => this.#cleanup.delete(work));
      this.#cleanup.add(work);
    });
  }

  async idle(): Promise<void> {
    while (this.#cleanup.size > 0) await Promise.allSettled(this.#cleanup);
  }

  async #drive<T>(
    operation: Operation<T>,
    answer: (value: T) => void,
    signal: AbortSignal | undefined,
    stage: Stage | undefined,
  ): Promise<T> {
    let seen = this.#manifest.lastKnown;
    let isAnswered = false;
    let heeding = signal !== undefined;
    let result = operation.next();
    while (!result.done) {
      const effect = result.value;
      if (effect.effect === "return-early") {
        // The protocol answers with what it returns in the end.
        answer(effect.value as T);
        isAnswered = true;
        result = operation.next({ snapshot: seen, count: 0, folder: "absent" });
        continue;
      }
      let reply: Reply;
      try {
        if (heeding) signal?.throwIfAborted();
        heeding &&= !isCommit(effect);
        reply = isCommit(effect)
          ? await this.#commit(effect, !isAnswered)
          : await this.#perform(effect, seen, stage);
      } catch (error) {
        // What the protocol does after any failure is clearing up.
        heeding = false;
        result = operation.throw(error);
        continue;
      }
      seen = reply.snapshot;
      result = operation.next(reply);
    }
    return result.value;
  }

  async #commit(effect: CommitEffect, isForeground: boolean): Promise<Reply> {
    for (const token of tokensOf(effect)) this.#wrote.set(token, performance.now());
    const committed = await this.#manifest.commit(effect, isForeground);
    this.#forget(committed.snapshot);
    return { ...committed, folder: "absent" };
  }

  async #perform(
    effect: Exclude<Effect, CommitEffect>,
    seen: Snapshot,
    stage: Stage | undefined,
  ): Promise<Reply> {
    const reply = (count: number): Reply => ({ snapshot: seen, count, folder: "absent" });
    switch (effect.effect) {
      case "read":
        return {
          snapshot: await this.#manifest.latest(effect.recent ? recentSeconds : 0),
          count: 0,
          folder: "absent",
        };
      case "stat": {
        const folder = await this.#look(effect.location);
        const holdsData =
          folder === "deregistered" ? await this.#folder.holdsData(effect.location) : folder === "table";
        return { snapshot: seen, count: Number(holdsData), folder };
      }
      case "stage": {
        if (stage === undefined)
          throw new ServiceUnavailableError("There is nothing to write the data with.");
        await this.#manifest.prepare();
        // A process that is stopped in between leaves some of the rows; nobody must take them for a table.
        if (effect.hasData) await this.#folder.markPartial(effect.location, true);
        await writeTableOnce(this.#folder, effect.location, () => stage(effect.location));
        if (effect.hasData) await this.#folder.markPartial(effect.location, false);
        return reply(1);
      }
      case "move":
        return reply(Number(await this.#folder.move(effect.from, effect.to)));
      case "move-aside":
        return this.#whileMarked(effect.row, (latest, owned) => {
          if (isShared(latest, effect.row, effect.from)) return 0;
          if (!owned) this.#taken.add(effect.to);
          return Number(this.#folder.moveSync(effect.from, effect.to));
        });
      case "discard":
        for (const location of effect.locations)
          await this.#folder.discard(location, this.#taken.has(location));
        return reply(1);
      case "hide":
      case "show":
        return this.#whileMarked(effect.row, async () => {
          await this.#folder.setHidden(effect.location, effect.effect === "hide");
          return 1;
        });
      case "retire-name":
        return this.#whileMarked(effect.row, async () => {
          await this.#folder.retireName(effect.location);
          return 1;
        });
      case "return-early":
        return reply(0);
    }
  }

  /**
   * Native clients create a table in two steps, the row and then the data. In between it looks like a declared one, and
   * whoever filled it then would take it away from somebody who is told that it was created.
   */
  async #look(location: string): Promise<FolderStatus> {
    for (const more = boundedAttempts(maxFillingMs / pollMs, maxFillingMs); more(); ) {
      const status = await this.#folder.status(location);
      if (status !== "declared" || !(await this.#folder.isBeingWritten(location, fillingTimeMs)))
        return status;
      await sleep(pollMs);
    }
    throw new ConcurrentModificationError(
      `Another client has been writing a table at ${JSON.stringify(location)} for ${maxFillingMs / 1000} seconds; nothing was changed, try again when it is done.`,
    );
  }

  /**
   * Does something to a folder whose name can be used again. Coming late it would hit a newer table's folder, so: the
   * owner of the mark acts at once or not as its owner; others wait until an owner must have given up; the mark is looked
   * at in the same tick as the act; and where a helper moved, the target's name stays taken, so that a second helper's
   * move fails instead of finding a newer folder.
   */
  async #whileMarked(
    row: Row,
    act: (latest: Snapshot, owned: boolean) => number | Promise<number>,
  ): Promise<Reply> {
    const token = row.intent?.token ?? "";
    for (const more = boundedAttempts(maxSlowStorageMs / pollMs, maxSlowStorageMs); more(); ) {
      const looked = performance.now();
      const owned = looked - (this.#wrote.get(token) ?? Number.NEGATIVE_INFINITY) < ownerTimeMs;
      const snapshot = await this.#manifest.latest(0);
      if (!hasIntentOf(snapshot, row)) return { snapshot, count: 1, folder: "absent" };
      const firstSeen = this.#saw.get(token) ?? looked;
      this.#saw.set(token, firstSeen);
      if (!owned && looked - firstSeen < helperWaitMs) {
        await sleep(pollMs);
        continue;
      }
      if (performance.now() - looked > ownerTimeMs / 2) continue;
      return { snapshot, count: await act(snapshot, owned), folder: "absent" };
    }
    throw new ServiceUnavailableError(
      `The catalog's storage answered too slowly to move the folder of ${JSON.stringify(row.id)}: each look took more than ${ownerTimeMs / 2} ms for ${maxSlowStorageMs / 1000} seconds. The next change completes it.`,
    );
  }

  #forget(snapshot: Snapshot): void {
    if (this.#wrote.size + this.#saw.size < 1000) return;
    const live = new Set([...snapshot.rows.withIntent()].map((row) => row.intent?.token));
    for (const times of [this.#wrote, this.#saw]) {
      for (const token of times.keys()) if (!live.has(token)) times.delete(token);
    }
  }
}

function tokensOf(effect: CommitEffect): string[] {
  const rows =
    effect.effect === "insert"
      ? effect.rows
      : effect.effect === "replace"
        ? [effect.next]
        : effect.effect === "rename"
          ? [effect.arriving]
          : [];
  return rows.flatMap((row) => row.intent?.token ?? []);
}

function signalOf({ signal, timeoutMs }: CallOptions): AbortSignal | undefined {
  if (timeoutMs === undefined) return signal;
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}
