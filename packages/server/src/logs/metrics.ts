import type { LogEntry } from "@lancetree/rest-server";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Metrics of a running server, for Prometheus. */
export interface Metrics {
  observe(entry: LogEntry): void;
  countFailedAuth(): void;
  /** The page that Prometheus reads, and its media type. */
  page(): Promise<{ readonly text: string; readonly type: string }>;
}

/** Seconds: from a response out of memory to a large query. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * Measures the log entry of each request. Labels are operations and statuses only, so the number of series is bounded
 * and no label holds a name from the catalog.
 */
export function createMetrics(inFlight: () => number, lostAuditLines: () => number): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const durations = new Histogram({
    name: "lancetree_request_duration_seconds",
    help: "Time from a request to the end of its response, by operation of the protocol and HTTP status.",
    labelNames: ["operation", "status"],
    buckets,
    registers,
  });
  const failedAuth = new Counter({
    name: "lancetree_wrong_keys_total",
    help: "Requests with a key that is not valid.",
    registers,
  });
  const lostLines = new Counter({
    name: "lancetree_audit_lines_lost_total",
    help: "Lines of the audit log that could not be written.",
    registers,
  });
  const requestsInFlight = new Gauge({
    name: "lancetree_requests_in_flight",
    help: "Requests under way.",
    registers,
  });
  return {
    observe({ operation = "none", status, durationMs }) {
      durations.observe({ operation, status }, durationMs / 1000);
    },
    countFailedAuth: () => failedAuth.inc(),
    async page() {
      requestsInFlight.set(inFlight());
      lostLines.reset();
      lostLines.inc(lostAuditLines());
      return { text: await register.metrics(), type: register.contentType };
    },
  };
}
