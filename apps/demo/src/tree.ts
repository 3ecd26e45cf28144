import type { NamespaceConnection, TreeEntry } from "@lancetree/connection";
import { colors, printLine } from "./page.ts";

/** Prints the whole catalog, each namespace with its properties and each table with its number of rows. */
export async function printTree(db: NamespaceConnection, root: string): Promise<void> {
  const entries: TreeEntry[] = [];
  for await (const entry of db.walk()) entries.push(entry);
  printLine(entries.length === 0 ? `${root}  ${colors.dim("(empty)")}` : root);
  for (const [index, entry] of entries.entries()) {
    printLine(`${colors.dim(branches(entries, index))}${await label(db, entry)}`);
  }
}

async function label(db: NamespaceConnection, { kind, path }: TreeEntry): Promise<string> {
  const name = path.at(-1) ?? "";
  if (kind === "namespace") {
    const { properties } = await db.describeNamespace(path);
    const pairs = Object.entries(properties ?? {}).map(([key, value]) => `${key}: ${value}`);
    return `${colors.bold(name)}  ${colors.dim(pairs.join(", "))}`.trimEnd();
  }
  const table = await db.openTable(name, path.slice(0, -1));
  return `${colors.green(name)}  ${colors.dim(`${await table.countRows()} rows`)}`;
}

/** The lines that lead to an entry: one column for each level, closed below the last sibling. */
function branches(entries: readonly TreeEntry[], index: number): string {
  const depth = entries[index]?.path.length ?? 0;
  return Array.from({ length: depth }, (_, level) => {
    const isOwn = level === depth - 1;
    if (hasSiblingBelow(entries, index, level + 1)) return isOwn ? "├─ " : "│  ";
    return isOwn ? "└─ " : "   ";
  }).join("");
}

/** Whether the entry's ancestor at a depth, or the entry itself, has a sibling further down. */
function hasSiblingBelow(entries: readonly TreeEntry[], index: number, depth: number): boolean {
  for (const { path } of entries.slice(index + 1)) {
    if (path.length === depth) return true;
    if (path.length < depth) return false;
  }
  return false;
}
