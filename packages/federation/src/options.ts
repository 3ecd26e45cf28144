import type { WithTablesOptions } from "@lancetree/tables";
import type { Environment } from "./configuration/environment.ts";

/** A log entry of a federation. The server logs requests. */
export interface FederationLogEntry {
  readonly level: "info" | "error";
  /** What happened, without secrets. */
  readonly message: string;
  /** The names of the databases that are served now, ascending. */
  readonly databases: readonly string[];
  /** The reason of a failure. */
  readonly error?: unknown;
}

/** Options of `loadFederation`. */
export interface FederationOptions {
  /** Whether `ns_impl = "module:…"` may load code; default false. */
  readonly allowModules?: boolean | undefined;
  /** Options of `withTables` of `@lancetree/tables` for the databases in folders and object stores. */
  readonly tables?: Pick<WithTablesOptions, "boundedSql" | "workers"> | undefined;
  /** The values of `${NAME}` references in a file, default `process.env`. */
  readonly environment?: Environment | undefined;
  /** Called with an entry when a reload succeeded or failed, and when a database could not be closed. */
  readonly log?: ((entry: FederationLogEntry) => void) | undefined;
}
