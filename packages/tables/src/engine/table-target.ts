import type { TableVersions } from "./table-versions.ts";

/** The location of one table, and the options to open it with. */
export interface TableTarget {
  /** A path, or a URL with a scheme that LanceDB knows. */
  location: string;
  /** Object store settings. `expires_at_millis` is the time until which they are valid, in milliseconds since 1970. */
  storageOptions?: Record<string, string> | undefined;
  /** The value of `table.name`; default the last part of the location without `.lance`. */
  name?: string | undefined;
  /**
   * Returns new storage options before those with `expires_at_millis` expire. Without this function, the old ones stay
   * in use.
   */
  refreshStorageOptions?: (() => Promise<Record<string, string> | undefined>) | undefined;
  /** The table's versions, if the catalog keeps them: LanceDB then commits and reads through the catalog. */
  versions?: TableVersions | undefined;
}

/** The last part of a location, without `.lance`: the name of a table whose target has none. */
export function nameFromLocation(location: string): string {
  const last = location.split(/[\\/]/).findLast((part) => part !== "");
  return last?.replace(/\.lance$/, "") || "table";
}
