import type { LogEntry } from "@lancetree/rest-server";
import type { Redact } from "./redact.ts";

/** One line of the audit log: who did what to which object, and what came of it. */
export interface AuditEntry {
  /** ISO 8601. */
  readonly time: string;
  readonly requestId: string;
  /** Name of the key; null for a stranger, and where no keys are needed. */
  readonly who: string | null;
  readonly address: string | null;
  /** Null where no route fitted. */
  readonly operation: string | null;
  readonly database: string | null;
  /** Null before it is known. */
  readonly path: readonly string[] | null;
  /** Of a rename, a batch: what else was named. */
  readonly otherPaths?: readonly (readonly string[])[];
  readonly outcome: Outcome;
  readonly status: number;
  /** The protocol's code of a failure. */
  readonly code: number | null;
  readonly durationMs: number;
}

/** `gone`: the caller left before the answer; `broken`: the answer broke off. */
type Outcome = "done" | "denied" | "throttled" | "refused" | "failed" | "gone" | "broken";

const longestText = 256;
const mostItems = 64;

/** Brings what rest-server tells of a request into a line for the audit log, without secrets and of limited length. */
export function auditEntry(entry: LogEntry, redact: Redact): AuditEntry {
  const { time, requestId, identity, address, operation, database, id, otherIds, status, code } = entry;
  const safe = (path: readonly string[]): string[] =>
    path.slice(0, mostItems).map((component) => redact(component).slice(0, longestText));
  return {
    time,
    requestId: redact(requestId),
    who: identity ?? null,
    address: address ?? null,
    operation: operation ?? null,
    database: database ?? null,
    path: id ? safe(id) : null,
    ...(otherIds && { otherPaths: otherIds.slice(0, mostItems).map(safe) }),
    outcome: outcomeOf(entry),
    status,
    code: code ?? null,
    durationMs: Math.round(entry.durationMs * 100) / 100,
  };
}

function outcomeOf({ status, error }: LogEntry): Outcome {
  if (status === 499) return "gone";
  if (status < 400) return error === undefined ? "done" : "broken";
  if (status === 401 || status === 403) return "denied";
  if (status === 429) return "throttled";
  return status < 500 ? "refused" : "failed";
}
