/** A namespace or a table, with its path from the root. */
export interface TreeEntry {
  kind: "namespace" | "table";
  path: string[];
}
