/** A namespace or a table, with the names that lead to it from the root. */
export interface TreeEntry {
  kind: "namespace" | "table";
  path: string[];
}
