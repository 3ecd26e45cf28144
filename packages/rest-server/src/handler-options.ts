import type { OperationName } from "@lancetree/spec";
import type { Authenticate, Identity } from "./access/authentication.ts";
import type { CorsOptions } from "./access/cors.ts";
import type { RateLimitOptions } from "./access/rate-limit.ts";
import type { LogEntry } from "./telemetry/log-entry.ts";

/**
 * Decides whether a caller may do something to one object. Asked once for every object that a request names: a rename
 * names the table and its new place, a batch names all its tables.
 *
 * @param operation - in lowerCamelCase: `dropTable`
 * @param id - the object's path; `[]` is the root, which `listAllTables` is about. Where a prefix was chosen it is in front
 * @param database - which one was chosen, where there are several
 * @param request - all that is asked for, without rows; absent where a table's storage options are about to be handed out
 * @returns false for PermissionDenied (15, HTTP 403)
 */
export type Authorize = (
  operation: OperationName,
  id: readonly string[],
  identity: Identity | undefined,
  database?: string,
  request?: Readonly<Record<string, unknown>>,
) => boolean | Promise<boolean>;

/**
 * Decides whether a caller is given the storage options of a table that it may describe. Whoever has them can do with the
 * storage what they allow, whatever `authorize` says.
 */
export type MayVend = (
  id: readonly string[],
  identity: Identity | undefined,
  database?: string,
) => boolean | Promise<boolean>;

/** What one request may cost. */
export interface HandlerLimits {
  /** Bytes of a JSON body, default 16 MiB; more is 413. */
  readonly jsonBytes?: number | undefined;
  /** Bytes of an Arrow body, default no limit; more is 413. */
  readonly arrowBytes?: number | undefined;
  /**
   * Milliseconds that a body may let the server wait for it, default 30,000; every 256 bytes that come give back a second. Longer
   * is 408.
   */
  readonly bodyIdleMs?: number | undefined;
  /**
   * Milliseconds for the whole body of a caller who shows no credentials in a header where `authenticate` asks for some, default
   * 10,000; longer is 408.
   */
  readonly strangersBodyMs?: number | undefined;
  /**
   * Milliseconds from the request to the beginning of its answer, uploads included; default no limit. Longer is
   * ServiceUnavailable (17, HTTP 503), and the operation's signal is aborted.
   */
  readonly timeMs?: number | undefined;
  /**
   * Milliseconds from when a request has been read, its rows included, to the beginning of its answer, for each operation; no limit
   * where it is undefined. Longer is as for `timeMs`. A namespace is told, as `timeoutMs`: one over LanceDB also ends the answer of a query then.
   */
  readonly operationMs?: ((operation: OperationName) => number | undefined) | undefined;
}

/** How many calls with rows, queries and uploads, may be under way; each holds some tens of megabytes. */
export interface RowCallLimits {
  /**
   * Of all callers. Further ones wait for their turn; one that waits for 15 s is Throttling (21, HTTP 429). While others wait, a call that
   * has waited for its caller for 5 s is ended.
   */
  readonly most: number;
  /** Of one caller: an identity, or an address where nobody is asked who calls. */
  readonly mostOfCaller: number;
}

/** How a namespace is served. Without options it is served openly, to everybody who reaches it. */
export interface HandlerOptions {
  /** Path in front of `/v1`, default none: `/catalog` serves `/catalog/v1/…`. */
  readonly basePath?: string | undefined;
  /**
   * Tells who calls. Returning undefined is Unauthenticated (16, HTTP 401). Without it everybody is let in, and
   * credentials that nobody asked for are only passed on to the namespace as the request's identity.
   */
  readonly authenticate?: Authenticate | undefined;
  /** Tells what a caller may do; everything when absent. */
  readonly authorize?: Authorize | undefined;
  /** Tells who is given storage options; whoever may describe the table when absent. */
  readonly mayVend?: MayVend | undefined;
  /** Which web pages of other origins may call; none when absent. */
  readonly cors?: CorsOptions | undefined;
  /** How often one identity may call; as often as it likes when absent. */
  readonly rateLimit?: RateLimitOptions | undefined;
  readonly limits?: HandlerLimits | undefined;
  /**
   * Bytes that requests may hold of their bodies in memory, all together; those of one caller half of it. Default no limit. JSON counts
   * eightfold, since what is parsed takes more than its text; JSON of up to 64 KiB does not count, nor do the first 64 MiB of rows that a
   * call holds. More is Throttling (21, HTTP 429), and 413 where one request alone is too much.
   */
  readonly heldBytes?: number | undefined;
  /** No limit when absent. */
  readonly rowCalls?: RowCallLimits | undefined;
  /** Is given one entry for every request, when its answer is complete or broke off. What it throws is ignored. */
  readonly log?: ((entry: LogEntry) => void) | undefined;
}
