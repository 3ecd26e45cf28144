import type { WithTablesOptions } from "@lancetree/tables";
import type { Environment } from "./configuration/environment.ts";

/** What a federation tells of itself; requests are the server's to log. */
export interface FederationLogEntry {
  readonly level: "info" | "error";
  /** What happened, with no secret in it. */
  readonly message: string;
  /** The databases that are served now. */
  readonly databases: readonly string[];
  /** Why something failed. */
  readonly error?: unknown;
}

/** How files are read. */
export interface FederationOptions {
  /** Whether `ns_impl = "module:…"` may load code, default false. */
  readonly allowModules?: boolean | undefined;
  /** How `withTables` of `@lancetree/tables` treats the tables of databases in folders and object stores. */
  readonly tables?: Pick<WithTablesOptions, "boundedSql" | "workers"> | undefined;
  /** What `${NAME}` in a file stands for; default `process.env`. */
  readonly environment?: Environment | undefined;
  /** Is given an entry when a reload was taken over or refused, and when a database could not be closed. */
  readonly log?: ((entry: FederationLogEntry) => void) | undefined;
}
