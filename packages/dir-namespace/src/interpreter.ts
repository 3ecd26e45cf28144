import type { CallOptions } from "@lancetree/core";
import type { CatalogFolder } from "./folders/catalog-folder.ts";
import { FolderEffects, type FolderTiming, type Stage } from "./folders/folder-effects.ts";
import { recentSeconds } from "./manifest/group-writer.ts";
import type { Manifest } from "./manifest/manifest.ts";
import { type CommitEffect, type Effect, isCommit, type Operation, type Reply } from "./model/effect.ts";
import type { Snapshot } from "./model/snapshot.ts";

/** Runs operations: carries out their commits on the manifest table and their folder effects on the catalog's folder. */
export class EffectInterpreter {
  readonly #manifest: Manifest;
  readonly #folders: FolderEffects;
  readonly #running = new Set<Promise<unknown>>();

  /** @param timing the waiting times of folder effects that differ from the defaults */
  constructor(manifest: Manifest, folder: CatalogFolder, timing?: Partial<FolderTiming>) {
    this.#manifest = manifest;
    this.#folders = new FolderEffects(folder, () => manifest.latest(0), timing);
  }

  /**
   * Resolves with the operation's result; cleanup that follows the effect `return-early` continues in the background and ends before
   * `idle` resolves. The signal is checked until the first commit: a change that has begun is carried to its end.
   */
  run<T>(operation: Operation<T>, options: CallOptions = {}, stage?: Stage): Promise<T> {
    return new Promise((resolve, reject) => {
      // After an early return a failure changes nothing for the caller: the next writer completes the intent.
      const work = this.#interpret(operation, resolve, signalOf(options), stage)
        .then(resolve, reject)
        .finally(() => this.#running.delete(work));
      this.#running.add(work);
    });
  }

  /** Resolves when no operation is running. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async #interpret<T>(
    operation: Operation<T>,
    resolveCaller: (value: T) => void,
    signal: AbortSignal | undefined,
    stage: Stage | undefined,
  ): Promise<T> {
    let seen = this.#manifest.lastKnown;
    let hasReturned = false;
    let isAbortable = signal !== undefined;
    let result = operation.next();
    while (!result.done) {
      const effect = result.value;
      if (effect.effect === "return-early") {
        // The operation returns the same value in the end.
        resolveCaller(effect.value as T);
        hasReturned = true;
        result = operation.next({ snapshot: seen, count: 0, folder: "absent" });
        continue;
      }
      let reply: Reply;
      try {
        if (isAbortable) signal?.throwIfAborted();
        isAbortable &&= !isCommit(effect);
        reply = isCommit(effect)
          ? await this.#commit(effect, !hasReturned)
          : await this.#execute(effect, seen, stage);
      } catch (error) {
        // After any failure an operation only cleans up.
        isAbortable = false;
        result = operation.throw(error);
        continue;
      }
      seen = reply.snapshot;
      result = operation.next(reply);
    }
    return result.value;
  }

  async #commit(effect: CommitEffect, isForeground: boolean): Promise<Reply> {
    for (const token of tokensOf(effect)) this.#folders.noteOwnIntent(token);
    const committed = await this.#manifest.commit(effect, isForeground);
    this.#folders.forgetCleared(committed.snapshot);
    return { ...committed, folder: "absent" };
  }

  async #execute(
    effect: Exclude<Effect, CommitEffect>,
    seen: Snapshot,
    stage: Stage | undefined,
  ): Promise<Reply> {
    const reply = (count: number): Reply => ({ snapshot: seen, count, folder: "absent" });
    const folders = this.#folders;
    switch (effect.effect) {
      case "read": {
        const snapshot = await this.#manifest.latest(effect.recent ? recentSeconds : 0);
        return { snapshot, count: 0, folder: "absent" };
      }
      case "stat":
        return { snapshot: seen, ...(await folders.stat(effect.location)) };
      case "stage":
        return reply(await folders.stage(effect, stage, () => this.#manifest.prepare()));
      case "move":
        return reply(await folders.move(effect.from, effect.to));
      case "move-aside":
        return folders.moveAside(effect.row, effect.from, effect.to);
      case "discard":
        return reply(await folders.discard(effect.locations));
      case "hide":
      case "show":
        return folders.setHidden(effect.row, effect.location, effect.effect === "hide");
      case "retire-name":
        return folders.retireName(effect.row, effect.location);
      case "return-early":
        return reply(0);
    }
  }
}

/** The tokens of the intents that an effect writes. */
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
