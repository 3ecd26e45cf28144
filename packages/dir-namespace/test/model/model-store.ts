import { isShared } from "../../src/protocol/folders.ts";
import { judge } from "../../src/protocol/judge.ts";
import { isBelow } from "../../src/protocol/object-id.ts";
import { currentFolder, identity, type NewRow, type Row, storedRow } from "../../src/protocol/row.ts";
import type { RowChanges, Rows } from "../../src/protocol/rows.ts";
import { Snapshot } from "../../src/protocol/snapshot.ts";
import type { CommitStep, FolderStatus, Reply, Step } from "../../src/protocol/step.ts";
import { type Verdict, verdictKey } from "../../src/protocol/verdict.ts";
import { noRows } from "../../src/rows/stored-rows.ts";

/**
 * What LanceDB was measured to do with a manifest table, and a file system with folders, as one immutable value: rows
 * with addresses that only grow, commits that compare with the latest version, deletes that are planned on an older
 * version and run again on the latest.
 */
export interface ModelStore {
  readonly snapshot: ModelSnapshot;
  readonly topAddress: number;
  /** Counts the times that somebody rewrote the whole table and numbered its rows anew. */
  readonly generation: number;
  /** What lies in each folder; "" for a folder without data. */
  readonly folders: ReadonlyMap<string, string>;
  readonly hidden: ReadonlySet<string>;
  /** Names of folders that are out of use. */
  readonly retired: ReadonlySet<string>;
}

export class ModelSnapshot extends Snapshot {
  readonly addresses: ReadonlyMap<string, number>;
  readonly generation: number;
  /** The same text for the same catalog, whatever its version number is. */
  readonly key: string;

  constructor(
    version: number,
    rows: Rows,
    verdicts: ReadonlyMap<string, Verdict>,
    addresses: ReadonlyMap<string, number>,
    generation: number,
  ) {
    super(version, rows, verdicts);
    this.addresses = addresses;
    this.generation = generation;
    const parts = [...rows.values()].map((row) => {
      const verdict = this.verdict(row);
      const meaning = verdict && [
        verdict.effective,
        verdict.revived,
        [...verdict.hidden],
        [...verdict.doomed],
      ];
      return [identity(row), addresses.get(row.id), meaning];
    });
    this.key = JSON.stringify([parts.toSorted(), generation]);
  }
}

export function emptyStore(): ModelStore {
  const snapshot = new ModelSnapshot(0, noRows, new Map(), new Map(), 0);
  return {
    snapshot,
    topAddress: 0,
    generation: 0,
    folders: new Map(),
    hidden: new Set(),
    retired: new Set(),
  };
}

export interface Applied {
  readonly store: ModelStore;
  readonly reply: Reply;
}

export function apply(store: ModelStore, step: Step, seen: ModelSnapshot, owner: string): Applied {
  const { snapshot, folders } = store;
  const unchanged = (count = 0, folder: FolderStatus = "absent"): Applied => ({
    store,
    reply: { snapshot, count, folder },
  });
  switch (step.step) {
    case "read":
      // As old as it can be: what the process saw last, or what stood when the first one began.
      return step.recent ? { store, reply: { snapshot: seen, count: 0, folder: "absent" } } : unchanged();
    case "answer":
      return unchanged();
    case "insert":
    case "replace":
    case "delete": {
      const changes = changesOf(snapshot, step);
      return changes.size > 0 || step.step === "insert" ? commit(store, changes, changes.size) : unchanged();
    }
    case "clear": {
      const planned = step.seen as ModelSnapshot;
      if (planned.generation !== store.generation) return unchanged();
      const addresses = [...planned.addresses]
        .filter(([id]) => isBelow(id, step.row.id))
        .map(([, address]) => address);
      const bound = Math.max(-1, ...addresses);
      const doomed = [...snapshot.rows.below(step.row.id)].filter(
        (row) => (snapshot.addresses.get(row.id) ?? 0) <= bound && !step.keep.includes(row.id),
      );
      return commit(store, new Map(doomed.map((row) => [row.id, undefined])), doomed.length);
    }
    case "rename":
      return rename(store, step.row, step.arriving, step.leaving);
    case "look":
      return unchanged(Number((folders.get(step.location) ?? "") !== ""), folderStatus(store, step.location));
    case "stage":
      return withFolders(store, new Map(folders).set(step.location, owner), 1);
    case "move":
      if (!folders.has(step.from)) return unchanged(1);
      if (folders.has(step.to)) return unchanged(0);
      return withFolders(store, moved(folders, step.from, step.to), 1);
    case "displace": {
      if (!carries(snapshot, step.row) || within(folders, step.from).length === 0) return unchanged(1);
      if (folders.has(step.to) || isShared(snapshot, step.row, step.from)) return unchanged(0);
      return withFolders(store, moved(folders, step.from, step.to), 1);
    }
    case "discard": {
      const left = new Map(folders);
      for (const location of step.locations) for (const gone of within(folders, location)) left.delete(gone);
      return withFolders(store, left, 1);
    }
    case "retire":
      throw new Error("A folder that can be moved is never retired.");
    case "hide":
    case "show": {
      if (!carries(snapshot, step.row)) return unchanged(1);
      const hidden = new Set(store.hidden);
      if (step.step === "hide" && folders.has(step.location)) hidden.add(step.location);
      else hidden.delete(step.location);
      return { ...unchanged(1), store: { ...store, hidden } };
    }
  }
}

