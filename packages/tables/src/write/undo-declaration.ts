import { type CallOptions, errorFromCode, isNamespaceError, type Namespace } from "@lancetree/core";

/**
 * Undoes the declaration of a table whose data could not be written: deregisters the table, or drops it if the
 * backend cannot deregister. If the failure is TableAlreadyExists (5), another client has written the table
 * meanwhile, and its name is kept.
 *
 * If this fails too, rejects with the original failure and the added remark that the table stays declared.
 */
export async function undoDeclaration(
  namespace: Namespace,
  id: string[],
  failure: unknown,
  options?: CallOptions,
): Promise<void> {
  if (isNamespaceError(failure, 5)) return;
  // The abort of the signal may be the cause of the failure.
  const { headers } = options ?? {};
  try {
    await namespace.deregisterTable({ id }, { headers });
  } catch (error) {
    try {
      if (!isNamespaceError(error, 0)) throw error;
      await namespace.dropTable({ id }, { headers });
    } catch (reason) {
      throw leftBehind(id, failure, reason);
    }
  }
}

function leftBehind(id: string[], failure: unknown, reason: unknown): unknown {
  if (!isNamespaceError(failure)) return failure;
  const why = isNamespaceError(reason) ? reason.message : "the namespace failed.";
  const message = `${failure.message} Table "${id.join("/")}" stays declared, without data: ${why}`;
  return errorFromCode(failure.code, message, { cause: failure });
}
