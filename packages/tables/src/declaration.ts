import { errorFromCode, isNamespaceError, type Namespace } from "@lancetree/core";

/**
 * Gives back a name that was declared for data that could then not be written.
 *
 * Deregisters it, because whatever lies at the location may have been there before; a backend that cannot deregister
 * is asked to drop, unless the failure says that data was there.
 *
 * Rejects, when that fails too, with the failure's own error and the added remark that the name stays.
 */
export async function undoDeclaration(namespace: Namespace, id: string[], failure: unknown): Promise<void> {
  try {
    await namespace.deregisterTable({ id });
  } catch (error) {
    try {
      if (!isNamespaceError(error, 0) || isNamespaceError(failure, 5)) throw error;
      await namespace.dropTable({ id });
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
