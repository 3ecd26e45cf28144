import type { StorageAccess } from "./storage-access.ts";

/** Options of every operation, beside its request. */
export interface CallOptions {
  /**
   * Aborts the operation, which then rejects with the signal's reason. A write that was already sent may still take effect.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Headers for backends that use HTTP. Others ignore all but `x-lancedb-min-timestamp`: a backend that reads from a cache must not
   * return a state older than that time.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The timeout in milliseconds, for backends that wait for a response; default no limit. */
  readonly timeoutMs?: number | undefined;
  /**
   * The type names in the schema that `describeTable` returns: the protocol's, without units and time zones, or
   * Lance's, with both (`timestamp:ms:Europe/Berlin`). A backend without Lance's names uses the protocol's. Default
   * `protocol`.
   */
  readonly typeNames?: "protocol" | "lance" | undefined;
  /**
   * Which schemas `createTable` accepts in the body when it keeps an existing table (`exist_ok`): `any`, as in the
   * protocol, or only that of the table (`same`), as in LanceDB. Another schema then rejects with TableSchemaValidation
   * (20). Default `any`.
   */
  readonly keptSchema?: "any" | "same" | undefined;
  /**
   * Whether `listTableVersions` returns the statistics of each version (rows, files, bytes) as `metadata`, which reads every manifest.
   * Default false; a backend may return them anyway.
   */
  readonly versionMetadata?: boolean | undefined;
  /**
   * Receives the number of bytes of the request's rows in memory each time it grows, and 0 when the rows are released.
   * If it throws, the operation stops and rejects with the error.
   */
  readonly onHeldRows?: ((bytes: number) => void) | undefined;
  /** Names the caller, so that a backend can share its processes fairly between callers. Default: all calls are of one caller. */
  readonly caller?: string | undefined;
  /**
   * What the caller may do with the files of the tables in this call, for backends that return credentials for them. Default: what the
   * backend is configured for.
   */
  readonly storageAccess?: StorageAccess | undefined;
}
