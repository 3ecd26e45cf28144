import { join } from "node:path";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { InvalidTableStateError, isNamespaceError, ServiceUnavailableError } from "@lancetree/core";
import { type Table, type TableEngine, toNamespaceError } from "@lancetree/tables";
import { Snapshot } from "../protocol/snapshot.ts";
import type { CommitStep } from "../protocol/step.ts";
import { noRows } from "../rows/stored-rows.ts";
import { type Applied, applySteps } from "./apply-steps.ts";
import type { CatalogFolder } from "./catalog-folder.ts";
import { CommitQueue, type Committed } from "./commit-queue.ts";
import { Contents } from "./contents.ts";
import { fold, isWorn } from "./fold.ts";
import { History } from "./history.ts";
import { call, ManifestTable, manifestTableName } from "./manifest-table.ts";
import { Mutex } from "./mutex.ts";
import { changed, countIn, isIdle, isRecognised } from "./outcomes.ts";
import { release } from "./release.ts";
import { SharedTask } from "./shared-task.ts";
import { Turns } from "./turns.ts";

type Outcome = PromiseSettledResult<Committed>;

const empty = new Snapshot(0, noRows);
/** Seconds for which what was read will do to plan an insert on. */
export const recent = 0.25;
/** The same for whoever compares with what was read: Lance compares anyway, but a commit for nothing takes long. */
const justNow = 0.005;
/** Milliseconds after which another process's last commit no longer matters. */
const aloneAfter = 10_000;
/** After so many commits of its own a process looks whether the table has fallen into too many pieces. */
const foldAfter = 8;

