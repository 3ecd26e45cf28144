import type { Settings } from "./rest-options.ts";
import type { OperationName } from "./transport.ts";

/** A failed attempt. */
export interface Failure {
  readonly error: unknown;
  /**
   * `not-sent`: nothing reached the server. `rejected`: the server reports that it did nothing. `transient`: another attempt
   * may succeed, but this one may have taken effect. `permanent`: another attempt would fail in the same way.
   */
  readonly kind: "not-sent" | "rejected" | "transient" | "permanent";
  /** Milliseconds that the server asks to wait. */
  readonly retryAfterMs?: number | undefined;
}

/** Whether running an operation twice has the same outcome as running it once. */
export function isRepeatable(name: OperationName, mode: string | undefined): boolean {
  if (/^(list|describe|get|count|query|explain|analyze|find)|Exists$/.test(name)) return true;
  if (name === "createNamespace" || name === "createTable") return mode === "ExistOk";
  return name === "dropNamespace" && mode === "Skip";
}

/** An attempt that failed. */
export interface FailedAttempt {
  readonly failure: Failure;
  /** Whether the call can be sent again although the server may have received it. */
  readonly repeatable: boolean;
  /** Counted from 1. */
  readonly attempt: number;
  /** What is left of the call's time. */
  readonly budgetMs: number;
}

/** Milliseconds to wait before the next attempt; undefined when there should be none. */
export function waitBeforeNext(failed: FailedAttempt, retry: Settings["retry"]): number | undefined {
  const { failure, repeatable, attempt, budgetMs } = failed;
  if (failure.kind === "permanent" || (failure.kind === "transient" && !repeatable)) return undefined;
  if (attempt >= retry.attempts) return undefined;
  const backoff = Math.min(retry.baseDelayMs * 2 ** (attempt - 1), retry.maxDelayMs);
  // Half of it is random, so that clients that failed together do not retry together.
  const wait = Math.max(failure.retryAfterMs ?? 0, backoff * (0.5 + Math.random() / 2));
  return wait > retry.maxDelayMs || wait >= budgetMs ? undefined : wait;
}

/** Reads `Retry-After`: seconds or a date. Undefined when absent or neither. */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

// Of Node, then of Bun.
const neverConnected =
  /^(E(CONNREFUSED|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/;

/** The platform's code for a failed connection, such as `ECONNREFUSED`, if it has one. */
export function connectionCode(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && typeof current === "object" && current !== null; depth++) {
    if ("code" in current && typeof current.code === "string") return current.code;
    current = "cause" in current ? current.cause : undefined;
  }
  return undefined;
}

/** Whether `fetch` failed before it sent anything; false if that is unknown. */
export function wasNotSent(error: unknown): boolean {
  return neverConnected.test(connectionCode(error) ?? "");
}
