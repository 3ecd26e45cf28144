import { compareBytes } from "@lancetree/core";
import { rootLocation } from "./protocol/folders.ts";
import { ancestorsOf, isBelow, nameOf, parentOf } from "./protocol/object-id.ts";
import type { Row } from "./protocol/row.ts";
import type { Snapshot } from "./protocol/snapshot.ts";
import type { FolderStatus } from "./protocol/step.ts";

/** Names of the namespaces directly below one, those included that only their contents imply. */
export function namespaceNames(snapshot: Snapshot, parent: string): string[] {
  const names = new Set<string>();
  const depth = parent === "" ? 0 : ancestorsOf(parent).length + 1;
  for (const row of snapshot.rows.values()) {
    if (!isBelow(row.id, parent) || !snapshot.rowExists(row)) continue;
    const child = [...ancestorsOf(row.id), row.id][depth];
    if (child === undefined) continue;
    const own = snapshot.row(child);
    if (child === row.id ? row.kind === "namespace" : own === undefined) names.add(nameOf(child));
  }
  return [...names].toSorted(compareBytes);
}

/** Rows of the tables directly below a namespace. */
export function tableRows(snapshot: Snapshot, parent: string): Row[] {
  return [...snapshot.rows.values()].filter(
    (row) => row.kind === "table" && parentOf(row.id) === parent && snapshot.rowExists(row),
  );
}

/** Names of root tables that stand there by their folder alone: no row has the name, and none the folder. */
export function folderTables(snapshot: Snapshot, listed: ReadonlyMap<string, FolderStatus>): string[] {
  const named = new Set(
    [...snapshot.rows.values()].flatMap((row) => (snapshot.standing(row.id) ? [row.location] : [])),
  );
  return [...listed]
    .filter(([name, status]) => status !== "absent" && status !== "deregistered" && !snapshot.standing(name))
    .map(([name]) => name)
    .filter((name) => !named.has(rootLocation(name)));
}
