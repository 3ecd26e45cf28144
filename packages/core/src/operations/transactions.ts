import type { Schemas } from "@lancetree/spec";
import type { CallOptions } from "../call-options.ts";

export type DescribeTransactionRequest = Schemas["DescribeTransactionRequest"];
export type DescribeTransactionResponse = Schemas["DescribeTransactionResponse"];
export type AlterTransactionRequest = Schemas["AlterTransactionRequest"];
export type AlterTransactionResponse = Schemas["AlterTransactionResponse"];

/** Operations on transactions. */
export interface TransactionOperations {
  /**
   * Answers with the state and the properties of a transaction.
   *
   * Rejects with TransactionNotFoundError (10).
   */
  describeTransaction(
    request: DescribeTransactionRequest,
    options?: CallOptions,
  ): Promise<DescribeTransactionResponse>;

  /**
   * Applies actions to a transaction: sets its status, sets or unsets properties.
   *
   * Rejects with TransactionNotFoundError (10), ConcurrentModificationError (14).
   */
  alterTransaction(
    request: AlterTransactionRequest,
    options?: CallOptions,
  ): Promise<AlterTransactionResponse>;
}
