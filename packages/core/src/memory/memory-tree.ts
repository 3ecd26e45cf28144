import { compareBytes } from "../order.ts";

/** A namespace of a memory catalog. */
export interface NamespaceEntry {
  readonly kind: "namespace";
  readonly path: readonly string[];
  readonly properties: Record<string, string>;
}

/** A table of a memory catalog. */
export interface TableEntry {
  readonly kind: "table";
  readonly path: readonly string[];
  readonly properties: Record<string, string>;
  readonly location: string;
  /** A name and a location, but no data yet. */
  readonly declared: boolean;
}

/** The namespaces and tables of a memory catalog, by their paths. */
export class MemoryTree {
  readonly #entries = new Map<string, NamespaceEntry | TableEntry>();

  find(path: readonly string[]): NamespaceEntry | TableEntry | undefined {
    return this.#entries.get(keyOf(path));
  }

  put<Entry extends NamespaceEntry | TableEntry>(entry: Entry): Entry {
    this.#entries.set(keyOf(entry.path), entry);
    return entry;
  }

  remove(path: readonly string[]): void {
    this.#entries.delete(keyOf(path));
  }

  /** Everything below a namespace, at any depth. */
  below(path: readonly string[]): (NamespaceEntry | TableEntry)[] {
    return [...this.#entries.values()].filter(
      (entry) => entry.path.length > path.length && path.every((part, index) => part === entry.path[index]),
    );
  }

  /** The tables below a namespace, at any depth. */
  tablesBelow(path: readonly string[], includeDeclared: boolean): TableEntry[] {
    const tables = this.below(path).filter((entry) => entry.kind === "table");
    return tables.filter((table) => includeDeclared || !table.declared);
  }
}

/** The names of the entries directly inside a namespace, in ascending byte order. */
export function childNames(
  entries: readonly { readonly path: readonly string[] }[],
  parent: readonly string[],
): string[] {
  return entries
    .filter((entry) => entry.path.length === parent.length + 1)
    .map((entry) => entry.path.at(-1) ?? "")
    .toSorted(compareBytes);
}

// No delimiter is safe, since a component may contain any string.
function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}
