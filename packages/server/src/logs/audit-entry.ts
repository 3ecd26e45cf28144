import type { LogEntry, VendedOptions } from "@lancetree/rest-server";
import type { Redact } from "./redact.ts";

/** One entry of the audit log: the key, the operation, the object and the outcome of one request. */
export interface AuditEntry {
  /** ISO 8601. */
  readonly time: string;
  readonly requestId: string;
  /** Name of the key; null without a valid key, and on a server without keys. */
  readonly who: string | null;
  readonly address: string | null;
  /** An operation in lowerCamelCase, of the protocol or of the routes below `/lancetree/v1/`; null if no route matched. */
  readonly operation: string | null;
  readonly database: string | null;
  /** The path of the object, including a prefix; null if the request failed before the server had read it. */
  readonly path: readonly string[] | null;
  /** The other paths that a rename or a batch names. */
  readonly otherPaths?: readonly (readonly string[])[];
  /** The storage options that the response contained, without their values. */
  readonly vended?: readonly AuditedOptions[];
  readonly outcome: Outcome;
  /** HTTP status; 499 if the client disconnected before the response. */
  readonly status: number;
  /** The protocol's error code; null for success. */
  readonly code: number | null;
  readonly durationMs: number;
}

/** Storage options in a response. */
export interface AuditedOptions {
  /** The URI of the table's folder. */
  readonly folder: string;
  /** What they allow in the folder: `read`, `write`, `admin`; `unlimited` for those that are not limited to it. */
  readonly permission: string;
  /** When they expire, ISO 8601; null if the server does not know. */
  readonly until: string | null;
}

/**
 * `denied`: 401 or 403; `throttled`: 429; `refused`: another 4xx; `failed`: 5xx; `gone`: the client disconnected before
 * the response; `broken`: the response was interrupted.
 */
export type Outcome = "done" | "denied" | "throttled" | "refused" | "failed" | "gone" | "broken";

const maxNameLength = 256;
const maxItems = 64;
/** The bucket, and a key of S3 whose characters are escaped. */
const maxLocationLength = 4096;
/** The last date of JavaScript. */
const maxDate = 8.64e15;

/** Converts a log entry of rest-server into an audit entry, without secrets and of limited length. */
export function auditEntry(entry: LogEntry, redact: Redact): AuditEntry {
  const { time, requestId, identity, address, operation, database, id, otherIds, vended, status, code } =
    entry;
  const safe = (path: readonly string[]): string[] =>
    path.slice(0, maxItems).map((component) => redact(component).slice(0, maxNameLength));
  return {
    time,
    requestId: redact(requestId),
    who: identity ?? null,
    address: address ?? null,
    operation: operation ?? null,
    database: database ?? null,
    path: id ? safe(id) : null,
    ...(otherIds && { otherPaths: otherIds.slice(0, maxItems).map(safe) }),
    ...(vended && { vended: vended.slice(0, maxItems).map((one) => auditedOptions(one, redact)) }),
    outcome: outcomeOf(entry),
    status,
    code: code ?? null,
    durationMs: Math.round(entry.durationMs * 100) / 100,
  };
}

function auditedOptions(
  { location, permission, expiresAtMillis: end }: VendedOptions,
  redact: Redact,
): AuditedOptions {
  const isDate = end !== undefined && Math.abs(end) <= maxDate;
  return {
    folder: redact(location).slice(0, maxLocationLength),
    permission,
    until: isDate ? new Date(end).toISOString() : null,
  };
}

function outcomeOf({ status, error }: LogEntry): Outcome {
  if (status === 499) return "gone";
  if (status < 400) return error === undefined ? "done" : "broken";
  if (status === 401 || status === 403) return "denied";
  if (status === 429) return "throttled";
  return status < 500 ? "refused" : "failed";
}
