import { type OperationName, operationNames } from "@lancetree/core";
import type { Capability, Report } from "./report.ts";

/** How a case ended. */
export type Outcome = "run" | "unsupported" | "failed";

/** What one case shows, collected while it runs. */
export interface CaseRecord {
  /** The operations that answered. */
  readonly answered: Set<OperationName>;
  /** The message of the operation that rejected with Unsupported and so ended the case. */
  refusal?: { readonly operation: OperationName; readonly reason: string };
}

/** Collects what cases show. */
export interface ReportCollector {
  /**
   * Takes down how a case ended. The first time that all have ended, the report is given away; a case that runs again
   * counts once, with its last end.
   */
  readonly end: (name: string, outcome: Outcome, record: CaseRecord) => Promise<void>;
}

/** Makes the recorder of a run of so many cases. */
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
    async end(name, outcome, { answered, refusal }) {
      outcomes.set(name, outcome);
      if (refusal) reasons.set(refusal.operation, refusal.reason);
      for (const operation of answered) {
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
