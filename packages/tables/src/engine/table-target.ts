/** One table: where it is, and what opening it there takes. */
export interface TableTarget {
  /** A path, or a URL with a scheme that LanceDB knows. */
  location: string;
  /** Object store settings; `expires_at_millis` says until when they hold. */
  storageOptions?: Record<string, string> | undefined;
  /** What `table.name` says; by default the last part of the location, without `.lance`. */
  name?: string | undefined;
  /** Fetches new storage options when those with `expires_at_millis` run out. Without it the old ones stay. */
  refreshStorageOptions?: (() => Promise<Record<string, string> | undefined>) | undefined;
}

/** The last part of a location, without `.lance`: the name of a table whose target has none. */
export function nameFromLocation(location: string): string {
  const last = location.split(/[\\/]/).findLast((part) => part !== "");
  return last?.replace(/\.lance$/, "") || "table";
}
