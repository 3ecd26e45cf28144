import type { ServerOptions, WriteAuditEntry } from "../server-options.ts";
import { openAuditFile } from "./audit-file.ts";
import type { AuditLog } from "./audit-log.ts";
import { messageOf, type ServerLog } from "./server-log.ts";

/** Opens the audit log of the options. @throws InvalidInputError when its file cannot be opened */
export function openAuditLog(audit: ServerOptions["audit"], log: ServerLog): AuditLog {
  if (audit === undefined) return auditFunction(() => undefined, log);
  return typeof audit === "function" ? auditFunction(audit, log) : openAuditFile(audit.file, log);
}

function auditFunction(write: WriteAuditEntry, log: ServerLog): AuditLog {
  let lost = 0;
  const lose = (reason: unknown): void => {
    if (lost === 0) {
      log(
        `An audit entry could not be written; the server continues without it. Reason: ${messageOf(reason)}`,
      );
    }
    lost++;
  };
  return {
    write(entry) {
      try {
        void Promise.resolve(write(entry)).catch(lose);
      } catch (error) {
        lose(error);
      }
    },
    reopen: () => undefined,
    lost: () => lost,
    close: () => undefined,
  };
}
