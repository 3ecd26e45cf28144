import { type CallOptions, InvalidInputError, ServiceUnavailableError } from "@lancetree/core";
import type { DatabaseSettings } from "../configuration/settings.ts";
import type { FederationOptions } from "../options.ts";
import { forwardedHeaders } from "./forwarded-headers.ts";
import { endWhenRead, trackInFlight } from "./in-flight.ts";
import { type OpenedDatabase, openDatabase } from "./open-database.ts";
import { callOperation, type OperationName } from "./operations.ts";

/** One configured database: opened when it is first asked, closed when it is retired and nothing is under way. */
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
   * Calls an operation. Until it is over, with rows until they are read or given up, the database stays open.
   *
   * @param incoming - the headers of the HTTP request that asks, where there is one
   */
  async call(
    name: OperationName,
    request: object,
    options: CallOptions = {},
    incoming?: Headers,
  ): Promise<unknown> {
    // In the same step as the caller found this database: from here on a reload waits.
    const over = this.#inFlight.begin();
    try {
      options.signal?.throwIfAborted();
      const prepared = this.#prepare(request, options, incoming);
      const { namespace } = await this.#open();
      const answer = await callOperation(namespace, name, prepared.request, prepared.options);
      if (!hasRows(answer)) {
        over();
        return answer;
      }
      // Whoever gives up may never touch the rows.
      options.signal?.addEventListener("abort", over, { once: true });
      if (options.signal?.aborted) over();
      const end = (): void => {
        options.signal?.removeEventListener("abort", over);
        over();
      };
      return { ...answer, data: endWhenRead(answer.data, end) };
    } catch (error) {
      over();
      throw error;
    }
  }

  /** Closes when nothing is under way any more. Nobody may call it after that. Rejects as the backend's close does. */
  async closeWhenIdle(): Promise<void> {
    await this.#inFlight.idle();
    // One that did not open has told its callers.
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
      // Who calls here and what else came with the call is nothing that the other server is to know.
      const { identity: _, context, ...rest } = { identity: undefined, context: undefined, ...request };
      const headers = forwardedHeaders(settings.forwardHeaderPrefixes, { incoming, context, options });
      return { request: rest, options: { ...options, headers } };
    }
    if (settings.kind === "dir") {
      if (settings.expiresAtMillis !== undefined && Date.now() >= settings.expiresAtMillis) {
        throw new ServiceUnavailableError(
          `The storage credentials of database "${settings.name}" have expired; its operator has to renew them.`,
        );
      }
      const given = "storage_options" in request ? request.storage_options : undefined;
      if (typeof given === "object" && given !== null && Object.keys(given).length > 0) {
        throw new InvalidInputError(
          "The storage of this database is configured where it is served; leave storage_options out.",
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

function hasRows(answer: unknown): answer is { data: AsyncIterable<Uint8Array> } {
  if (typeof answer !== "object" || answer === null || !("data" in answer)) return false;
  const { data } = answer;
  return typeof data === "object" && data !== null && Symbol.asyncIterator in data;
}
