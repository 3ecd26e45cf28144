import { setTimeout as sleep } from "node:timers/promises";
import { InvalidTableStateError, isNamespaceError, ServiceUnavailableError } from "@lancetree/core";
import { type Table, type TableEngine, toNamespaceError } from "@lancetree/tables";
import { identity, type NewRow, type Row, storedRow } from "../protocol/row.ts";
import { Snapshot } from "../protocol/snapshot.ts";
import { applyStep, type CommitStep } from "./apply-step.ts";
import { fold, isWorn } from "./fold.ts";
import { History } from "./history.ts";
import type { LocalFolder } from "./local-folder.ts";
import { readContent } from "./manifest-reader.ts";
import { manifestSchema, PRIMARY_KEY } from "./manifest-schema.ts";
import { Mutex } from "./mutex.ts";
import { release } from "./release.ts";
import {
  demandKnownFlags,
  readVersionMetadata,
  type VersionMetadata,
  versionFileName,
} from "./version-file.ts";

export const MANIFEST = "__manifest";
const VERSIONS = `${MANIFEST}/_versions`;
const CALL = { table: MANIFEST, location: MANIFEST };

export interface Committed {
  readonly snapshot: Snapshot;
  readonly count: number;
}

const EMPTY = new Snapshot(0, new Map());
/** The answer of a commit that changed nothing; the snapshot beside it is the latest. */
const REFUSED = { count: 0 } as const;

