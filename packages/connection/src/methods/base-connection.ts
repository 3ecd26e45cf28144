import { type CallOptions, InvalidInputError, type Namespace, UnsupportedError } from "@lancetree/core";
import { withTables } from "@lancetree/tables";
import type { NamespaceConnectionParts } from "../connection-parts.ts";
import { abortable } from "../options/abort-options.ts";
import { RunningCalls } from "../running-calls.ts";
import { LanceDbConnection } from "./lancedb-connection.ts";

/** The root of a connection that `at` made. */
export interface ConnectionScope {
  /** The connection that opened the catalog; closing it closes this one. */
  readonly owner: BaseConnection;
  /** The path of the root in the owner's catalog. */
  readonly path: readonly string[];
}

/** Opening, closing and the root of a connection; the methods of LanceDB's `Connection` build on it. */
export abstract class BaseConnection extends LanceDbConnection implements AsyncDisposable {
  /**
   * The whole contract over this connection, data operations included. LanceDB does these in this process; of a REST
   * catalog the server does them.
   */
  readonly namespace: Namespace;
  /** The path of this connection's root in the catalog. */
  protected readonly rootPath: readonly string[];
  /** The connection that opened the catalog. */
  protected readonly owner: BaseConnection;
  readonly #parts: NamespaceConnectionParts;
  /** The calls of the owner and of every connection that `at` made from it. */
  readonly #calls: RunningCalls;
  #closing: Promise<void> | undefined;
  #onClosed: (() => Promise<void>) | undefined;

  constructor(parts: NamespaceConnectionParts, scope?: ConnectionScope) {
    super();
    this.#parts = parts;
    this.owner = scope?.owner ?? this;
    this.rootPath = scope?.path ?? [];
    this.#calls = scope ? scope.owner.#calls : new RunningCalls();
    this.namespace =
      scope?.owner.namespace ??
      (parts.handlesData ? parts.namespace : withTables(parts.namespace, { engine: parts.engine }));
  }

  override isOpen(): boolean {
    return this.#closing === undefined && (this.owner === this || this.owner.isOpen());
  }

  /**
   * Starts no further call, and releases what this connection opened when the running calls have ended; open tables
   * keep working. As in LanceDB it may be called again and does not wait: `await using` waits until everything is released.
   */
  override close(): void {
    this.#closing ??= this.#release();
    // The caller does not wait, so a failure must not end the program.
    this.#closing.catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#closing;
  }

  /** @internal Runs after everything is released, as a part of closing. */
  onClosed(action: () => Promise<void>): void {
    this.#onClosed = action;
  }

  override display(): string {
    return `NamespaceConnection(${[this.#parts.description, ...this.rootPath].join("/")})`;
  }

  /**
   * Runs a call with what the connection opened; closing waits for it.
   *
   * Rejects with InvalidInput (13) after `close()`, and with the reason of the signal.
   *
   * @param discard - takes a result that arrives after the signal was aborted
   */
  protected async call<Result>(
    signal: AbortSignal | undefined,
    work: (parts: NamespaceConnectionParts, options: CallOptions) => Promise<Result>,
    discard?: (late: Result) => void,
  ): Promise<Result> {
    const parts = this.requireOpen();
    return abortable(() => this.#calls.add(work(parts, { signal })), signal, discard);
  }

  /** @throws InvalidInputError after `close()` */
  protected requireOpen(): NamespaceConnectionParts {
    if (!this.isOpen()) throw new InvalidInputError("Connection is closed.");
    return this.#parts;
  }

  /** @throws InvalidInputError after `close()`, UnsupportedError where the connection's root is not that of the catalog */
  protected requireCatalogRoot(): NamespaceConnectionParts {
    const parts = this.requireOpen();
    if (this.rootPath.length === 0) return parts;
    throw new UnsupportedError(
      "LanceDB writes permutations into the root namespace only: use the connection that at() was called on.",
    );
  }

  /**
   * The path in the catalog of a path of this connection.
   *
   * @throws InvalidInputError when the path is not an array
   */
  protected absolutePath(path: readonly string[]): string[] {
    if (Array.isArray(path)) return [...this.rootPath, ...path];
    throw new InvalidInputError("A namespace path must be an array of strings.");
  }

  async #release(): Promise<void> {
    if (this.owner !== this) return;
    const { engine, closeNamespace } = this.#parts;
    await this.#calls.ended();
    const results = await Promise.allSettled([engine.close(), closeNamespace?.()]);
    await this.#onClosed?.();
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }
}
