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
  /**
   * Refuses SQL that could take much of the machine, in databases in folders and object stores: for callers who are strangers. Default
   * false; see `withTables` of `@lancetree/tables`.
   */
  readonly boundedSql?: boolean | undefined;
  /** What `${NAME}` in a file stands for; default `process.env`. */
  readonly environment?: Environment | undefined;
  /** Is given an entry when a reload was taken over or refused, and when a database could not be closed. */
  readonly log?: ((entry: FederationLogEntry) => void) | undefined;
}
