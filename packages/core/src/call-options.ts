/** What any operation takes beside its request. */
export interface CallOptions {
  /**
   * Gives up: the operation rejects with the signal's reason. A write that was already sent may still take effect.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Headers for backends that speak HTTP. Others ignore them, but for `x-lancedb-min-timestamp`: a backend that answers from
   * memory must not answer with what is older than that time.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Gives up after so many milliseconds, for backends that can wait for something; no limit when absent. */
  readonly timeoutMs?: number | undefined;
  /**
   * In whose names `describeTable` writes the types of a schema: in the protocol's, which leave out units and zones, or in
   * Lance's, which tell them (`timestamp:ms:Europe/Berlin`). A backend that does not know Lance's names answers in the
   * protocol's. Default `protocol`.
   */
  readonly typeNames?: "protocol" | "lance" | undefined;
  /**
   * Which schema the body of a `createTable` may have that keeps a table of the name (`exist_ok`): any, as the protocol has it, or only
   * the table's own, as in LanceDB; another one is TableSchemaValidation. Default `any`.
   */
  readonly keptSchema?: "any" | "same" | undefined;
  /**
   * Whether `listTableVersions` tells of each version what Lance counted in it (rows, files, bytes), as `metadata`. It reads every
   * manifest for that. Default false; a backend may tell it all the same.
   */
  readonly versionMetadata?: boolean | undefined;
  /**
   * Told how many bytes of the request's rows are held in memory, whenever that grows; 0 where they are let go. What it throws ends the
   * operation, which rejects with it.
   */
  readonly onHeldRows?: ((bytes: number) => void) | undefined;
}
