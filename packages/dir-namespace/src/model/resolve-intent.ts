import type { Intent } from "./intent.ts";
import { type Resolution, resolutionKey } from "./intent.ts";
import { parentOf } from "./object-id.ts";
import { identity, isCreatedWith, isWrittenByLancetree, type Row } from "./row.ts";
import { Snapshot } from "./snapshot.ts";
import { foldersOf } from "./table-folders.ts";

/**
 * Judges one mark.
 * @param at the snapshot of the version that wrote the mark; its other marks are already judged
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
    // What another client put below a missing namespace belongs to it; what ours left there does not.
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

/** What remains to be assumed of a mark whose version somebody has pruned: nothing that loses a row. */
export function resolveWithoutHistory(id: string, intent: Intent, now: Snapshot): Resolution {
  const deletes = new Map([...now.rows.ids(id)].map((below) => [below, []]));
  const tookEffect = intent.state === "drop-if-empty" ? deletes.size === 0 : intent.state !== "rename-from";
  return { tookEffect, resurrected: false, masks: new Set(), deletes };
}

/**
 * Everything below goes, but only what existed takes its folder along: what a finished or failed change left there may name a
 * folder that is somebody else's by now.
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

/** A namespace with a row of its own (or the root), in which a new row of ours would exist. */
export function acceptsChildren(snapshot: Snapshot, id: string): boolean {
  if (id === "") return true;
  const row = snapshot.find(id);
  return row?.kind === "namespace" && row.intent?.state !== "truncate";
}
