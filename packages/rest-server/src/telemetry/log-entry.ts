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
  /** The object's path, once it is known; the first of those that the request names. */
  readonly id?: readonly string[] | undefined;
  /** The paths of the other objects that it names: a rename's new place, the rest of a batch. */
  readonly otherIds?: readonly (readonly string[])[] | undefined;
  /** The database that was chosen, where there are several. */
  readonly database?: string | undefined;
  /** Name of the identity, where there is one. */
  readonly identity?: string | undefined;
  /** Address of the connection's other end, where the server knows it. */
  readonly address?: string | undefined;
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
