import type { CallOptions } from "./call-options.ts";

/** Which table to clone, and the name of the clone. */
export interface CloneTableRequest {
  /** The path of the new table. */
  id: string[];
  /** The path of the table that is cloned. */
  source_id: string[];
  /** The version of the source; default the latest. Cannot be combined with `source_tag`. */
  source_version?: number | undefined;
  /** A tag of the source; its version is cloned. */
  source_tag?: string | undefined;
}

/** The new table. */
export interface CloneTableResponse {
  location?: string | undefined;
  version?: number | undefined;
}

/** The location of a table, in any spelling: a path on the server's machine, or a URI. */
export interface TablesAtRequest {
  location: string;
}

/** The tables at a location. */
export interface TablesAtResponse {
  /** Whether the location is one at which the namespace may have tables. */
  isInside: boolean;
  /** The paths of the tables; usually one, several if a folder was registered under several names. */
  ids: string[][];
}

/**
 * An optional ability of a namespace, which is not in the protocol but is used by LanceDB's remote clients: to create
 * a table with the rows, the schema and the indices of one version of another table in the same namespace.
 * Afterwards, both tables can be changed and dropped independently.
 *
 * Rejects with TableNotFound (4) for a missing source, TableVersionNotFound (11), TableTagNotFound (8),
 * TableAlreadyExists (5) for a name that is taken, NamespaceNotFound (1) for a missing parent, InvalidInput (13), and
 * Unsupported (0) if the files cannot be shared.
 */
export interface TableCloning {
  cloneTable(request: CloneTableRequest, options?: CallOptions): Promise<CloneTableResponse>;
  /**
   * Finds the tables at a location: those clients identify the source by its location. The location is only compared,
   * never opened, and the time does not depend on the size of the catalog. Rejects with Unsupported if tables cannot be
   * found by location.
   */
  tablesAt(request: TablesAtRequest, options?: CallOptions): Promise<TablesAtResponse>;
}

/** A namespace that finds tables by their locations. */
export type TableFinding = Pick<TableCloning, "tablesAt">;

/** Whether a namespace finds tables by their locations, as {@link TableFinding} does. */
export function supportsFinding<Backend extends object>(backend: Backend): backend is Backend & TableFinding {
  return "tablesAt" in backend && typeof backend.tablesAt === "function";
}

/** Whether a namespace has the ability of {@link TableCloning}. */
export function supportsCloning<Backend extends object>(backend: Backend): backend is Backend & TableCloning {
  return "cloneTable" in backend && typeof backend.cloneTable === "function" && supportsFinding(backend);
}
