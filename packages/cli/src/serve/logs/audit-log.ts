import { closeSync, openSync, writeSync } from "node:fs";
import { usageError } from "../../errors/cli-error.ts";
import { isSystemError } from "../../errors/system-error.ts";
import { toJson } from "../../output/printable.ts";
import type { AuditEntry } from "./audit-entry.ts";

/** Where audit lines go. */
export interface AuditLog {
  write(entry: AuditEntry): void;
  /** Begins the file anew after it was moved away. */
  reopen(): void;
  close(): void;
}

/**
 * Appends to a file that only its owner may read. Each line is written before the next request is worked on: nothing waits in
 * memory, and nothing is lost when the process is killed.
 *
 * @param onFailure - is told when a line could not be written, such as on a full disk; the server goes on
 * @throws a usage error when the file cannot be opened
 */
export function openAuditFile(path: string, onFailure: (problem: string) => void): AuditLog {
  const start = (): number => openSync(path, "a", 0o600);
  let file: number;
  try {
    file = start();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw usageError(`The audit file ${path} cannot be opened (${error.code}).`, "check --audit-file");
  }
  return {
    write(entry) {
      try {
        writeSync(file, `${toJson(entry)}\n`);
      } catch (error) {
        onFailure(
          `An audit line could not be written: ${isSystemError(error) ? error.code : "unknown reason"}.`,
        );
      }
    },
    reopen() {
      const next = start();
      closeSync(file);
      file = next;
    },
    close: () => closeSync(file),
  };
}
