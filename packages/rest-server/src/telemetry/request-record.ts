import type { Caller } from "../access/authentication.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { ServedOperation } from "../extensions/extension.ts";
import { readRequestId } from "../request/headers.ts";
import type { ReceivedRequest } from "../request/received-request.ts";
import type { LogEntry, VendedOptions } from "./log-entry.ts";

/** The end of a request. */
export type Outcome = Pick<LogEntry, "status" | "code" | "instance" | "error">;

/** Collects what the log entry of a request contains. */
export interface RequestRecord {
  readonly requestId: string;
  readonly dialect: Dialect;
  operation: ServedOperation | undefined;
  id: readonly string[] | undefined;
  otherIds: readonly (readonly string[])[];
  database: string | undefined;
  identity: string | undefined;
  vended: readonly VendedOptions[];
  /** Writes the log entry; only the first call has an effect. */
  finish(outcome: Outcome): void;
}

/** Starts measuring a request. */
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
    vended: [],
    finish(outcome) {
      if (isFinished) return;
      isFinished = true;
      const durationMs = performance.now() - start;
      const { requestId, operation, id, otherIds, database, identity, vended } = record;
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
          ...(vended.length > 0 && { vended }),
          database,
          identity,
          address,
          dialect,
          durationMs,
          ...outcome,
        });
      } catch {
        // An error of the logger must not affect the response.
      }
    },
  };
  return record;
}

function levelOf({ status, error }: Outcome): LogEntry["level"] {
  if (status >= 500) return "error";
  return status === 499 || (status < 400 && error !== undefined) ? "warn" : "info";
}
