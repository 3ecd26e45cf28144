import { setTimeout as sleep } from "node:timers/promises";
import { type CallOptions, ConcurrentModificationError, ServiceUnavailableError } from "@lancetree/core";
import { isShared } from "../protocol/folders.ts";
import { carriesSame } from "../protocol/insist.ts";
import { tries } from "../protocol/rounds.ts";
import type { Row } from "../protocol/row.ts";
import type { Snapshot } from "../protocol/snapshot.ts";
import {
  type CommitStep,
  type FolderStatus,
  isCommit,
  type Protocol,
  type Reply,
  type Step,
} from "../protocol/step.ts";
import type { CatalogFolder } from "./catalog-folder.ts";
import { type Manifest, recent } from "./manifest.ts";
import { writeOnce } from "./write-once.ts";

/** Writes what a new table holds into the folder that was picked for it. */
export type Stage = (location: string) => Promise<void>;

/** After this many milliseconds an owner counts as slow, and treats its own mark as anybody's. */
const ownerTime = 1000;
/** After this many milliseconds under one mark others may move a folder in the owner's place. */
const helperWait = 2 * ownerTime;
/** A declared table of another client that nobody touched for so many milliseconds is anybody's to fill. */
const fillingTime = 1000;
/** So many milliseconds another client may take to fill it before whoever waits is told. */
const longestFilling = 30_000;
/** The same for a look at storage that is fast enough to act upon. */
const longestLook = 60_000;
/** Milliseconds between two looks. */
const poll = 25;

/** Carries out protocols: their commits on the manifest table, their folder steps on the catalog's folder. */
export class Runner {
  readonly #manifest: Manifest;
  readonly #folder: CatalogFolder;
  /** When this process began to write the mark of a token, and when it first saw another's. */
  readonly #wrote = new Map<string, number>();
  readonly #saw = new Map<string, number>();
  /** Folder names that stay taken, so that a helper which still means to move there finds them so. */
  readonly #taken = new Set<string>();
  readonly #tidying = new Set<Promise<unknown>>();

  constructor(manifest: Manifest, folder: CatalogFolder) {
    this.#manifest = manifest;
    this.#folder = folder;
  }

  /**
   * Resolves with the protocol's answer; tidying that follows it goes on alone and ends before `settled` does.
   * The signal is looked at until the first commit: what has begun to change the catalog is carried to its end.
   */
  run<T>(protocol: Protocol<T>, options: CallOptions = {}, stage?: Stage): Promise<T> {
    return new Promise((resolve, reject) => {
      // After the answer a failure changes nothing for the caller: the mark is there for anybody to finish.
      const work = this.#drive(protocol, resolve, signalOf(options), stage)
        .then(resolve, reject)
        .finally(() => this.#tidying.delete(work));
      this.#tidying.add(work);
    });
  }

  async settled(): Promise<void> {
    while (this.#tidying.size > 0) await Promise.allSettled(this.#tidying);
  }

  async #drive<T>(
    protocol: Protocol<T>,
    answer: (value: T) => void,
    signal: AbortSignal | undefined,
    stage: Stage | undefined,
  ): Promise<T> {
    let seen = this.#manifest.known;
    let isAnswered = false;
    let heeding = signal !== undefined;
    let result = protocol.next();
    while (!result.done) {
      const step = result.value;
      if (step.step === "answer") {
        // The protocol answers with what it returns in the end.
        answer(step.value as T);
        isAnswered = true;
        result = protocol.next({ snapshot: seen, count: 0, folder: "absent" });
        continue;
      }
      let reply: Reply;
      try {
        if (heeding) signal?.throwIfAborted();
        heeding &&= !isCommit(step);
        reply = isCommit(step)
          ? await this.#commit(step, !isAnswered)
          : await this.#perform(step, seen, stage);
      } catch (error) {
        // What the protocol does after any failure is clearing up.
        heeding = false;
        result = protocol.throw(error);
        continue;
      }
      seen = reply.snapshot;
      result = protocol.next(reply);
    }
    return result.value;
  }

  async #commit(step: CommitStep, urgent: boolean): Promise<Reply> {
    for (const token of tokensOf(step)) this.#wrote.set(token, performance.now());
    const committed = await this.#manifest.commit(step, urgent);
    this.#forget(committed.snapshot);
    return { ...committed, folder: "absent" };
  }

