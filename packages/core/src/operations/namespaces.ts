import type { Schemas } from "@lancetree/spec";
import type { CallOptions } from "../call-options.ts";

export type CreateNamespaceRequest = Schemas["CreateNamespaceRequest"];
export type CreateNamespaceResponse = Schemas["CreateNamespaceResponse"];
export type ListNamespacesRequest = Schemas["ListNamespacesRequest"];
export type ListNamespacesResponse = Schemas["ListNamespacesResponse"];
export type DescribeNamespaceRequest = Schemas["DescribeNamespaceRequest"];
export type DescribeNamespaceResponse = Schemas["DescribeNamespaceResponse"];
export type DropNamespaceRequest = Schemas["DropNamespaceRequest"];
export type DropNamespaceResponse = Schemas["DropNamespaceResponse"];
export type NamespaceExistsRequest = Schemas["NamespaceExistsRequest"];
export type NamespaceExistsResponse = Schemas["NamespaceExistsResponse"];

/** Operations on namespaces, the inner nodes of the tree. */
export interface NamespaceOperations {
  /**
   * Creates a namespace. Where the name is taken by a namespace, mode `Create` (the default) rejects, `ExistOk` keeps it as
   * it is and answers with its properties, and `Overwrite` puts an empty one in its place: all that it held is gone, in one
   * step. The root exists always: creating it is a conflict (`ExistOk` succeeds), overwriting it InvalidInput.
   *
   * Rejects with NamespaceNotFoundError (1) when the parent does not exist, NamespaceAlreadyExistsError (2) on a conflict,
   * TableAlreadyExistsError (5), in every mode, when a table has the name.
   */
  createNamespace(request: CreateNamespaceRequest, options?: CallOptions): Promise<CreateNamespaceResponse>;

  /**
   * Lists the names of the namespaces directly inside one, ascending by bytes, one page at a time.
   *
   * Rejects with NamespaceNotFoundError (1) when the namespace does not exist.
   */
  listNamespaces(request: ListNamespacesRequest, options?: CallOptions): Promise<ListNamespacesResponse>;

  /**
   * Answers with a namespace's properties, `{}` when it has none.
   *
   * Rejects with NamespaceNotFoundError (1) when it does not exist.
   */
  describeNamespace(
    request: DescribeNamespaceRequest,
    options?: CallOptions,
  ): Promise<DescribeNamespaceResponse>;

  /**
   * Drops a namespace. One that holds anything is rejected under behavior `Restrict` (the default) and dropped with all that
   * it holds, data included, under `Cascade`. A missing one is rejected under mode `Fail` (the default) and a successful
   * no-op under `Skip`. The root cannot be dropped: InvalidInput. Resolves after the data is gone.
   *
   * Rejects with NamespaceNotFoundError (1), also for a table's name, and NamespaceNotEmptyError (3).
   */
  dropNamespace(request: DropNamespaceRequest, options?: CallOptions): Promise<DropNamespaceResponse>;

  /**
   * Resolves when a namespace exists; the root always does.
   *
   * Rejects with NamespaceNotFoundError (1) when it does not exist.
   */
  namespaceExists(request: NamespaceExistsRequest, options?: CallOptions): Promise<NamespaceExistsResponse>;
}
