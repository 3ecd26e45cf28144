import { isNamespaceError } from "./namespace-error.ts";

/**
 * Returns whether an existence check (`namespaceExists`, `tableExists`) succeeds: false if it rejects with
 * NamespaceNotFound (1) or TableNotFound (4). Rejects with any other error.
 */
export async function exists(check: Promise<unknown>): Promise<boolean> {
  try {
    await check;
    return true;
  } catch (error) {
    if (isNamespaceError(error, 1) || isNamespaceError(error, 4)) return false;
    throw error;
  }
}
