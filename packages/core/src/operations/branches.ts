import type { Schemas } from "@lancetree/spec";
import type { CallOptions } from "../call-options.ts";

export type ListTableBranchesRequest = Schemas["ListTableBranchesRequest"];
export type ListTableBranchesResponse = Schemas["ListTableBranchesResponse"];
export type CreateTableBranchRequest = Schemas["CreateTableBranchRequest"];
export type CreateTableBranchResponse = Schemas["CreateTableBranchResponse"];
export type DeleteTableBranchRequest = Schemas["DeleteTableBranchRequest"];
export type DeleteTableBranchResponse = Schemas["DeleteTableBranchResponse"];

/** Operations on the branches of a table. */
export interface BranchOperations {
  /**
   * Lists the branches of a table, one page at a time.
   *
   * Rejects with NamespaceNotFoundError (1) and TableNotFoundError (4).
   */
  listTableBranches(
    request: ListTableBranchesRequest,
    options?: CallOptions,
  ): Promise<ListTableBranchesResponse>;

  /**
   * Creates a branch, of the main line's latest version unless the request says otherwise.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableVersionNotFoundError (11),
   * ConcurrentModificationError (14), TableBranchNotFoundError (22) for `from_branch`, TableBranchAlreadyExistsError (23).
   */
  createTableBranch(
    request: CreateTableBranchRequest,
    options?: CallOptions,
  ): Promise<CreateTableBranchResponse>;

  /**
   * Deletes a branch.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableBranchNotFoundError (22).
   */
  deleteTableBranch(
    request: DeleteTableBranchRequest,
    options?: CallOptions,
  ): Promise<DeleteTableBranchResponse>;
}