/** Steps that share one commit: everybody judges their marks by the one version that all of them make. */
export function applyTogether(
  store: ModelStore,
  steps: readonly CommitStep[],
): { readonly store: ModelStore; readonly replies: readonly Reply[] } {
  const each = steps.map((step) => changesOf(store.snapshot, step));
  const { store: after } = commit(store, new Map(each.flatMap((changes) => [...changes])), 0);
  const { snapshot } = after;
  return { store: after, replies: each.map(({ size }) => ({ snapshot, count: size, folder: "absent" })) };
}

/** What a step changes that says so by itself, row by row. */
function changesOf(snapshot: Snapshot, step: CommitStep): RowChanges {
  switch (step.step) {
    case "insert": {
      const fresh = step.rows.filter((row) => !snapshot.rows.has(row.id));
      return new Map(fresh.map((row) => [row.id, storedRow(row)]));
    }
    case "replace":
      return holds(snapshot, step.row) ? new Map([[step.next.id, storedRow(step.next)]]) : new Map();
    case "delete":
      return holds(snapshot, step.row) ? new Map([[step.row.id, undefined]]) : new Map();
    case "rename":
      return renamed(snapshot, step.row, step.arriving, step.leaving);
    default:
      throw new Error(`${step.step} shares no commit`);
  }
}

export function carries(snapshot: Snapshot, row: Row): boolean {
  const now = snapshot.row(row.id)?.mark;
  return now?.token === row.mark?.token && now?.state === row.mark?.state;
}

export function folderStatus(store: ModelStore, location: string): FolderStatus {
  const content = store.folders.get(location);
  if (store.retired.has(location)) return "retired";
  if (content === undefined && within(store.folders, location).length === 0) return "absent";
  if (store.hidden.has(location)) return "deregistered";
  return content === "" || content === undefined ? "declared" : "table";
}

/** A folder and those that lie in it. */
export function within(folders: ReadonlyMap<string, string>, location: string): string[] {
  return [...folders.keys()].filter((other) => other === location || other.startsWith(`${location}/`));
}

/** What a reader sees: every object with what it holds. */
export function visible(store: ModelStore): Record<string, string> {
  const { snapshot, folders } = store;
  const seen = [...snapshot.rows.values()]
    .filter((row) => snapshot.rowExists(row))
    .map((row): [string, string] => [row.id, contentOf(store, row)]);
  const listed = [...folders.keys()]
    .filter((location) => location.endsWith(".lance") && folderStatus(store, location) === "table")
    .map((location): [string, string] => [
      location.slice(0, -".lance".length),
      `table ${folders.get(location)}`,
    ])
    .filter(([id]) => !snapshot.standing(id));
  return Object.fromEntries([...seen, ...listed].toSorted());
}

