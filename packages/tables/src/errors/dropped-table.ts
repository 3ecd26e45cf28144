import {
  type CallOptions,
  type ErrorCode,
  isNamespaceError,
  type Namespace,
  TableNotFoundError,
} from "@lancetree/core";

/** What LanceDB's failure may mean when files of a table are missing: a version, a branch, a damaged table, nothing that is known. */
const missing: readonly ErrorCode[] = [11, 18, 19, 22];

/**
 * What an operation on a table failed with. Where the table was dropped while the operation ran, its files are missing: that is
 * TableNotFound, and any other failure comes back as it is.
 */
export async function asDroppedTable(
  namespace: Pick<Namespace, "tableExists">,
  request: { readonly id?: readonly string[] | null | undefined },
  failure: unknown,
  options?: CallOptions,
): Promise<unknown> {
  const { id } = request;
  if (!id || !missing.some((code) => isNamespaceError(failure, code))) return failure;
  const { headers } = options ?? {};
  if (!(await isMissing(namespace, [...id], headers))) return failure;
  return new TableNotFoundError(`Table '${id.at(-1) ?? ""}' was dropped while it was used.`, {
    cause: failure,
  });
}

/** Also false when the namespace cannot decide, for example because it lacks the operation. */
async function isMissing(
  namespace: Pick<Namespace, "tableExists">,
  id: string[],
  headers: CallOptions["headers"],
): Promise<boolean> {
  try {
    await namespace.tableExists({ id }, { headers });
    return false;
  } catch (reason) {
    return isNamespaceError(reason, 4);
  }
}
