import { type CallOptions, errorFromCode, isNamespaceError, type Namespace } from "@lancetree/core";

/**
 * Gives back a name that was declared for data that could then not be written: deregisters it, or drops it where the
 * backend cannot deregister. When the failure is that the table has data already (5), another client has written it
 * meanwhile; then the name is kept.
 *
 * Rejects, when giving back fails too, with the failure's own error and the added remark that the name stays.
 */
export async function undoDeclaration(
  namespace: Namespace,
  id: string[],
  failure: unknown,
  options?: CallOptions,
): Promise<void> {
  if (isNamespaceError(failure, 5)) return;
  // The signal may be what made it fail.
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
