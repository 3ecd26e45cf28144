import { isNamespaceError } from "./namespace-error.ts";

/** Whether a check of the contract succeeds; false when it rejects with NamespaceNotFound (1) or TableNotFound (4). */
export async function exists(check: Promise<unknown>): Promise<boolean> {
  try {
    await check;
    return true;
  } catch (error) {
    if (isNamespaceError(error, 1) || isNamespaceError(error, 4)) return false;
    throw error;
  }
}
