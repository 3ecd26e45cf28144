import { openTableEngine } from "@lancetree/tables";
import { openFolder } from "../../src/folders/open-folder.ts";
import { noRows } from "../../src/index/row-index.ts";
import { manifestTableName } from "../../src/manifest/manifest-table.ts";
import { readContent } from "../../src/manifest/read-content.ts";
import { type Resolution, resolutionKey } from "../../src/model/intent.ts";
import { resolveIntent } from "../../src/model/resolve-intent.ts";
import { identity, type Row } from "../../src/model/row.ts";
import type { Rows } from "../../src/model/rows.ts";
import { Snapshot } from "../../src/model/snapshot.ts";
import { isBelow } from "../support/is-below.ts";
import type { CatalogLocation } from "./catalog-location.ts";
import type { OperationKind } from "./operation.ts";

/** One version of the catalog, as every reader sees it. */
export interface ReplayedVersion {
  readonly snapshot: Snapshot;
  /** The rows of what exists, by id. */
  readonly visible: ReadonlyMap<string, Row>;
}

/**
 * What can have removed an object, as the version without it shows; undefined if nothing can have.
 *
 * @param below - how many objects went with it
 */
export type RemovalKinds = (
  after: ReplayedVersion,
  removed: Row,
  below: number,
) => readonly OperationKind[] | undefined;

export interface Replay {
  /** By version; the first is the catalog before its table existed. */
  readonly versions: readonly ReplayedVersion[];
  readonly violations: readonly string[];
  readonly removalKinds: RemovalKinds;
}

/** Reads all versions again, one after the other, and resolves each intent at the version that wrote it. */
export async function replay({ root, storageOptions }: CatalogLocation): Promise<Replay> {
  await using engine = await openTableEngine({ storageOptions });
  const table = await engine.openReader(openFolder(root, storageOptions).uri(manifestTableName));
  const last = await table.version();
  const violations: string[] = [];
  let before = new Snapshot(0, noRows);
  const versions: ReplayedVersion[] = [{ snapshot: before, visible: new Map() }];
  for (let version = 1; version <= last; version++) {
    await table.checkout(version);
    const { rows, damage } = await readContent(table);
    violations.push(...damage.map((problem) => `version ${version}: ${problem}`));
    const snapshot = resolved(version, sharing(before.rows, rows), before, violations);
    const existing = [...rows.values()].filter((row) => snapshot.rowExists(row));
    const visible = new Map(existing.map((row) => [row.id, row]));
    versions.push({ snapshot, visible });
    before = snapshot;
  }
  table.close();
  return { versions, violations, removalKinds };
}

/** In a manifest table, the intent of the row that is left says what removes the object. */
export const removalKinds: RemovalKinds = (after, { id, kind }, below) => {
  const row = after.snapshot.row(id);
  const state = row?.intent?.state;
  if (kind === "table") {
    if (state === undefined) return ["dropTable", "deregisterTable"];
    if (state === "tombstone") return ["dropTable"];
    return state === "deregister" ? ["deregisterTable"] : undefined;
  }
  if (state === "tombstone") return ["cascadeNamespace"];
  // Other clients remove the row itself.
  const isDropped = below === 0 && (state === "drop-if-empty" || row === undefined);
  return isDropped ? ["dropNamespace"] : undefined;
};

/** The same rows as a change of earlier ones: tens of thousands of versions are kept, and each is little different. */
function sharing(earlier: Rows, rows: Rows): Rows {
  const changes = new Map<string, Row | undefined>();
  for (const id of earlier.ids()) if (!rows.has(id)) changes.set(id, undefined);
  for (const row of rows.values()) {
    const old = earlier.get(row.id);
    if (old === undefined || identity(old) !== identity(row)) changes.set(row.id, row);
  }
  return earlier.with(changes).compacted();
}

function resolved(version: number, rows: Rows, before: Snapshot, violations: string[]): Snapshot {
  const known = new Map<string, Resolution>();
  const fresh: Row[] = [];
  for (const row of rows.withIntent()) {
    if (row.intent === undefined) continue;
    const key = resolutionKey(row.id, row.intent);
    const resolution = before.resolutions.get(key);
    if (resolution) known.set(key, resolution);
    else fresh.push(row);
  }
  for (const row of fresh) {
    const related = fresh.find(
      (other) => isBelow(other.id, row.id) && other.intent?.token !== row.intent?.token,
    );
    if (related)
      violations.push(`version ${version}: ${row.id} and ${related.id} have intents of one commit`);
  }
  const at = new Snapshot(version, rows, known);
  const resolutions = new Map(known);
  for (const { id, intent } of fresh) {
    if (intent === undefined) continue;
    if (intent.base >= version)
      violations.push(`version ${version}: an intent of ${id} names a later version`);
    resolutions.set(resolutionKey(id, intent), resolveIntent(id, intent, at, before));
  }
  return new Snapshot(version, rows, resolutions);
}
