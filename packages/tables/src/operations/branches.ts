import type { Table } from "@lancedb/lancedb";
import {
  type CallOptions,
  type CreateTableBranchRequest,
  type CreateTableBranchResponse,
  checkReferenceName,
  compareBytes,
  type DeleteTableBranchRequest,
  type DeleteTableBranchResponse,
  InvalidInputError,
  type ListTableBranchesRequest,
  type ListTableBranchesResponse,
  pageOf,
  TableBranchAlreadyExistsError,
  TableBranchNotFoundError,
  validatePageRequest,
} from "@lancetree/core";
import { isValidName } from "./name-rule.ts";
import { type DataContext, onTable, onWrittenTable, readPoint } from "./table-access.ts";

type BranchContents = ListTableBranchesResponse["branches"][string];

/** Lists branches by name. The creation time of a branch is that of its oldest existing version. */
export async function listTableBranches(
  context: DataContext,
  request: ListTableBranchesRequest,
  options?: CallOptions,
): Promise<ListTableBranchesResponse> {
  validatePageRequest(request);
  const { id } = request;
  return onWrittenTable(context, { id }, options, { branches: {} }, async (table) => {
    const handle = await table.branches();
    const all = await handle.list();
    const { names, ...page } = pageOf(Object.keys(all).toSorted(compareBytes), request);
    const branches: [string, BranchContents][] = [];
    for (const name of names) {
      const { parentBranch, parentVersion = 0, manifestSize = 0 } = all[name] ?? {};
      const createAt = await createdAt(await handle.checkout(name));
      branches.push([name, { ...(parentBranch && { parentBranch }), parentVersion, createAt, manifestSize }]);
    }
    return { branches: Object.fromEntries(branches), ...page };
  });
}

/** Creates a branch from another one, or from the main branch. */
export async function createTableBranch(
  context: DataContext,
  request: CreateTableBranchRequest,
  options?: CallOptions,
): Promise<CreateTableBranchResponse> {
  const name = requireBranchName(request.name);
  const { branch: requested, version } = readPoint({
    branch: request.from_branch,
    version: request.from_version,
  });
  const from = requested === "main" ? undefined : requested;
  return onTable(context, { id: request.id }, options, async (table) => {
    const branches = await table.branches();
    const known = await branches.list();
    const exists = (): TableBranchAlreadyExistsError =>
      new TableBranchAlreadyExistsError(`Branch '${name}' already exists on table '${table.name}'.`);
    // LanceDB reports an existing branch as an internal error, and a missing version of a branch as a missing branch.
    if (Object.hasOwn(known, name)) throw exists();
    if (from !== undefined && !Object.hasOwn(known, from)) {
      throw new TableBranchNotFoundError(`Branch '${from}' of table '${table.name}' was not found.`);
    }
    if (version !== undefined) {
      await onTable(context, { id: request.id, branch: from, version }, options, async () => undefined);
    }
    try {
      (await branches.create(name, from, version)).close();
    } catch (error) {
      if (Object.hasOwn(await branches.list(), name)) throw exists();
      throw error;
    }
    return {};
  });
}

/** Deletes a branch. Rejects if a tag or another branch refers to it. */
export async function deleteTableBranch(
  context: DataContext,
  request: DeleteTableBranchRequest,
  options?: CallOptions,
): Promise<DeleteTableBranchResponse> {
  const name = requireBranchName(request.name);
  return onTable(context, { id: request.id }, options, async (table) => {
    const branches = await table.branches();
    if (!Object.hasOwn(await branches.list(), name)) {
      throw new TableBranchNotFoundError(`Branch '${name}' of table '${table.name}' was not found.`);
    }
    await branches.delete(name);
    return {};
  });
}

async function createdAt(table: Table): Promise<number> {
  try {
    const times = (await table.listVersions()).map(({ timestamp }) => timestamp.getTime());
    return Math.floor(Math.min(...times) / 1000);
  } finally {
    table.close();
  }
}

/** LanceDB checks names too late: when it rejects a branch, it has created the branch's folder already. */
function requireBranchName(name: unknown): string {
  const isValid =
    typeof name === "string" &&
    name !== "main" &&
    !name.endsWith(".lock") &&
    name.split("/").every((part) => isValidName(part) && !part.includes(".."));
  if (isValid) {
    checkReferenceName("branch", name);
    return name;
  }
  throw new InvalidInputError(
    "A branch name must consist of letters, digits, `.`, `-`, `_` and `/`, and must not be main.",
  );
}
