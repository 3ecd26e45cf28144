import {
  type CallOptions,
  type ErrorCode,
  isNamespaceError,
  type Namespace,
  TableNotFoundError,
} from "@lancetree/core";

/**
 * Errors that LanceDB's failure may become when files of a table are missing: of a version, a branch, a damaged
 * table, or an unknown failure.
 */
const missing: readonly ErrorCode[] = [11, 18, 19, 22];

/**
 * Turns the failure of an operation into TableNotFound if the table was dropped while the operation ran, so that its
 * files are missing. Any other failure is returned unchanged.
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
