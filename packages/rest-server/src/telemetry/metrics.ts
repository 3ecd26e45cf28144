import { type Histogram, metrics } from "@opentelemetry/api";

let durations: Histogram | undefined;

/** Records one operation in the histogram `lancetree.server.operation.duration`, in milliseconds. */
export function recordOperation(
  durationMs: number,
  attributes: { operation: string; status: number; code?: number | undefined },
): void {
  // Created at the first operation, because the program may register its meters after it imports this module.
  durations ??= metrics
    .getMeter("@lancetree/rest-server")
    .createHistogram("lancetree.server.operation.duration", {
      unit: "ms",
      description: "Duration of a catalog operation, from its request to the end of its response.",
    });
  const { operation, status, code } = attributes;
  durations.record(durationMs, {
    "lancetree.operation": operation,
    "http.response.status_code": status,
    ...(code !== undefined && { "lancetree.error.code": code }),
  });
}
