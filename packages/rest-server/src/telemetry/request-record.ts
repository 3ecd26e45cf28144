import type { OperationName } from "@lancetree/spec";
import type { Caller } from "../access/authentication.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { readRequestId } from "../request/headers.ts";
import type { ReceivedRequest } from "../request/received-request.ts";
import type { LogEntry } from "./log-entry.ts";
import { recordOperation } from "./metrics.ts";

/** How a request ended. */
export type Outcome = Pick<LogEntry, "status" | "code" | "instance" | "error">;

/** What is learned of a request while it is answered. */
export interface RequestRecord {
  readonly requestId: string;
  readonly dialect: Dialect;
  operation: OperationName | undefined;
  id: readonly string[] | undefined;
  otherIds: readonly (readonly string[])[];
  database: string | undefined;
  identity: string | undefined;
  /** Logs and measures; only the first call counts. */
  finish(outcome: Outcome): void;
}

/** Starts the clock of a request. */
export function startRecord(
  request: Pick<ReceivedRequest, "method" | "headers">,
  dialect: Dialect,
  { address }: Caller,
  log: ((entry: LogEntry) => void) | undefined,
): RequestRecord {
  const start = performance.now();
  const time = new Date().toISOString();
  let isFinished = false;
  const record: RequestRecord = {
    requestId: readRequestId(request.headers),
    dialect,
    operation: undefined,
    id: undefined,
    otherIds: [],
    database: undefined,
    identity: undefined,
    finish(outcome) {
      if (isFinished) return;
      isFinished = true;
      const durationMs = performance.now() - start;
      const { requestId, operation, id, otherIds, database, identity } = record;
      if (operation !== undefined) recordOperation(durationMs, { operation, ...outcome });
      try {
        const { method } = request;
        log?.({
          level: levelOf(outcome),
          time,
          requestId,
          method,
          operation,
          id,
          ...(otherIds.length > 0 && { otherIds }),
          database,
          identity,
          address,
          dialect,
          durationMs,
          ...outcome,
        });
      } catch {
        // A broken logger must not break the answer.
      }
    },
  };
  return record;
}

function levelOf({ status, error }: Outcome): LogEntry["level"] {
  if (status >= 500) return "error";
  return status === 499 || (status < 400 && error !== undefined) ? "warn" : "info";
}