export function contentOf(store: ModelStore, row: Row): string {
  if (row.kind === "namespace") return `namespace ${JSON.stringify(row.properties)}`;
  const content = store.folders.get(currentFolder(row) ?? "") ?? store.folders.get(row.location ?? "");
  return content === undefined ? "LOST" : `table ${content}`;
}

/** A fold that was planned on an older snapshot: rows that were rewritten since keep their place, the rest move up. */
export function compacted(store: ModelStore, seen: ModelSnapshot): ModelStore {
  const unchanged = [...seen.addresses].filter(
    ([id, address]) => store.snapshot.addresses.get(id) === address,
  );
  return readdressed(
    store,
    store.topAddress,
    unchanged.map(([id]) => id),
  );
}

export function renumbered(store: ModelStore): ModelStore {
  const next = readdressed(store, 0, [...store.snapshot.rows.ids()]);
  const generation = store.generation + 1;
  const { version, rows, verdicts, addresses } = next.snapshot;
  return { ...next, generation, snapshot: new ModelSnapshot(version, rows, verdicts, addresses, generation) };
}

function readdressed(store: ModelStore, from: number, ids: readonly string[]): ModelStore {
  const addresses = new Map(store.snapshot.addresses);
  let topAddress = from;
  const order = ids.toSorted((a, b) => (addresses.get(a) ?? 0) - (addresses.get(b) ?? 0));
  for (const id of order) addresses.set(id, ++topAddress);
  const { version, rows, verdicts } = store.snapshot;
  const snapshot = new ModelSnapshot(version, rows, verdicts, addresses, store.generation);
  return { ...store, snapshot, topAddress };
}

function rename(store: ModelStore, row: Row, arriving: NewRow, leaving: NewRow): Applied {
  const changes = renamed(store.snapshot, row, arriving, leaving);
  return commit(store, changes, changes.size);
}

function renamed(snapshot: Snapshot, row: Row, arriving: NewRow, leaving: NewRow): RowChanges {
  const isFree = !snapshot.rows.has(arriving.id);
  // A merge inserts what it does not find: also the leaving row, when somebody has removed it.
  const leaves = holds(snapshot, row) || !snapshot.rows.has(leaving.id);
  const written = [...(isFree ? [arriving] : []), ...(leaves ? [leaving] : [])];
  return new Map(written.map((end) => [end.id, storedRow(end)]));
}

function commit(store: ModelStore, changes: RowChanges, count: number): Applied {
  const before = store.snapshot;
  const rows = before.rows.with(changes);
  let { topAddress } = store;
  const addresses = new Map<string, number>();
  for (const row of rows.values()) {
    const kept = before.rows.get(row.id) === row ? before.addresses.get(row.id) : undefined;
    addresses.set(row.id, kept ?? ++topAddress);
  }
  const verdicts = new Map(before.verdicts);
  // Numbers would only make equal catalogs look different: no decision depends on them here.
  const { version } = before;
  const at = new Snapshot(version, rows, verdicts);
  for (const row of rows.marked()) {
    if (row.mark === undefined || before.rows.get(row.id) === row) continue;
    verdicts.set(verdictKey(row.id, row.mark), judge(row.id, row.mark, at, before));
  }
  const snapshot = new ModelSnapshot(version, rows, verdicts, addresses, store.generation);
  return { store: { ...store, snapshot, topAddress }, reply: { snapshot, count, folder: "absent" } };
}

function withFolders(store: ModelStore, folders: ReadonlyMap<string, string>, count: number): Applied {
  return { store: { ...store, folders }, reply: { snapshot: store.snapshot, count, folder: "absent" } };
}

function moved(folders: ReadonlyMap<string, string>, from: string, to: string): Map<string, string> {
  const next = new Map(folders);
  for (const location of within(folders, from)) {
    next.delete(location);
    next.set(to + location.slice(from.length), folders.get(location) ?? "");
  }
  return next;
}

function holds(snapshot: Snapshot, row: Row): boolean {
  const now = snapshot.row(row.id);
  return now !== undefined && identity(now) === identity(row);
}
