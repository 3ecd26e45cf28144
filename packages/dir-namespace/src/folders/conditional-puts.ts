import { isNamespaceError, UnsupportedError } from "@lancetree/core";
import type { ObjectStore } from "./object-store.ts";

/** An object that exists in the bucket of each catalog that was ever changed. */
const probe = "__lancetree/conditional-put";
const content: Uint8Array = new TextEncoder().encode(
  "This object shows that the store refuses to replace it.",
);

/**
 * Rejects with Unsupported unless the store refuses to put an object over another one on condition that there is none. Without
 * that, two writers could commit the same version, and one commit would be lost.
 *
 * @param prefix of the catalog's keys
 */
export async function assertConditionalPuts(store: ObjectStore, prefix: string): Promise<void> {
  const key = prefix + probe;
  // The first put creates it in a new catalog.
  if (!(await put(store, key))) return;
  if (await put(store, key)) throw notHonored();
}

async function put(store: ObjectStore, key: string): Promise<boolean> {
  try {
    return await store.putNew(key, content);
  } catch (error) {
    if (isNamespaceError(error) && /\b(NotImplemented|501)\b/.test(error.message)) throw notHonored(error);
    throw error;
  }
}

function notHonored(cause?: Error): UnsupportedError {
  return new UnsupportedError(
    "The object store does not honor conditional puts (If-None-Match: *): it replaces existing objects. Two writers could lose each other's changes, so the directory catalog does not write to it.",
    cause && { cause },
  );
}