  async #perform(step: Exclude<Step, CommitStep>, seen: Snapshot, stage: Stage | undefined): Promise<Reply> {
    const reply = (count: number): Reply => ({ snapshot: seen, count, folder: "absent" });
    switch (step.step) {
      case "read":
        return {
          snapshot: await this.#manifest.latest(step.recent ? recent : 0),
          count: 0,
          folder: "absent",
        };
      case "look": {
        const folder = await this.#look(step.location);
        const holdsData =
          folder === "deregistered" ? await this.#folder.holdsData(step.location) : folder === "table";
        return { snapshot: seen, count: Number(holdsData), folder };
      }
      case "stage": {
        if (stage === undefined)
          throw new ServiceUnavailableError("There is nothing to write the data with.");
        await this.#manifest.prepare();
        // A process that is stopped in between leaves some of the rows; nobody must take them for a table.
        if (step.hasData) await this.#folder.markPartial(step.location, true);
        await writeOnce(this.#folder, step.location, () => stage(step.location));
        if (step.hasData) await this.#folder.markPartial(step.location, false);
        return reply(1);
      }
      case "move":
        return reply(Number(await this.#folder.move(step.from, step.to)));
      case "displace":
        return this.#whileMarked(step.row, (latest, owned) => {
          if (isShared(latest, step.row, step.from)) return 0;
          if (!owned) this.#taken.add(step.to);
          return Number(this.#folder.moveNow(step.from, step.to));
        });
      case "discard":
        for (const location of step.locations)
          await this.#folder.discard(location, this.#taken.has(location));
        return reply(1);
      case "hide":
      case "show":
        return this.#whileMarked(step.row, async () => {
          await this.#folder.mark(step.location, step.step === "hide");
          return 1;
        });
      case "retire":
        return this.#whileMarked(step.row, async () => {
          await this.#folder.retire(step.location);
          return 1;
        });
      case "answer":
        return reply(0);
    }
  }

  /**
   * Native clients create a table in two steps, the row and then the data. In between it looks like a declared one, and
   * whoever filled it then would take it away from somebody who is told that it was created.
   */
  async #look(location: string): Promise<FolderStatus> {
    for (const more = tries(longestFilling / poll, longestFilling); more(); ) {
      const status = await this.#folder.status(location);
      if (status !== "declared" || !(await this.#folder.isBeingFilled(location, fillingTime))) return status;
      await sleep(poll);
    }
    throw new ConcurrentModificationError(
      `Another client has been writing a table at ${JSON.stringify(location)} for ${longestFilling / 1000} seconds; nothing was changed, try again when it is done.`,
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
    const token = row.mark?.token ?? "";
    for (const more = tries(longestLook / poll, longestLook); more(); ) {
      const looked = performance.now();
      const owned = looked - (this.#wrote.get(token) ?? Number.NEGATIVE_INFINITY) < ownerTime;
      const snapshot = await this.#manifest.latest(0);
      if (!carriesSame(snapshot, row)) return { snapshot, count: 1, folder: "absent" };
      const firstSeen = this.#saw.get(token) ?? looked;
      this.#saw.set(token, firstSeen);
      if (!owned && looked - firstSeen < helperWait) {
        await sleep(poll);
        continue;
      }
      if (performance.now() - looked > ownerTime / 2) continue;
      return { snapshot, count: await act(snapshot, owned), folder: "absent" };
    }
    throw new ServiceUnavailableError(
      `The catalog's storage answered too slowly to move the folder of ${JSON.stringify(row.id)}: each look took more than ${ownerTime / 2} ms for ${longestLook / 1000} seconds. The next change completes it.`,
    );
  }

  #forget(snapshot: Snapshot): void {
    if (this.#wrote.size + this.#saw.size < 1000) return;
    const live = new Set([...snapshot.rows.marked()].map((row) => row.mark?.token));
    for (const times of [this.#wrote, this.#saw]) {
      for (const token of times.keys()) if (!live.has(token)) times.delete(token);
    }
  }
}

function tokensOf(step: CommitStep): string[] {
  const rows =
    step.step === "insert"
      ? step.rows
      : step.step === "replace"
        ? [step.next]
        : step.step === "rename"
          ? [step.arriving]
          : [];
  return rows.flatMap((row) => row.mark?.token ?? []);
}

function signalOf({ signal, timeoutMs }: CallOptions): AbortSignal | undefined {
  if (timeoutMs === undefined) return signal;
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}
