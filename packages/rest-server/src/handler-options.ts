import type { Authenticate } from "./access/authentication.ts";
import type { TransferLimits } from "./access/concurrency-limiter.ts";
import type { CorsOptions } from "./access/cors.ts";
import type { PermissionHooks } from "./access/permissions.ts";
import type { RateLimitOptions } from "./access/rate-limit.ts";
import type { ServedOperation } from "./extensions/extension.ts";
import type { LogEntry } from "./telemetry/log-entry.ts";

/** The limits of one request. */
export interface HandlerLimits {
  /** Bytes of a JSON body, default 16 MiB; the response to a larger body is 413. */
  readonly jsonBytes?: number | undefined;
  /** Bytes of an Arrow body, default no limit; the response to a larger body is 413. */
  readonly arrowBytes?: number | undefined;
  /**
   * Milliseconds that the server waits for a body in total, default 30,000; every 256 bytes that arrive extend this by a second, up to the
   * limit. After that the response is 408.
   */
  readonly bodyIdleMs?: number | undefined;
  /**
   * If `authenticate` is set: milliseconds for the whole body of a request without credentials in its headers; default
   * 10,000. After that the response is 408.
   */
  readonly anonymousBodyMs?: number | undefined;
  /**
   * Milliseconds from the request to the start of its response, uploads included; default no limit. After that the call rejects with
   * ServiceUnavailable (17, HTTP 503), and the operation's signal is aborted.
   */
  readonly timeMs?: number | undefined;
  /**
   * Milliseconds from the end of the request body, rows included, to the start of the response, for each operation; no limit when it
   * returns undefined. After that the same happens as with `timeMs`. The namespace receives the limit as `timeoutMs`; a namespace over
   * LanceDB also ends the rows of a query at that time.
   */
  readonly operationMs?: ((operation: ServedOperation) => number | undefined) | undefined;
}

/** How a namespace is served. Without options, every caller may do everything. */
export interface HandlerOptions extends PermissionHooks {
  /** Path in front of `/v1`, default none: `/catalog` serves `/catalog/v1/…`. */
  readonly basePath?: string | undefined;
  /**
   * Returns the caller's identity; undefined rejects the request with Unauthenticated (16, HTTP 401). Without this
   * function, every caller is accepted, and the server passes credentials on to the namespace as the request's
   * `identity` without checking them.
   */
  readonly authenticate?: Authenticate | undefined;
  /** Web pages of other origins that may call the server; none by default. */
  readonly cors?: CorsOptions | undefined;
  /** Rate limit of each identity; none by default. */
  readonly rateLimit?: RateLimitOptions | undefined;
  readonly limits?: HandlerLimits | undefined;
  /**
   * Maximum number of bytes in memory for the bodies of all requests; default no limit. One caller may use half of it.
   * JSON counts eight times, because the parsed value uses more memory than its text. JSON bodies of up to 64 KiB do
   * not count, nor do the first 64 MiB of rows of a call. More rejects with Throttling (21, HTTP 429), or with 413 if
   * one request alone exceeds the limit.
   */
  readonly bodyMemoryBytes?: number | undefined;
  /** The maximum number of transfers at the same time, each of which uses tens of megabytes; default no limit. */
  readonly transfers?: TransferLimits | undefined;
  /**
   * Receives one entry for each request, when its response is complete or was interrupted. Errors that it throws are
   * ignored.
   */
  readonly log?: ((entry: LogEntry) => void) | undefined;
}
