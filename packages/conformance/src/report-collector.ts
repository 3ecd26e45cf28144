import { type OperationName, operationNames } from "@lancetree/core";
import type { Capability, Report } from "./report.ts";

/** How a case ended. */
export type Outcome = "run" | "unsupported" | "failed";

/** What one case shows, collected while it runs. */
export interface CaseRecord {
  /** The operations that succeeded. */
  readonly succeeded: Set<OperationName>;
  /** The message of the operation that rejected with Unsupported and so ended the case. */
  refusal?: { readonly operation: OperationName; readonly reason: string };
}

/** Collects the results of cases. */
export interface ReportCollector {
  /**
   * Records how a case ended. Delivers the report once, when all cases have ended. A case that runs again counts once,
   * with its last result.
   */
  readonly end: (name: string, outcome: Outcome, record: CaseRecord) => Promise<void>;
}

/** Creates the collector of a run with this number of cases. */
export function createReportCollector(
  caseCount: number,
  report: (report: Report) => void | Promise<void>,
): ReportCollector {
  const outcomes = new Map<string, Outcome>();
  const real = new Set<OperationName>();
  const reasons = new Map<OperationName, string>();
  const capability = (operation: OperationName): Capability => {
    const reason = reasons.get(operation);
    if (reason !== undefined) return { state: "unsupported", reason };
    return { state: real.has(operation) ? "real" : "unseen" };
  };
  const count = (outcome: Outcome): number =>
    [...outcomes.values()].filter((ended) => ended === outcome).length;
  let reported = false;
  return {
    async end(name, outcome, { succeeded, refusal }) {
      outcomes.set(name, outcome);
      if (refusal) reasons.set(refusal.operation, refusal.reason);
      for (const operation of succeeded) {
        if (outcome === "run" && isNamedAfter(name, operation)) real.add(operation);
      }
      if (reported || outcomes.size < caseCount) return;
      reported = true;
      await report({
        run: count("run"),
        unsupported: count("unsupported"),
        failed: count("failed"),
        capabilities: Object.fromEntries(
          operationNames.map((operation) => [operation, capability(operation)]),
        ) as Report["capabilities"],
      });
    },
  };
}

/** Names are `rule > case`. */
function isNamedAfter(name: string, operation: OperationName): boolean {
  return name.slice(name.indexOf(" > ") + 3).startsWith(`${operation}:`);
}
