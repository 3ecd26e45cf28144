import type { Table } from "@lancedb/lancedb";
import {
  type CallOptions,
  type CreateTableTagRequest,
  type CreateTableTagResponse,
  checkReferenceName,
  compareBytes,
  type DeleteTableTagRequest,
  type DeleteTableTagResponse,
  type GetTableTagVersionRequest,
  type GetTableTagVersionResponse,
  InvalidInputError,
  type ListTableTagsRequest,
  type ListTableTagsResponse,
  pageOf,
  type UpdateTableTagRequest,
  type UpdateTableTagResponse,
  validatePageRequest,
} from "@lancetree/core";
import { requireValidName } from "./name-rule.ts";
import { type DataContext, onTable, onWrittenTable, readPoint } from "./table-access.ts";

/** Lists tags by name. */
export async function listTableTags(
  context: DataContext,
  request: ListTableTagsRequest,
  options?: CallOptions,
): Promise<ListTableTagsResponse> {
  validatePageRequest(request);
  const { id } = request;
  return onWrittenTable(context, { id }, options, { tags: {} }, async (table) => {
    const all = await (await table.tags()).list();
    const { names, ...page } = pageOf(Object.keys(all).toSorted(compareBytes), request);
    const tags: [string, ListTableTagsResponse["tags"][string]][] = [];
    const hasBranches = await anyBranch(table);
    for (const name of names) {
      const { version = 0, manifestSize = 0 } = all[name] ?? {};
      tags.push([name, { version, manifestSize, ...(hasBranches && (await branchOf(table, name))) }]);
    }
    return { tags: Object.fromEntries(tags), ...page };
  });
}

/** Returns the version that a tag names, and its branch unless that is the main one. */
export async function getTableTagVersion(
  context: DataContext,
  request: GetTableTagVersionRequest,
  options?: CallOptions,
): Promise<GetTableTagVersionResponse> {
  const tag = requireTag(request);
  const { id } = request;
  return onTable(context, { id }, options, async (table) => {
    const version = await (await table.tags()).getVersion(tag);
    return { version, ...((await anyBranch(table)) && (await branchOf(table, tag))) };
  });
}

/** Names a version, of a branch if the request names one. */
export async function createTableTag(
  context: DataContext,
  request: CreateTableTagRequest,
  options?: CallOptions,
): Promise<CreateTableTagResponse> {
  const tag = requireValidName("a tag", request.tag);
  const version = requireVersion(request);
  const { id, branch } = request;
  return onTable(context, { id, branch }, options, async (table) => {
    await (await table.tags()).create(tag, version);
    return {};
  });
}

/** Moves a tag to another version. */
export async function updateTableTag(
  context: DataContext,
  request: UpdateTableTagRequest,
  options?: CallOptions,
): Promise<UpdateTableTagResponse> {
  const tag = requireTag(request);
  const version = requireVersion(request);
  const { id, branch } = request;
  return onTable(context, { id, branch }, options, async (table) => {
    await (await table.tags()).update(tag, version);
    return {};
  });
}

/** Deletes a tag. */
export async function deleteTableTag(
  context: DataContext,
  request: DeleteTableTagRequest,
  options?: CallOptions,
): Promise<DeleteTableTagResponse> {
  const tag = requireTag(request);
  const { id } = request;
  return onTable(context, { id }, options, async (table) => {
    await (await table.tags()).delete(tag);
    return {};
  });
}

async function anyBranch(table: Table): Promise<boolean> {
  return Object.keys(await (await table.branches()).list()).length > 0;
}

/** LanceDB does not list the branches of tags; a table that is checked out at the tag has it. */
async function branchOf(table: Table, tag: string): Promise<{ branch?: string }> {
  await table.checkout(tag);
  const branch = table.currentBranch();
  return branch === null ? {} : { branch };
}

function requireTag({ tag }: { tag: unknown }): string {
  if (typeof tag !== "string" || tag === "") throw new InvalidInputError("The request needs a tag.");
  checkReferenceName("tag", tag);
  return tag;
}

function requireVersion({ version }: { version: number }): number {
  const point = readPoint({ version });
  if (point.version !== undefined) return point.version;
  throw new InvalidInputError("The request needs a version.");
}
