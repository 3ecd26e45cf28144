import {
  type CallOptions,
  type ErrorCode,
  isNamespaceError,
  type Namespace,
  TableNotFoundError,
} from "@lancetree/core";

/** What LanceDB's failure may mean when files of a table are missing: a version, a branch, a damaged table, nothing that is known. */
const MISSING: readonly ErrorCode[] = [11, 18, 19, 22];

/**
 * What an operation on a table failed with. Where the table was dropped while the operation ran, its files are missing: that is
 * TableNotFound, and any other failure comes back as it is.
 */
export async function droppedMeanwhile(
  namespace: Pick<Namespace, "tableExists">,
  request: { readonly id?: readonly string[] | null | undefined },
  failure: unknown,
  options?: CallOptions,
): Promise<unknown> {
  const { id } = request;
  if (!id || !MISSING.some((code) => isNamespaceError(failure, code))) return failure;
  const { headers } = options ?? {};
  const isGone = await namespace.tableExists({ id: [...id] }, { headers }).then(
    () => false,
    (reason: unknown) => isNamespaceError(reason, 4),
  );
  if (!isGone) return failure;
  return new TableNotFoundError(`Table '${id.at(-1) ?? ""}' was dropped while it was used.`, {
    cause: failure,
  });
}
