import type { Intent } from "./intent.ts";
import { type Resolution, resolutionKey } from "./intent.ts";
import { parentOf } from "./object-id.ts";
import { identity, isCreatedWith, isWrittenByLancetree, type Row } from "./row.ts";
import { Snapshot } from "./snapshot.ts";
import { foldersOf } from "./table-folders.ts";

/**
 * Resolves one intent.
 * @param at the snapshot of the version that wrote the intent; its other intents are resolved already
 * @param before the version before that one; only a rename needs it
 */
export function resolveIntent(id: string, intent: Intent, at: Snapshot, before: Snapshot): Resolution {
  const resolution: Resolution = {
    tookEffect: true,
    resurrected: false,
    masks: new Set(),
    deletes: new Map(),
  };
  if (intent.state === "created") {
    // Rows of other clients below a missing namespace belong to it; rows of Lancetree there do not.
    const orphans = [...at.rows.below(id)].filter(
      (row) => isWrittenByLancetree(row) && !isCreatedWith(row, intent.token),
    );
    return { ...resolution, masks: new Set(orphans.map(identity)) };
  }
  if (intent.state === "drop-if-empty") {
    const open = withResolution(at, id, intent, { ...resolution, tookEffect: false });
    const tookEffect = open.exists(id) && !open.hasBelow(id);
    return { ...resolution, tookEffect, deletes: tookEffect ? deletesBelow(at, id) : resolution.deletes };
  }
  if (intent.state === "tombstone" || intent.state === "truncate")
    return { ...resolution, deletes: deletesBelow(at, id) };
  if (intent.state === "rename-to" || intent.state === "rename-from") {
    const ends = [...at.rows.withIntent()].filter((row) => row.intent?.token === intent.token);
    const leaving = ends.find((row) => row.intent?.state === "rename-from");
    const arriving = ends.find((row) => row.intent?.state === "rename-to");
    const source = leaving && (before.find(leaving.id) ?? placeholderRow(before, leaving.id));
    const tookEffect =
      source !== undefined &&
      arriving !== undefined &&
      !before.rows.has(arriving.id) &&
      acceptsChildren(before, parentOf(arriving.id));
    return { ...resolution, tookEffect, resurrected: leaving !== undefined && !before.rows.has(leaving.id) };
  }
  return resolution;
}

function placeholderRow(snapshot: Snapshot, id: string): Row | undefined {
  const row = snapshot.row(id);
  return row?.intent?.state === "placeholder" ? row : undefined;
}

/** Resolves an intent whose version was pruned, so that no row is lost. */
export function resolveWithoutHistory(id: string, intent: Intent, now: Snapshot): Resolution {
  const deletes = new Map([...now.rows.ids(id)].map((below) => [below, []]));
  const tookEffect = intent.state === "drop-if-empty" ? deletes.size === 0 : intent.state !== "rename-from";
  return { tookEffect, resurrected: false, masks: new Set(), deletes };
}

/**
 * All rows below are deleted, but only rows that existed take their folders along: a row that a completed or failed change left may
 * name a folder that belongs to another table by now.
 */
function deletesBelow(at: Snapshot, id: string): Map<string, readonly string[]> {
  const row = at.row(id);
  const rows = row ? at.rows.with(new Map([[id, { ...row, intent: undefined }]])) : at.rows;
  const open = new Snapshot(at.version, rows, at.resolutions);
  const none: readonly string[] = [];
  const deletes = new Map<string, readonly string[]>();
  for (const other of rows.ids(id)) deletes.set(other, none);
  for (const other of rows.withFolder(id)) if (open.rowExists(other)) deletes.set(other.id, foldersOf(other));
  return deletes;
}

function withResolution(snapshot: Snapshot, id: string, intent: Intent, resolution: Resolution): Snapshot {
  const resolutions = new Map(snapshot.resolutions).set(resolutionKey(id, intent), resolution);
  return new Snapshot(snapshot.version, snapshot.rows, resolutions, snapshot.damage);
}

/** Whether a new row of Lancetree would exist below an id: the root, or a namespace with a row of its own. */
export function acceptsChildren(snapshot: Snapshot, id: string): boolean {
  if (id === "") return true;
  const row = snapshot.find(id);
  return row?.kind === "namespace" && row.intent?.state !== "truncate";
}
