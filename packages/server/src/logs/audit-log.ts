import type { AuditEntry } from "./audit-entry.ts";

/** Where audit entries go. */
export interface AuditLog {
  write(entry: AuditEntry): void;
  /** Opens the file again after it was moved away; where that fails, entries continue in the open file. */
  reopen(): void;
  /** How many entries could not be written. */
  readonly lost: () => number;
  /** Entries that come later are lost. */
  close(): void;
}
