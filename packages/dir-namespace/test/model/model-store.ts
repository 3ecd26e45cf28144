import { noRows } from "../../src/index/row-index.ts";
import type { CommitEffect, Effect, FolderStatus, Reply } from "../../src/model/effect.ts";
import { type Resolution, resolutionKey } from "../../src/model/intent.ts";
import { resolveIntent } from "../../src/model/resolve-intent.ts";
import { currentFolder, identity, type NewRow, type Row, storedRow } from "../../src/model/row.ts";
import type { RowChanges, Rows } from "../../src/model/rows.ts";
import { Snapshot } from "../../src/model/snapshot.ts";
import { isShared } from "../../src/model/table-folders.ts";
import { isBelow } from "../support/is-below.ts";

/**
 * What LanceDB was measured to do with a manifest table, and a file system with folders, as one immutable value: rows
 * with addresses that only grow, commits that compare with the latest version, deletes that are planned on an older
 * version and run again on the latest.
 */
export interface ModelStore {
  readonly snapshot: ModelSnapshot;
  readonly topAddress: number;
  /** Counts how many times the whole table was rewritten and its rows got new addresses. */
  readonly generation: number;
  /** The content of each folder; "" for files without a version file. */
  readonly folders: ReadonlyMap<string, string>;
  readonly hidden: ReadonlySet<string>;
  /** Names of folders that are out of use. */
  readonly retired: ReadonlySet<string>;
  /** Copies that go on although their process received an error: the content by the folder that it goes to. */
  readonly late: ReadonlyMap<string, string>;
}

export class ModelSnapshot extends Snapshot {
  readonly addresses: ReadonlyMap<string, number>;
  readonly generation: number;
  /** The same string for equal catalogs of any version number. */
  readonly key: string;

