import type { Caller } from "./access/authentication.ts";
import type { ConcurrencyLimiter } from "./access/concurrency-limiter.ts";
import type { MemoryBudget, MemoryReservation } from "./access/memory-budget.ts";
import type { RateLimiter } from "./access/rate-limit.ts";
import type { ChooseNamespace } from "./choose-namespace.ts";
import type { Deadline } from "./deadline.ts";
import type { HandlerOptions } from "./handler-options.ts";
import type { ReceivedRequest } from "./request/received-request.ts";
import type { RequestRecord } from "./telemetry/request-record.ts";

/** What all requests of a handler share. */
export interface HandlerContext {
  readonly choose: ChooseNamespace;
  readonly options: HandlerOptions;
  readonly rateLimiter: RateLimiter | undefined;
  readonly memory: MemoryBudget | undefined;
  readonly transfers: ConcurrencyLimiter | undefined;
  /** The segments of `basePath`. */
  readonly base: readonly string[];
}

/** One request and the resources that belong to it. */
export interface RequestContext {
  readonly handler: HandlerContext;
  readonly request: ReceivedRequest;
  /** The segments of the path below the base path. */
  readonly segments: readonly string[];
  readonly deadline: Deadline;
  readonly record: RequestRecord;
  readonly caller: Caller;
  readonly timeoutMs: number | undefined;
  readonly memory: MemoryReservation | undefined;
}
