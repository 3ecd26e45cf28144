import type { OperationName } from "@lancetree/spec";

/** What there is to say of one request. */
export interface LogEntry {
  /** `error` for what is the server's fault (5XX), `warn` for an answer that broke off. */
  readonly level: "info" | "warn" | "error";
  /** When the request came, ISO 8601. */
  readonly time: string;
  /** The `x-request-id` of the request, or the one that it got. */
  readonly requestId: string;
  readonly method: string;
  /** Absent when no route fitted. */
  readonly operation?: OperationName | undefined;
  /** The object's path, once it is known. */
  readonly id?: readonly string[] | undefined;
  /** Name of the identity, where there is one. */
  readonly identity?: string | undefined;
  /** Which of the two dialects the caller speaks. */
  readonly dialect: "namespace" | "remote";
  /** HTTP status; 499 when the caller went away before the answer. */
  readonly status: number;
  /** The protocol's code of a failure. */
  readonly code?: number | undefined;
  readonly durationMs: number;
  /** What an opaque 500 showed to the caller. */
  readonly instance?: string | undefined;
  /** The failure itself with its causes; it may hold what callers must not see. */
  readonly error?: unknown;
}
