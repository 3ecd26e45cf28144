import type { StoragePermission } from "@lancetree/core";
import type { ServedOperation } from "../extensions/extension.ts";

/** Storage options in a response, without their values. */
export interface VendedOptions {
  /** The location of the table. */
  readonly location: string;
  /** What they allow in the table's folder; `unlimited` for options that are not limited to it. */
  readonly permission: StoragePermission | "unlimited";
  /** When they expire, in milliseconds since 1970; undefined if the server does not know. */
  readonly expiresAtMillis?: number | undefined;
}

/** The log entry of one request. */
export interface LogEntry {
  /** `error` for a status of 500 or more, `warn` for a response that was interrupted. */
  readonly level: "info" | "warn" | "error";
  /** Time at which the request arrived, ISO 8601. */
  readonly time: string;
  /** The `x-request-id` of the request, or the one that the server assigned. */
  readonly requestId: string;
  readonly method: string;
  /** Undefined when the path has no route. */
  readonly operation?: ServedOperation | undefined;
  /** Path of the first object that the request names; undefined when the request failed before the server had read it. */
  readonly id?: readonly string[] | undefined;
  /** Paths of the other objects that the request names: the target of a rename, the rest of a batch. */
  readonly otherIds?: readonly (readonly string[])[] | undefined;
  /** Name of the chosen database; undefined if the server has only one. */
  readonly database?: string | undefined;
  /** The storage options that the response contains. */
  readonly vended?: readonly VendedOptions[] | undefined;
  /** Name of the caller's identity; undefined for a caller without one. */
  readonly identity?: string | undefined;
  /** Address of the peer, if the server knows it. */
  readonly address?: string | undefined;
  /** The dialect of the request. */
  readonly dialect: "namespace" | "remote";
  /** HTTP status; 499 when the caller disconnected before the response. */
  readonly status: number;
  /** The protocol's error code. */
  readonly code?: number | undefined;
  readonly durationMs: number;
  /** The instance id in the error response. */
  readonly instance?: string | undefined;
  /** The error with its causes. It may contain information that callers must not see. */
  readonly error?: unknown;
}
