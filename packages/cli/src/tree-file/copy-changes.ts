import { isNamespaceError, type Namespace, protectedProperty } from "@lancetree/core";
import { formatPath } from "../paths.ts";
import { carryOut } from "./carry-out.ts";
import type { Change } from "./plan-changes.ts";

/** Changes at the same time: a catalog in a folder commits them together. Each listens to the signal, and Node warns of more than ten. */
const atOnce = 8;

export interface CopyOptions {
  readonly signal: AbortSignal;
  /** Whether the target can protect objects from being dropped. */
  readonly protects: boolean;
  readonly onCopied: (change: Change) => Promise<void>;
  /** @param message - why the catalog refuses the object, as a sentence */
  readonly onRefused: (change: Change, message: string) => void;
}

/**
 * Makes changes that create objects, namespaces before their content. Each of them is atomic, so that after an end in between, a new
 * comparison finds what is missing. Rejects if the catalog cannot be reached or denies access.
 */
export async function copyChanges(
  target: Namespace,
  changes: readonly Change[],
  { signal, protects, onCopied, onRefused }: CopyOptions,
): Promise<void> {
  const refused = new Set<string>();
  const copy = async (change: Change): Promise<void> => {
    const { path, properties } = change.entry;
    const parent = path.slice(0, -1);
    const fail = (message: string): void => {
      refused.add(JSON.stringify(path));
      onRefused(change, `${formatPath(path)} cannot be copied: ${message}`);
    };
    if (refused.has(JSON.stringify(parent))) return fail("its namespace cannot be copied.");
    // Writers would commit past the catalog that keeps its versions.
    if (change.action === "register" && change.entry.isManaged)
      return fail("the catalog keeps its versions, which the other one would not.");
    // A copy without protection could be dropped, which the user who protected the object does not expect.
    if (!protects && Object.hasOwn(properties, protectedProperty)) {
      const unprotect = `"lancetree unprotect ${formatPath(path)}"`;
      return fail(
        `a folder protects nothing, so that its property ${protectedProperty} would be lost. ${unprotect} removes that from the database; then copy again.`,
      );
    }
    try {
      await carryOut(target, change, signal);
    } catch (error) {
      if (!isNamespaceError(error) || error.isRetryable || [15, 16].includes(error.code)) throw error;
      return fail(error.message);
    }
    await onCopied(change);
  };
  for (const level of levels(changes)) {
    for (let index = 0; index < level.length; index += atOnce) {
      signal.throwIfAborted();
      await Promise.all(level.slice(index, index + atOnce).map(copy));
    }
  }
}

/** Changes by the length of their paths: those of one length do not depend on each other. */
function levels(changes: readonly Change[]): Change[][] {
  const byLength = new Map<number, Change[]>();
  for (const change of changes) {
    const { length } = change.entry.path;
    const level = byLength.get(length) ?? [];
    level.push(change);
    byLength.set(length, level);
  }
  return [...byLength].toSorted(([left], [right]) => left - right).map(([, level]) => level);
}
