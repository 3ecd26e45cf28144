import type { Rows } from "./table-methods.ts";

/** The protocol's operations, which each client implements. */
export interface OperationMethods {
  /**
   * Connects to a server.
   *
   * @param headers - only for Lancetree's client
   */
  open(uri: string, headers?: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Calls an operation.
   *
   * @param operation - in lowerCamelCase: `createNamespace`
   * @param request - with the protocol's own field names
   */
  call(operation: string, request: Request): Promise<unknown>;
  /** Calls an operation that takes rows. A column `vector` becomes a list of 32-bit floats of fixed length. */
  send(operation: string, request: Request, rows: Rows): Promise<unknown>;
  /** The rows that `queryTable` returns, without the columns that a search adds. */
  query(request: Request): Promise<unknown[]>;
}

export type Request = Readonly<Record<string, unknown>>;