/** The manifest table: its snapshots, and commits that compare before they set. */
export class Manifest {
  readonly #table: ManifestTable;
  readonly #turns: Turns | undefined;
  readonly #contents: Contents;
  readonly #history: History;
  readonly #looks = new SharedTask(() => this.#look());
  readonly #queue = new CommitQueue(
    (steps) => this.#writing.run(() => this.#commit(steps)),
    () => this.#arrivals(),
  );
  /** Held by whoever uses the writer. */
  readonly #writing = new Mutex();
  #reader: Table | undefined;
  #writer: Writer | undefined;
  #latest = empty;
  #commits = 0;
  #folding = false;
  #lookedAt = Number.NEGATIVE_INFINITY;
  readonly #madeAt = performance.now();
  /** When another process's commit was last seen. */
  #othersAt = Number.NEGATIVE_INFINITY;

  constructor(engine: TableEngine, folder: CatalogFolder) {
    this.#turns =
      folder.path === undefined
        ? undefined
        : new Turns(join(folder.path, manifestTableName, ".lancetree-turn"));
    this.#table = new ManifestTable(engine, folder);
    this.#contents = new Contents(this.#table);
    this.#history = new History(this.#contents);
  }

  /** The newest snapshot at hand, however old. */
  get known(): Snapshot {
    return this.#latest;
  }

  /** @param maxAge seconds that the answer may be old; 0 always looks */
  async latest(maxAge: number): Promise<Snapshot> {
    if (maxAge > 0 && performance.now() - this.#lookedAt < maxAge * 1000) return this.#latest;
    return this.#looks.run();
  }

  async #look(): Promise<Snapshot> {
    const started = performance.now();
    try {
      const snapshot = await this.#newest();
      this.#lookedAt = started;
      return snapshot;
    } catch (error) {
      throw await this.#table.presence.explained(toNamespaceError(error, call));
    }
  }

  async #newest(): Promise<Snapshot> {
    const { presence } = this.#table;
    // Looking for the next version's file is cheaper than asking Lance, which lists them all.
    const found = this.#reader && (await presence.compare(this.#latest.version));
    if (found === "newest") return this.#latest;
    // Another catalog in the old one's place, as a backup that was restored, or none: what was read is of no use any more.
    if (found === "replaced") this.#forget();
    const known = this.#latest;
    if (!(await presence.isThere())) return empty;
    if (this.#reader === undefined) this.#reader = await this.#table.open();
    else await this.#reader.checkoutLatest();
    const reader = this.#reader;
    const version = await reader.version();
    if (version === this.#latest.version) return this.#latest;
    if (known !== empty) this.#othersAt = performance.now();
    await presence.note(version);
    await this.#table.demandKnownFlags(version, "read");
    return this.#remember(await this.#history.settle(version, await this.#contents.of(reader, version)));
  }

  /** A commit of ours and a look may end in any order; the newer snapshot wins. */
  #remember(snapshot: Snapshot): Snapshot {
    if (snapshot.version > this.#latest.version) this.#latest = snapshot;
    return snapshot;
  }

  /**
   * Carries out a step in a commit that it may share with others. `count` 0: it changed nothing, or others were faster; the
   * snapshot is then the latest.
   * @param urgent whether somebody waits for it
   */
  commit(step: CommitStep, urgent = true): Promise<Committed> {
    return this.#queue.add(step, urgent);
  }

  /** Whoever looks now may be about to bring a step. */
  async #arrivals(): Promise<void> {
    await this.#looks.settled();
    await turn();
  }

  async #commit(steps: readonly CommitStep[]): Promise<readonly Outcome[]> {
    try {
      return await this.#inTurn(() => this.#attempt(steps));
    } catch (error) {
      throw toNamespaceError(error, call);
    }
  }

  /** At first, too: of many that begin at once, one that Lance makes wait would be left far behind. */
  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const hasOthers = !this.#isAlone();
    const isNew = performance.now() - this.#madeAt < aloneAfter;
    return this.#turns && (hasOthers || isNew) ? this.#turns.run(task, hasOthers) : task();
  }

  /** Whether no other process has written of late. */
  #isAlone(): boolean {
    return performance.now() - this.#othersAt > aloneAfter;
  }

  /** Rejects where no change can be made: with InvalidTableState for a damaged catalog, with Unsupported for a newer one. */
  async demandWritable(): Promise<Snapshot> {
    const latest = await this.latest(0);
    demandSound(latest);
    await this.#demandKnownFlags(latest);
    return latest;
  }

  /** The same before anything is written beside the catalog's table. Makes the root where there is none. */
  async prepare(): Promise<void> {
    const { version } = await this.demandWritable();
    if (version === 0) await this.#table.prepareRoot();
  }

  async #demandKnownFlags({ version }: Snapshot): Promise<void> {
    if (version > 0) await this.#table.demandKnownFlags(version, "write");
  }

  async #attempt(steps: readonly CommitStep[]): Promise<readonly Outcome[]> {
    const base = await this.latest(steps.every(({ step }) => step === "insert") ? recent : justNow);
    demandSound(base);
    // Lance would commit an empty version for a change that changes nothing.
    const busy = steps.filter((step) => !isIdle(step, base));
    const made = busy.length === 0 ? undefined : await this.#make(busy, base);
    const refused = steps.some((step) => !made?.has(step)) ? await this.latest(0) : base;
    return steps.map((step) => made?.get(step) ?? fulfilled(refused, 0));
  }

  /** @returns what became of each step; undefined when others' commits were in the way */
  async #make(
    busy: readonly CommitStep[],
    base: Snapshot,
  ): Promise<ReadonlyMap<CommitStep, Outcome> | undefined> {
    const { presence } = this.#table;
    await this.#demandKnownFlags(base);
    // What was read may be as old as plans may be; on a disk a commit would make the folders that went away meanwhile.
    if (this.#turns && base.version > 0 && (await presence.compare(base.version)) === "replaced")
      return undefined;
    const writer = await this.#prepareWriter(base);
    await this.#table.demandKnownFlags(writer.version, "write");
    // A bounded delete is planned on exactly the version whose rows it names.
    const steps = busy.filter((step) => step.step !== "clear" || step.seen.version === writer.version);
    if (steps.length === 0) return undefined;
    const began = performance.now();
    let applied: Applied;
    try {
      const bound = steps[0]?.step === "clear" ? await this.#table.addressBound(writer.version) : undefined;
      applied = await applySteps(writer.table, steps, base.rows, this.#isAlone(), bound);
    } catch (error) {
      writer.version = 0;
      return this.#afterFailure(steps, base.version, error);
    }
    writer.version = applied.version;
    this.#table.follow(applied.version);
    const [isNoted, isFollowing] = await Promise.all([
      presence.note(applied.version),
      base.version === 0 || presence.has(base.version),
    ]);
    if (!isNoted || !isFollowing) throw wentAway();
    if (++this.#commits % foldAfter === 0) void this.#foldIfWorn(applied.version);
    if (applied.count === 0) return this.#recognise(steps, base.version);
    const outcomes = await this.#outcomes(steps, base, writer.table, applied);
    // What the commit made was the latest at some moment since it began.
    this.#lookedAt = Math.max(this.#lookedAt, began);
    return outcomes;
  }

  async #afterFailure(
    steps: readonly CommitStep[],
    base: number,
    thrown: unknown,
  ): Promise<ReadonlyMap<CommitStep, Outcome> | undefined> {
    const error = toNamespaceError(thrown, call);
    // Nothing was written then, and nothing can be.
    if (isNamespaceError(error, 0) || isNamespaceError(error, 15)) throw error;
    const isOutrun = isNamespaceError(error, 14);
    if (isOutrun) await sleep(5 + Math.random() * 40);
    const found = await this.#recognise(steps, base);
    if (found || isOutrun) return found;
    if (isNamespaceError(error, 13) && steps.length > 1) return this.#makeEach(steps);
    const why = isNamespaceError(error, 17) ? error.message : "The catalog could not be written.";
    throw new ServiceUnavailableError(
      `${why} Whether the change was made is unknown: look before you try again.`,
      { cause: thrown },
    );
  }

  /** Between this commit and a later one. A fold that fails leaves everything as it was. */
  async #foldIfWorn(version: number): Promise<void> {
    if (this.#folding) return;
    this.#folding = true;
    await this.#fold(version).catch(() => undefined);
    this.#folding = false;
  }

  /** @returns whether the table had fallen into too many pieces */
  async foldNow(): Promise<boolean> {
    const base = await this.latest(0);
    demandSound(base);
    if (base.version === 0 || !isWorn((await this.#table.metadata(base.version)).fragments)) return false;
    await this.#demandKnownFlags(base);
    await this.#writing.run(() => this.#prepareWriter(base));
    await this.#fold(base.version);
    return true;
  }

  async #fold(version: number): Promise<void> {
    if (!isWorn((await this.#table.metadata(version)).fragments)) return;
    await this.#writing.run(async () => {
      const writer = this.#writer;
      if (writer !== undefined) await this.#inTurn(() => this.#foldWith(writer));
    });
  }

  async #foldWith(writer: Writer): Promise<void> {
    // Whatever becomes of it, where the table stands then is not known.
    writer.version = 0;
    await writer.table.checkoutLatest();
    const { fragments } = await this.#table.metadata(await writer.table.version());
    if (!isWorn(fragments)) return;
    const folded = await fold(writer.table, fragments);
    const { version: known, rows, verdicts, damage } = this.#latest;
    if (folded === known + 1) this.#remember(new Snapshot(folded, rows, verdicts, damage));
  }

  /** Of several steps one may be what storage does not take: that one's failure is not the others'. */
  async #makeEach(steps: readonly CommitStep[]): Promise<ReadonlyMap<CommitStep, Outcome>> {
    const outcomes = new Map<CommitStep, Outcome>();
    for (const step of steps) {
      const [outcome] = await Promise.allSettled([this.#attempt([step])]);
      const own = outcome.status === "fulfilled" ? outcome.value[0] : outcome;
      if (own) outcomes.set(step, own);
    }
    return outcomes;
  }

  async #outcomes(
    steps: readonly CommitStep[],
    base: Snapshot,
    writer: Table,
    { version, count }: Applied,
  ): Promise<ReadonlyMap<CommitStep, Outcome>> {
    const { rows, counts } = changed(steps, base);
    const planned = [...counts.values()].reduce((sum, own) => sum + own, 0);
    if (version === base.version + 1 && planned === count) {
      const snapshot = this.#remember(this.#history.derive(base, version, rows));
      return new Map(steps.map((step) => [step, fulfilled(snapshot, counts.get(step) ?? 0)]));
    }
    if (base !== empty) this.#othersAt = performance.now();
    const snapshot = this.#remember(
      await this.#history.settle(version, await this.#contents.of(writer, version)),
    );
    const [only] = steps;
    if (only && steps.length === 1) return new Map([[only, fulfilled(snapshot, count)]]);
    // Others' commits lie between, or took some of the rows: what each step did is the difference to the version before.
    const before = await this.#history.find(version - 2, version - 1, () => true);
    return new Map(
      steps.map((step) => [
        step,
        fulfilled(snapshot, countIn(step, snapshot.rows, before?.content.rows ?? base.rows)),
      ]),
    );
  }

  /** What became of steps whose commit was denied: if one of them stands in a version, it made all that it could there. */
  async #recognise(
    steps: readonly CommitStep[],
    base: number,
  ): Promise<ReadonlyMap<CommitStep, Outcome> | undefined> {
    const { version } = await this.latest(0);
    const found = await this.#history.find(base, version, ({ rows }) =>
      steps.some((step) => isRecognised(step, rows)),
    );
    if (found === undefined) return undefined;
    const snapshot = await this.#history.settle(found.version, found.content);
    return new Map(steps.map((step) => [step, fulfilled(snapshot, countIn(step, snapshot.rows, noRows))]));
  }

  async #prepareWriter(base: Snapshot): Promise<Writer> {
    if (this.#writer === undefined) {
      const table = await this.#table.openWriter();
      this.#writer = { table, version: await table.version() };
    } else if (this.#writer.version < base.version) {
      // Not needed for correctness, Lance compares with what came since; but the less that is, the less it does twice.
      await this.#writer.table.checkoutLatest();
      this.#writer.version = await this.#writer.table.version();
    }
    return this.#writer;
  }

  /** Waits for the look and the commit that are under way. */
  close(): Promise<void> {
    return this.#writing.run(async () => {
      await this.#looks.settled();
      await this.#turns?.end();
      this.#forget();
    });
  }

  #forget(): void {
    this.#table.forget();
    this.#contents.close();
    this.#history.forget();
    release(this.#reader);
    release(this.#writer?.table);
    this.#reader = undefined;
    this.#writer = undefined;
    this.#latest = empty;
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }
}

interface Writer {
  readonly table: Table;
  /** The version that the table stands at; 0 when that is not known. */
  version: number;
}

/** The commit was made, and what it was planned on is not there: neither may it be. */
function wentAway(): ServiceUnavailableError {
  return new ServiceUnavailableError(
    "The catalog went away while it was changed. Whether the change was made is unknown: look before you try again.",
  );
}

function fulfilled(snapshot: Snapshot, count: number): Outcome {
  return { status: "fulfilled", value: { snapshot, count } };
}

function demandSound(snapshot: Snapshot): void {
  if (snapshot.damage.length === 0) return;
  throw new InvalidTableStateError(
    `The catalog can be read but not changed, since ${snapshot.damage.join("; ")}.`,
  );
}
