import { setTimeout as sleep } from "node:timers/promises";
import { InvalidTableStateError, isNamespaceError, ServiceUnavailableError } from "@lancetree/core";
import { type Table, type TableEngine, toNamespaceError } from "@lancetree/tables";
import { identity, type NewRow, type Row, storedRow } from "../protocol/row.ts";
import { Snapshot } from "../protocol/snapshot.ts";
import type { Step } from "../protocol/step.ts";
import { History } from "./history.ts";
import type { LocalFolder } from "./local-folder.ts";
import { readContent } from "./manifest-reader.ts";
import { identityPredicate, manifestRecord, manifestSchema, PRIMARY_KEY, quoted } from "./manifest-schema.ts";
import { Mutex } from "./mutex.ts";
import {
  demandKnownFlags,
  readVersionMetadata,
  type VersionMetadata,
  versionFileName,
} from "./version-file.ts";

export const MANIFEST = "__manifest";
const VERSIONS = `${MANIFEST}/_versions`;
const CALL = { table: MANIFEST, location: MANIFEST };

export type CommitStep = Extract<Step, { step: "insert" | "replace" | "delete" | "clear" | "rename" }>;

export interface Committed {
  readonly snapshot: Snapshot;
  readonly count: number;
}

const EMPTY = new Snapshot(0, new Map());
/** Never changes between two reads of one commit, so that a commit can be told from a refusal. */
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

  /** Carries out one commit. `count` 0: nothing changed, or others were faster; the snapshot is then the latest. */
  commit(step: CommitStep, seen: Snapshot): Promise<Committed> {
    return this.#commitMutex.run(() =>
      this.#commit(step, seen).catch((error: unknown) => {
        throw toNamespaceError(error, CALL);
      }),
    );
  }

  async #commit(step: CommitStep, seen: Snapshot): Promise<Committed> {
    const base = await this.latest(0);
    this.#demandSound(base);
    // Lance would commit an empty version for a change that changes nothing.
    if (isIdle(step, base)) return { snapshot: base, ...REFUSED };
    if (step.step === "clear" && base.version !== seen.version) return { snapshot: base, ...REFUSED };
    const writer = await this.#prepareWriter();
    await writer.checkoutLatest();
    const planned = await writer.version();
    demandKnownFlags(await this.#versionMetadata(planned), "write");
    // A bounded delete is planned on exactly the version whose rows it names.
    if (step.step === "clear" && planned !== seen.version) return { snapshot: base, ...REFUSED };
    try {
      const { version, count } = await run(writer, step);
      if (count > 0) return { snapshot: await this.#snapshotAt(writer, version, base, step, count), count };
    } catch (error) {
      await this.#afterFailure(step, error, base.version);
    }
    return this.#recognise(step, base.version);
  }

  close(): void {
    this.#forget();
  }

  #forget(): void {
    this.#history.close();
    this.#reader?.close();
    this.#writer?.close();
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
    const schema = await writer.schema();
    const key = schema.fields.find((field) => field.name === "object_id");
    if (key?.metadata.get(PRIMARY_KEY) === undefined) {
      // Catalogs from before 2026 lack it, and without it two writers can insert one id.
      await writer.updateFieldMetadata([{ path: "object_id", metadata: { [PRIMARY_KEY]: "0" } }]);
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
      const bytes = await this.#folder.readFile(`${MANIFEST}/_versions/${versionFileName(version)}`);
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

async function run(writer: Table, step: CommitStep): Promise<{ version: number; count: number }> {
  switch (step.step) {
    case "insert": {
      // useIndex(false): only then does Lance compare the inserted keys of two writers.
      const merge = writer.mergeInsert("object_id").whenNotMatchedInsertAll().useIndex(false);
      const { version, numInsertedRows } = await merge.execute(step.rows.map(manifestRecord));
      return { version, count: numInsertedRows };
    }
    case "replace": {
      const where = identityPredicate(step.row, "target.");
      const merge = writer.mergeInsert("object_id").whenMatchedUpdateAll({ where }).useIndex(false);
      const { version, numUpdatedRows } = await merge.execute([manifestRecord(step.next)]);
      return { version, count: numUpdatedRows };
    }
    case "rename": {
      const where = identityPredicate(step.row, "target.");
      const merge = writer
        .mergeInsert("object_id")
        .whenMatchedUpdateAll({ where })
        .whenNotMatchedInsertAll()
        .useIndex(false);
      const { version, numUpdatedRows, numInsertedRows } = await merge.execute(
        [step.arriving, step.leaving].map(manifestRecord),
      );
      return { version, count: numUpdatedRows + numInsertedRows };
    }
    case "delete":
      return deleted(await writer.delete(identityPredicate(step.row)));
    case "clear": {
      const below = `starts_with(object_id, ${quoted(`${step.row.id}$`)})`;
      const found = await writer.query().where(below).select(["object_id"]).withRowId().toArrow();
      const addresses = found.getChild("_rowid");
      let bound = -1n;
      for (const address of addresses ?? [])
        if (typeof address === "bigint" && address > bound) bound = address;
      // Addresses only grow: whatever is inserted or rewritten from now on lies above the bound.
      const kept =
        step.keep.length === 0 ? "" : ` AND object_id NOT IN (${step.keep.map(quoted).join(", ")})`;
      return deleted(await writer.delete(`${below} AND _rowid <= ${bound}${kept}`));
    }
  }
}

function deleted(result: { version: number; numDeletedRows: number }): { version: number; count: number } {
  return { version: result.version, count: result.numDeletedRows };
}
