import { formatPath } from "../paths.ts";
import type { CatalogTree, NamespaceEntry, TableEntry } from "./catalog-tree.ts";

/** One change of the catalog. */
export type Change =
  | { readonly action: "create-namespace"; readonly entry: NamespaceEntry }
  | { readonly action: "register" | "declare"; readonly entry: TableEntry }
  | { readonly action: "deregister"; readonly entry: TableEntry }
  | { readonly action: "drop-namespace"; readonly entry: NamespaceEntry };

/** An existing object that differs from the wanted one, and cannot be changed. */
export interface Conflict {
  readonly path: readonly string[];
  /** One sentence. */
  readonly message: string;
}

export interface Plan {
  /** In the order in which they have to be made. */
  readonly changes: readonly Change[];
  readonly conflicts: readonly Conflict[];
}

/**
 * The changes that make a catalog contain what is wanted.
 *
 * @param prune - whether objects that are not wanted are removed: tables are deregistered, their data stays
 */
export function planChanges(target: CatalogTree, existing: CatalogTree, prune: boolean): Plan {
  const namespaces = byPath(existing.namespaces);
  const tables = byPath(existing.tables);
  const targetPaths = byPath<NamespaceEntry>([...target.namespaces, ...target.tables]);
  const conflicts: Conflict[] = [];
  const refuse = (path: readonly string[], ...messages: readonly string[]): void =>
    void conflicts.push(...messages.map((message) => ({ path, message })));
  const changes: Change[] = [];
  for (const entry of target.namespaces) {
    const found = namespaces.get(keyOf(entry.path));
    if (tables.has(keyOf(entry.path)))
      refuse(entry.path, `${formatPath(entry.path)} is a table, not a namespace.`);
    else if (!found) changes.push({ action: "create-namespace", entry });
    else refuse(entry.path, ...otherProperties(entry, found));
  }
  for (const entry of target.tables) {
    const found = tables.get(keyOf(entry.path));
    if (namespaces.has(keyOf(entry.path)))
      refuse(entry.path, `${formatPath(entry.path)} is a namespace, not a table.`);
    else if (!found) changes.push({ action: entry.declared ? "declare" : "register", entry });
    else refuse(entry.path, ...otherLocation(entry, found), ...otherProperties(entry, found));
  }
  const known = new Set([...existing.namespaces, ...target.namespaces].map(({ path }) => keyOf(path)));
  for (const { path } of [...target.namespaces, ...target.tables]) {
    const parent = path.slice(0, -1);
    if (parent.length >= Math.max(1, target.below.length) && !known.has(keyOf(parent))) {
      refuse(
        path,
        `${formatPath(path)} has no namespace: ${formatPath(parent)} is neither in the catalog nor in the file.`,
      );
    }
  }
  if (prune) {
    const isUnlisted = ({ path }: NamespaceEntry): boolean =>
      path.length > target.below.length && !targetPaths.has(keyOf(path));
    changes.push(
      ...existing.tables.filter(isUnlisted).map((entry) => ({ action: "deregister" as const, entry })),
      ...existing.namespaces
        .filter(isUnlisted)
        .toReversed()
        .map((entry) => ({ action: "drop-namespace" as const, entry })),
    );
  }
  return { changes, conflicts };
}

function byPath<Entry extends NamespaceEntry>(entries: readonly Entry[]): Map<string, Entry> {
  return new Map(entries.map((entry) => [keyOf(entry.path), entry]));
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

function otherProperties({ path, properties }: NamespaceEntry, found: NamespaceEntry): string[] {
  const keys = new Set([...Object.keys(properties), ...Object.keys(found.properties)]);
  const other = [...keys].filter((key) => properties[key] !== found.properties[key]);
  return other.length === 0
    ? []
    : [`${formatPath(path)} has other properties (${other.join(", ")}), which this command does not change.`];
}

function otherLocation({ path, location, declared }: TableEntry, found: TableEntry): string[] {
  // A table that the file declares may have been written since.
  if (declared || location === found.location) return [];
  return [`${formatPath(path)} is at ${found.location ?? "an unknown location"}, not at ${location}.`];
}
