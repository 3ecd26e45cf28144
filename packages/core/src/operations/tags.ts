import type { Schemas } from "@lancetree/spec";
import type { CallOptions } from "../call-options.ts";

export type ListTableTagsRequest = Schemas["ListTableTagsRequest"];
export type ListTableTagsResponse = Schemas["ListTableTagsResponse"];
export type GetTableTagVersionRequest = Schemas["GetTableTagVersionRequest"];
export type GetTableTagVersionResponse = Schemas["GetTableTagVersionResponse"];
export type CreateTableTagRequest = Schemas["CreateTableTagRequest"];
export type CreateTableTagResponse = Schemas["CreateTableTagResponse"];
export type UpdateTableTagRequest = Schemas["UpdateTableTagRequest"];
export type UpdateTableTagResponse = Schemas["UpdateTableTagResponse"];
export type DeleteTableTagRequest = Schemas["DeleteTableTagRequest"];
export type DeleteTableTagResponse = Schemas["DeleteTableTagResponse"];

/** Operations on the tags of a table: names for versions. */
export interface TagOperations {
  /**
   * Lists the tags of a table, one page at a time.
   *
   * Rejects with NamespaceNotFoundError (1) and TableNotFoundError (4).
   */
  listTableTags(request: ListTableTagsRequest, options?: CallOptions): Promise<ListTableTagsResponse>;

  /**
   * Answers with the version that a tag names.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableTagNotFoundError (8).
   */
  getTableTagVersion(
    request: GetTableTagVersionRequest,
    options?: CallOptions,
  ): Promise<GetTableTagVersionResponse>;

  /**
   * Names a version.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableTagAlreadyExistsError (9),
   * TableVersionNotFoundError (11), ConcurrentModificationError (14).
   */
  createTableTag(request: CreateTableTagRequest, options?: CallOptions): Promise<CreateTableTagResponse>;

  /**
   * Moves a tag to another version.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableTagNotFoundError (8),
   * TableVersionNotFoundError (11), ConcurrentModificationError (14).
   */
  updateTableTag(request: UpdateTableTagRequest, options?: CallOptions): Promise<UpdateTableTagResponse>;

  /**
   * Deletes a tag; the version stays.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableTagNotFoundError (8).
   */
  deleteTableTag(request: DeleteTableTagRequest, options?: CallOptions): Promise<DeleteTableTagResponse>;
}
