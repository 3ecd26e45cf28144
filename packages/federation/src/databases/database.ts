import { type CallOptions, InvalidInputError, ServiceUnavailableError } from "@lancetree/core";
import type { DatabaseSettings } from "../configuration/settings.ts";
import type { FederationOptions } from "../options.ts";
import { forwardedHeaders } from "./forwarded-headers.ts";
import { endWhenRead, trackInFlight } from "./in-flight.ts";
import { type OpenedDatabase, openDatabase } from "./open-database.ts";
import { callOperation, type OperationName } from "./operations.ts";

/** One configured database: opened at its first call, closed when it was replaced and no call is in flight. */
export class Database {
  readonly #settings: DatabaseSettings;
  readonly #tables: FederationOptions["tables"];
  readonly #inFlight = trackInFlight();
  #opened: Promise<OpenedDatabase> | undefined;

  constructor(settings: DatabaseSettings, tables?: FederationOptions["tables"]) {
    this.#settings = settings;
    this.#tables = tables;
  }

  /**
   * Calls an operation. The database stays open until the call is over: with rows, until they are read or abandoned.
   *
   * @param incoming - the headers of the HTTP request, if the call comes from one
   */
  async call(
    name: OperationName,
    request: object,
    options: CallOptions = {},
    incoming?: Headers,
  ): Promise<unknown> {
    // Synchronous with the caller's lookup of this database, so that closing it waits for this call.
    const over = this.#inFlight.begin();
    try {
      options.signal?.throwIfAborted();
      const prepared = this.#prepare(request, options, incoming);
      const { namespace } = await this.#open();
      const result = await callOperation(namespace, name, prepared.request, prepared.options);
      if (!hasRows(result)) {
        over();
        return result;
      }
      // A caller that aborts may never read the rows.
      options.signal?.addEventListener("abort", over, { once: true });
      if (options.signal?.aborted) over();
      const end = (): void => {
        options.signal?.removeEventListener("abort", over);
        over();
      };
      return { ...result, data: endWhenRead(result.data, end) };
    } catch (error) {
      over();
      throw error;
    }
  }

  /** Waits until no call is in flight, then closes. No call may follow. Rejects as the backend's `close` does. */
  async closeWhenIdle(): Promise<void> {
    await this.#inFlight.idle();
    // A failure to open was reported to the callers.
    const opened = await this.#opened?.catch(() => undefined);
    await opened?.close();
  }

  #prepare(
    request: object,
    options: CallOptions,
    incoming: Headers | undefined,
  ): { request: object; options: CallOptions } {
    const settings = this.#settings;
    if (settings.kind === "rest") {
      // The other server must not learn the caller's identity, nor the headers that are not forwarded.
      const { identity: _, context, ...rest } = { identity: undefined, context: undefined, ...request };
      const headers = forwardedHeaders(settings.forwardHeaderPrefixes, { incoming, context, options });
      return { request: rest, options: { ...options, headers } };
    }
    if (settings.kind === "dir" || settings.kind === "postgres") {
      if (settings.expiresAtMillis !== undefined && Date.now() >= settings.expiresAtMillis) {
        throw new ServiceUnavailableError(
          `The storage credentials of database "${settings.name}" have expired; its operator has to renew them.`,
        );
      }
      const requested = "storage_options" in request ? request.storage_options : undefined;
      if (typeof requested === "object" && requested !== null && Object.keys(requested).length > 0) {
        throw new InvalidInputError(
          "The server configures the storage of this database; leave storage_options out.",
        );
      }
    }
    return { request, options };
  }

  async #open(): Promise<OpenedDatabase> {
    this.#opened ??= openDatabase(this.#settings, this.#tables).catch((error: unknown) => {
      // The next call tries again.
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }
}

function hasRows(result: unknown): result is { data: AsyncIterable<Uint8Array> } {
  if (typeof result !== "object" || result === null || !("data" in result)) return false;
  const { data } = result;
  return typeof data === "object" && data !== null && Symbol.asyncIterator in data;
}