  constructor(
    version: number,
    rows: Rows,
    resolutions: ReadonlyMap<string, Resolution>,
    addresses: ReadonlyMap<string, number>,
    generation: number,
  ) {
    super(version, rows, resolutions);
    this.addresses = addresses;
    this.generation = generation;
    const parts = [...rows.values()].map((row) => {
      const resolution = this.resolution(row);
      const meaning = resolution && [
        resolution.tookEffect,
        resolution.resurrected,
        [...resolution.masks],
        [...resolution.deletes],
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
    late: new Map(),
  };
}

export interface Applied {
  readonly store: ModelStore;
  readonly reply: Reply;
}

export function apply(store: ModelStore, effect: Effect, seen: ModelSnapshot, owner: string): Applied {
  const { snapshot, folders } = store;
  const unchanged = (count = 0, folder: FolderStatus = "absent"): Applied => ({
    store,
    reply: { snapshot, count, folder },
  });
  switch (effect.effect) {
    case "read":
      // As old as it can be: what the process saw last, or the snapshot at which the first one began.
      return effect.recent ? { store, reply: { snapshot: seen, count: 0, folder: "absent" } } : unchanged();
    case "return-early":
      return unchanged();
    case "insert":
    case "replace":
    case "delete": {
      const changes = changesOf(snapshot, effect);
      return changes.size > 0 || effect.effect === "insert"
        ? commit(store, changes, changes.size)
        : unchanged();
    }
    case "delete-below": {
      const planned = effect.seen as ModelSnapshot;
      if (planned.generation !== store.generation) return unchanged();
      const addresses = [...planned.addresses]
        .filter(([id]) => isBelow(id, effect.row.id))
        .map(([, address]) => address);
      const bound = Math.max(-1, ...addresses);
      const deletes = [...snapshot.rows.below(effect.row.id)].filter(
        (row) => (snapshot.addresses.get(row.id) ?? 0) <= bound && !effect.keep.includes(row.id),
      );
      return commit(store, new Map(deletes.map((row) => [row.id, undefined])), deletes.length);
    }
    case "rename":
      return rename(store, effect.row, effect.arriving, effect.leaving);
    case "stat":
      return unchanged(
        Number((folders.get(effect.location) ?? "") !== ""),
        folderStatus(store, effect.location),
      );
    case "stage":
      return withFolders(store, new Map(folders).set(effect.location, owner), 1);
    case "move":
      if (!folders.has(effect.from)) return unchanged(1);
      if (folders.has(effect.to)) return unchanged(0);
      return withFolders(store, moved(folders, effect.from, effect.to), 1);
    case "move-aside": {
      if (!carries(snapshot, effect.row) || within(folders, effect.from).length === 0) return unchanged(1);
      if (folders.has(effect.to) || isShared(snapshot, effect.row, effect.from)) return unchanged(0);
      return withFolders(store, moved(folders, effect.from, effect.to), 1);
    }
    case "discard": {
      const left = new Map(folders);
      for (const location of effect.locations)
        for (const gone of within(folders, location)) left.delete(gone);
      return withFolders(store, left, 1);
    }
    case "retire-name":
      throw new Error("A folder that can be moved is never retired.");
    case "hide":
    case "show": {
      if (!carries(snapshot, effect.row)) return unchanged(1);
      const hidden = new Set(store.hidden);
      if (effect.effect === "hide" && folders.has(effect.location)) hidden.add(effect.location);
      else hidden.delete(effect.location);
      return { ...unchanged(1), store: { ...store, hidden } };
    }
  }
}

/** Effects that share one commit: all of their intents are resolved by the one version that all of them make. */
export function applyTogether(
  store: ModelStore,
  effects: readonly CommitEffect[],
): { readonly store: ModelStore; readonly replies: readonly Reply[] } {
  const each = effects.map((effect) => changesOf(store.snapshot, effect));
  const { store: after } = commit(store, new Map(each.flatMap((changes) => [...changes])), 0);
  const { snapshot } = after;
  return { store: after, replies: each.map(({ size }) => ({ snapshot, count: size, folder: "absent" })) };
}

/** What a step changes that says so by itself, row by row. */
function changesOf(snapshot: Snapshot, effect: CommitEffect): RowChanges {
  switch (effect.effect) {
    case "insert": {
      const fresh = effect.rows.filter((row) => !snapshot.rows.has(row.id));
      return new Map(fresh.map((row) => [row.id, storedRow(row)]));
    }
    case "replace":
      return holds(snapshot, effect.row) ? new Map([[effect.next.id, storedRow(effect.next)]]) : new Map();
    case "delete":
      return holds(snapshot, effect.row) ? new Map([[effect.row.id, undefined]]) : new Map();
    case "rename":
      return renamed(snapshot, effect.row, effect.arriving, effect.leaving);
    default:
      throw new Error(`${effect.effect} shares no commit`);
  }
}

export function carries(snapshot: Snapshot, row: Row): boolean {
  const now = snapshot.row(row.id)?.intent;
  return now?.token === row.intent?.token && now?.state === row.intent?.state;
}

export function folderStatus(store: ModelStore, location: string): FolderStatus {
  const content = store.folders.get(location);
  if (store.retired.has(location)) return "retired";
  if (content === undefined && within(store.folders, location).length === 0) return "absent";
  if (store.hidden.has(location)) return "deregistered";
  if (content === "") return "absent";
  return content === undefined ? "declared" : "table";
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
    .filter(([id]) => !snapshot.decidingRow(id));
  return Object.fromEntries([...seen, ...listed].toSorted());
}

export function contentOf(store: ModelStore, row: Row): string {
  if (row.kind === "namespace") return `namespace ${JSON.stringify(row.properties)}`;
  const content = store.folders.get(currentFolder(row) ?? "") ?? store.folders.get(row.location ?? "");
  if (content === undefined) return "LOST";
  const hasProperties = Object.keys(row.properties).length > 0;
  return hasProperties ? `table ${content} ${JSON.stringify(row.properties)}` : `table ${content}`;
}

/** A compaction that was planned on an older snapshot: rows that were rewritten since keep their address, the rest get new ones. */
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
  const { version, rows, resolutions, addresses } = next.snapshot;
  return {
    ...next,
    generation,
    snapshot: new ModelSnapshot(version, rows, resolutions, addresses, generation),
  };
}

function readdressed(store: ModelStore, from: number, ids: readonly string[]): ModelStore {
  const addresses = new Map(store.snapshot.addresses);
  let topAddress = from;
  const order = ids.toSorted((a, b) => (addresses.get(a) ?? 0) - (addresses.get(b) ?? 0));
  for (const id of order) addresses.set(id, ++topAddress);
  const { version, rows, resolutions } = store.snapshot;
  const snapshot = new ModelSnapshot(version, rows, resolutions, addresses, store.generation);
  return { ...store, snapshot, topAddress };
}

function rename(store: ModelStore, row: Row, arriving: NewRow, leaving: NewRow): Applied {
  const changes = renamed(store.snapshot, row, arriving, leaving);
  return commit(store, changes, changes.size);
}

function renamed(snapshot: Snapshot, row: Row, arriving: NewRow, leaving: NewRow): RowChanges {
  const isFree = !snapshot.rows.has(arriving.id);
  // A merge inserts what it does not find: also the leaving row, if another process has deleted it.
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
  const resolutions = new Map(before.resolutions);
  // Numbers would only make equal catalogs look different: no decision depends on them here.
  const { version } = before;
  const at = new Snapshot(version, rows, resolutions);
  for (const row of rows.withIntent()) {
    if (row.intent === undefined || before.rows.get(row.id) === row) continue;
    resolutions.set(resolutionKey(row.id, row.intent), resolveIntent(row.id, row.intent, at, before));
  }
  const snapshot = new ModelSnapshot(version, rows, resolutions, addresses, store.generation);
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