/** The manifest table: its snapshots, and commits that compare before they set. */
export class Manifest {
  readonly #engine: TableEngine;
  readonly #folder: LocalFolder;
  readonly #history: History;
  readonly #readMutex = new Mutex();
  readonly #commitMutex = new Mutex();
  #reader: Table | undefined;
  #writer: Table | undefined;
  #latest = EMPTY;
  #metadata: { version: number; metadata: VersionMetadata } | undefined;
  #folding = false;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(engine: TableEngine, folder: LocalFolder) {
    this.#engine = engine;
    this.#folder = folder;
    this.#history = new History(() => this.#open());
  }

  /** @param maxAge seconds that the answer may be old; 0 always looks */
  async latest(maxAge: number): Promise<Snapshot> {
    if (maxAge > 0 && performance.now() - this.#readAt < maxAge * 1000) return this.#latest;
    return this.#readMutex.run(async () => {
      const started = performance.now();
      try {
        const snapshot = await this.#look();
        this.#readAt = started;
        return snapshot;
      } catch (error) {
        throw toNamespaceError(error, CALL);
      }
    });
  }

  async #look(): Promise<Snapshot> {
    if (!(await this.#folder.has(VERSIONS))) {
      // Not there yet, or taken away with the whole catalog: then what was open is of no use any more.
      await this.#folder.exists();
      this.#forget();
      return EMPTY;
    }
    // Looking for the next version's file is cheaper than asking Lance, which lists them all.
    if (this.#reader && (await this.#isNewest(this.#latest.version))) return this.#latest;
    if (this.#reader === undefined) this.#reader = await this.#open();
    else await this.#reader.checkoutLatest();
    const reader = this.#reader;
    const version = await reader.version();
    if (version === this.#latest.version) return this.#latest;
    demandKnownFlags(await this.#versionMetadata(version), "read");
    const snapshot = await this.#history.settle(version, await readContent(reader));
    // A commit of ours may have moved on meanwhile; the newer snapshot wins.
    if (version > this.#latest.version) this.#latest = snapshot;
    return snapshot;
  }

  /** Versions follow each other without a gap; if somebody has pruned this one, there are newer ones. */
  async #isNewest(version: number): Promise<boolean> {
    const [itself, next] = await Promise.all(
      [version, version + 1].map((number) => this.#folder.has(`${VERSIONS}/${versionFileName(number)}`)),
    );
    return itself === true && next === false;
  }

  /** Carries out one commit. `count` 0: nothing changed, or others were faster; the snapshot is then the latest. */
  commit(step: CommitStep): Promise<Committed> {
    return this.#commitMutex.run(() =>
      this.#commit(step).catch((error: unknown) => {
        throw toNamespaceError(error, CALL);
      }),
    );
  }

  async #commit(step: CommitStep): Promise<Committed> {
    const base = await this.latest(0);
    this.#demandSound(base);
    // Lance would commit an empty version for a change that changes nothing.
    if (isIdle(step, base)) return { snapshot: base, ...REFUSED };
    if (step.step === "clear" && base.version !== step.seen.version) return { snapshot: base, ...REFUSED };
    const writer = await this.#prepareWriter();
    await writer.checkoutLatest();
    const planned = await writer.version();
    demandKnownFlags(await this.#versionMetadata(planned), "write");
    // A bounded delete is planned on exactly the version whose rows it names.
    if (step.step === "clear" && planned !== step.seen.version) return { snapshot: base, ...REFUSED };
    if (isWorn((await this.#versionMetadata(planned)).fragments, base.rows.size)) this.#foldSoon(writer);
    try {
      const { version, count } = await applyStep(writer, step);
      if (count > 0) return { snapshot: await this.#snapshotAt(writer, version, base, step, count), count };
    } catch (error) {
      await this.#afterFailure(step, error, base.version);
    }
    return this.#recognise(step, base.version);
  }

  /** After the commit under way and before the next. A fold that fails leaves everything as it was. */
  #foldSoon(writer: Table): void {
    if (this.#folding) return;
    this.#folding = true;
    const task = async (): Promise<void> => {
      if (writer === this.#writer) await fold(writer);
    };
    void this.#commitMutex
      .run(task)
      .catch(() => undefined)
      .finally(() => {
        this.#folding = false;
      });
  }

  /** Waits for the read and the commit that are under way. */
  close(): Promise<void> {
    return this.#commitMutex.run(() => this.#readMutex.run(async () => this.#forget()));
  }

  #forget(): void {
    this.#history.close();
    release(this.#reader);
    release(this.#writer);
    this.#reader = undefined;
    this.#writer = undefined;
    this.#latest = EMPTY;
  }

  /** After a commit that reported no change: ours all the same if its rows stand there, else others were faster. */
  async #recognise(step: CommitStep, base: number): Promise<Committed> {
    const latest = await this.latest(0);
    if (step.step === "delete" || step.step === "clear") return { snapshot: latest, ...REFUSED };
    const expected = written(step).map(storedRow);
    const key = expected[0];
    const stands = (rows: ReadonlyMap<string, Row>): boolean => {
      const row = key && rows.get(key.id);
      return key !== undefined && row !== undefined && identity(row) === identity(key);
    };
    const found = await this.#history.find(base, latest.version, (content) => stands(content.rows));
    if (found === undefined) return { snapshot: latest, ...REFUSED };
    return { snapshot: await this.#history.settle(found.version, found.content), count: expected.length };
  }

  /** Returns when Lance refused a commit because of another one; rejects when the outcome cannot be known. */
  async #afterFailure(step: CommitStep, thrown: unknown, base: number): Promise<void> {
    const error = toNamespaceError(thrown, CALL);
    if (isNamespaceError(error, 15)) throw error;
    if (isNamespaceError(error, 14)) {
      await sleep(5 + Math.random() * 40);
      return;
    }
    if ((await this.#recognise(step, base)).count > 0) return;
    throw new ServiceUnavailableError(
      "The catalog could not be written, and whether the change was made is unknown: look before you try again.",
      { cause: thrown },
    );
  }

  async #snapshotAt(
    writer: Table,
    version: number,
    base: Snapshot,
    step: CommitStep,
    count: number,
  ): Promise<Snapshot> {
    const rows = version === base.version + 1 ? changed(base, step, count) : undefined;
    const snapshot = rows
      ? this.#history.derive(base, version, rows)
      : await this.#history.settle(version, await readContent(writer));
    if (version > this.#latest.version) this.#latest = snapshot;
    return snapshot;
  }

  async #prepareWriter(): Promise<Table> {
    if (this.#writer) return this.#writer;
    if (!(await this.#folder.has(VERSIONS))) await this.#create();
    const writer = await this.#openCreated();
    for (let attempt = 0; !(await hasPrimaryKey(writer)); attempt++) {
      try {
        // Catalogs from before 2026 lack it, and without it two writers can insert one id.
        await writer.updateFieldMetadata([{ path: "object_id", metadata: { [PRIMARY_KEY]: "0" } }]);
      } catch (thrown) {
        const error = toNamespaceError(thrown, CALL);
        if (!isNamespaceError(error, 14) || attempt === 50) throw error;
        await sleep(5 + Math.random() * 40);
        await writer.checkoutLatest();
      }
    }
    this.#writer = writer;
    return writer;
  }

  /** The table appears whole or not at all, and never over one that somebody else made meanwhile. */
  async #create(): Promise<void> {
    await this.#folder.create();
    const draft = `${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}_manifest`;
    const table = await this.#engine.createEmpty({ location: this.#folder.uri(draft) }, manifestSchema);
    table.close();
    if (!(await this.#folder.publishManifest(draft))) await this.#folder.discard(draft, false);
  }

  /** Another process may be about to create it: its folder appears before its first version. */
  async #openCreated(): Promise<Table> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#open();
      } catch (error) {
        if (!isNamespaceError(error, 4) || attempt === 50) throw error;
        await sleep(20);
      }
    }
  }

  #open(): Promise<Table> {
    return this.#engine.open({ location: this.#folder.uri(MANIFEST) });
  }

  async #versionMetadata(version: number): Promise<VersionMetadata> {
    if (this.#metadata?.version !== version) {
      const bytes = await this.#folder.readFile(`${VERSIONS}/${versionFileName(version)}`);
      this.#metadata = { version, metadata: readVersionMetadata(bytes) };
    }
    return this.#metadata.metadata;
  }

  #demandSound(snapshot: Snapshot): void {
    if (snapshot.damage.length === 0) return;
    throw new InvalidTableStateError(
      `The catalog can be read but not changed, since ${snapshot.damage.join("; ")}.`,
    );
  }
}

async function hasPrimaryKey(table: Table): Promise<boolean> {
  const key = (await table.schema()).fields.find((field) => field.name === "object_id");
  return key?.metadata.has(PRIMARY_KEY) === true;
}

function isIdle(step: CommitStep, base: Snapshot): boolean {
  const unchanged = (row: Row): boolean => {
    const now = base.row(row.id);
    return now !== undefined && identity(now) === identity(row);
  };
  switch (step.step) {
    case "insert":
      return step.rows.every((row) => base.rows.has(row.id));
    case "rename":
      return !unchanged(step.row) || base.rows.has(step.arriving.id);
    default:
      return !unchanged(step.row);
  }
}

function written(step: Extract<CommitStep, { step: "insert" | "replace" | "rename" }>): readonly NewRow[] {
  if (step.step === "insert") return step.rows;
  return step.step === "replace" ? [step.next] : [step.arriving, step.leaving];
}

/** The rows after a commit that nobody else's lies between, or undefined if it did not do all that it says. */
function changed(base: Snapshot, step: CommitStep, count: number): Map<string, Row> | undefined {
  const rows = new Map(base.rows);
  if (step.step === "clear") {
    const doomed = base.below(step.row.id).filter((row) => !step.keep.includes(row.id));
    for (const row of doomed) rows.delete(row.id);
    return doomed.length === count ? rows : undefined;
  }
  if (step.step === "delete") return rows.delete(step.row.id) && count === 1 ? rows : undefined;
  const fresh = step.step === "insert" ? step.rows.filter((row) => !base.rows.has(row.id)) : written(step);
  for (const row of fresh) rows.set(row.id, storedRow(row));
  return fresh.length === count ? rows : undefined;
}
