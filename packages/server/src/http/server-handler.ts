import {
  createNamespaceHandler,
  type LogEntry,
  type NamespaceHandler,
  type ServedOperation,
} from "@lancetree/rest-server";
import { type Access, keyAccess } from "../access/authenticate.ts";
import { operationRoles } from "../access/operation-roles.ts";
import type { KeyStore } from "../keys/key-store.ts";
import type { LimitSettings } from "../limits.ts";
import { auditEntry } from "../logs/audit-entry.ts";
import type { AuditLog } from "../logs/audit-log.ts";
import { createMetrics } from "../logs/metrics.ts";
import { type PendingEntries, trackPendingEntries } from "../logs/pending-entries.ts";
import { createRedact } from "../logs/redact.ts";
import { describeFault, type ServerLog } from "../logs/server-log.ts";
import type { ServePages } from "../server-options.ts";
import type { ServerSettings } from "../server-settings.ts";
import type { CatalogSource } from "../sources/catalog-source.ts";
import { createDrain, type Drain } from "./drain.ts";
import { guardHost } from "./host-guard.ts";
import type { LinkAccess } from "./link-access.ts";
import { withOpsEndpoints } from "./ops-endpoints.ts";
import type { Readiness } from "./readiness.ts";
import { redactErrors } from "./redact-errors.ts";

export interface ServerHandlerOptions {
  readonly settings: ServerSettings;
  readonly source: CatalogSource;
  readonly audit: AuditLog;
  readonly log: ServerLog;
  readonly keys: KeyStore | undefined;
  readonly readiness: Readiness;
  readonly pages: ServePages | undefined;
  readonly links: LinkAccess | undefined;
}

export interface ServerHandler {
  readonly handler: NamespaceHandler;
  readonly drain: Drain;
  readonly pending: PendingEntries;
  readonly ownerOf: Access["ownerOf"] | undefined;
}

/**
 * Layers, from the inside out: the catalog, the drain, the operational endpoints, the check of links, pages, the host guard, redaction of
 * errors.
 */
export function createServerHandler(options: ServerHandlerOptions): ServerHandler {
  const { settings, source, audit, log, keys, readiness, pages, links } = options;
  const redact = createRedact(source.secrets);
  const metrics = createMetrics(() => drain.inFlight(), audit.lost);
  const access = keys && keyAccess(keys, () => metrics.countFailedAuth());
  const onEntry = (entry: LogEntry): void => {
    audit.write(auditEntry(entry, redact));
    pending.written(entry.requestId);
    metrics.observe(entry);
    const fault = describeFault(entry, redact);
    if (fault !== undefined) log(fault);
  };
  const pending = trackPendingEntries(
    createNamespaceHandler(source.target, {
      ...access,
      ...handlerLimits(settings.limits, keys !== undefined),
      log: onEntry,
      basePath: links?.basePath,
    }),
  );
  const drain = createDrain(pending.handler);
  const mayMonitor = access?.mayMonitor ?? (() => true);
  const checkReady = (): Promise<void> => readiness.check();
  const withOps = withOpsEndpoints(drain.handler, { checkReady, metrics, mayMonitor });
  const guarded = links ? links.guard(withOps) : withOps;
  const whole = pages ? withPages(guarded, pages) : guarded;
  // A server without keys on a network has `allowInsecure`, which permits every host name.
  const isOpen = keys === undefined && settings.isLoopback;
  const handler = redactErrors(isOpen ? guardHost(whole) : whole, redact);
  return { handler, drain, pending, ownerOf: access?.ownerOf };
}

function withPages(handler: NamespaceHandler, pages: ServePages): NamespaceHandler {
  return async (request, caller) => (await pages(request)) ?? handler(request, caller);
}

function handlerLimits(limits: LimitSettings, hasKeys: boolean) {
  return {
    limits: {
      bodyIdleMs: limits.waitMs,
      anonymousBodyMs: limits.anonymousMs,
      operationMs: (operation: ServedOperation) =>
        operationRoles[operation] === "read" ? limits.readMs : limits.writeMs,
    },
    bodyMemoryBytes: limits.bodyMemoryBytes,
    transfers: {
      max: limits.transfers,
      // Without keys, all callers behind one proxy are one caller.
      maxPerCaller: hasKeys ? limits.transfersPerCaller : limits.transfers,
    },
  };
}
