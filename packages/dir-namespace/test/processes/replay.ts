import { openTableEngine } from "@lancetree/tables";
import { judge } from "../../src/protocol/judge.ts";
import { isBelow } from "../../src/protocol/object-id.ts";
import { identity, type Row } from "../../src/protocol/row.ts";
import type { Rows } from "../../src/protocol/rows.ts";
import { Snapshot } from "../../src/protocol/snapshot.ts";
import { type Verdict, verdictKey } from "../../src/protocol/verdict.ts";
import { noRows } from "../../src/rows/stored-rows.ts";
import { readContent } from "../../src/storage/manifest-reader.ts";
import { manifestTableName } from "../../src/storage/manifest-table.ts";
import { openFolder } from "../../src/storage/open-folder.ts";
import type { Place } from "./place.ts";

/** One version of the catalog, as every reader sees it. */
export interface ReplayedVersion {
  readonly snapshot: Snapshot;
  /** The rows of what exists, by id. */
  readonly visible: ReadonlyMap<string, Row>;
}

export interface Replay {
  /** By version; the first stands for the catalog before its table was there. */
  readonly versions: readonly ReplayedVersion[];
  readonly violations: readonly string[];
}

/** Reads all versions again, one after the other, and judges each mark at the version that wrote it. */
export async function replay({ root, storageOptions }: Place): Promise<Replay> {
  await using engine = await openTableEngine({ storageOptions });
  const table = await engine.open({ location: openFolder(root, storageOptions).uri(manifestTableName) });
  const last = await table.version();
  const violations: string[] = [];
  let before = new Snapshot(0, noRows);
  const versions: ReplayedVersion[] = [{ snapshot: before, visible: new Map() }];
  for (let version = 1; version <= last; version++) {
    await table.checkout(version);
    const { rows, damage } = await readContent(table);
    violations.push(...damage.map((problem) => `version ${version}: ${problem}`));
    const snapshot = judged(version, sharing(before.rows, rows), before, violations);
    const existing = [...rows.values()].filter((row) => snapshot.rowExists(row));
    const visible = new Map(existing.map((row) => [row.id, row]));
    versions.push({ snapshot, visible });
    before = snapshot;
  }
  table.close();
  return { versions, violations };
}

/** The same rows as a change of earlier ones: tens of thousands of versions are kept, and each is little different. */
function sharing(earlier: Rows, rows: Rows): Rows {
  const changes = new Map<string, Row | undefined>();
  for (const id of earlier.ids()) if (!rows.has(id)) changes.set(id, undefined);
  for (const row of rows.values()) {
    const old = earlier.get(row.id);
    if (old === undefined || identity(old) !== identity(row)) changes.set(row.id, row);
  }
  return earlier.with(changes).tidied();
}

function judged(version: number, rows: Rows, before: Snapshot, violations: string[]): Snapshot {
  const known = new Map<string, Verdict>();
  const fresh: Row[] = [];
  for (const row of rows.marked()) {
    if (row.mark === undefined) continue;
    const key = verdictKey(row.id, row.mark);
    const verdict = before.verdicts.get(key);
    if (verdict) known.set(key, verdict);
    else fresh.push(row);
  }
  for (const row of fresh) {
    const related = fresh.find((other) => isBelow(other.id, row.id) && other.mark?.token !== row.mark?.token);
    if (related) violations.push(`version ${version}: ${row.id} and ${related.id} marked in one commit`);
  }
  const at = new Snapshot(version, rows, known);
  const verdicts = new Map(known);
  for (const { id, mark } of fresh) {
    if (mark === undefined) continue;
    if (mark.base >= version) violations.push(`version ${version}: a mark of ${id} names a later version`);
    verdicts.set(verdictKey(id, mark), judge(id, mark, at, before));
  }
  return new Snapshot(version, rows, verdicts);
}
