import { type OperationName } from "@lancetree/core";

/**
 * The result of a run for one operation.
 *
 * - `real`: a case that is named after the operation, `<operation>: …`, received a result from it and passed. Such
 *   cases read the effect back.
 * - `unsupported`: the operation rejects with Unsupported, as the profile declares, for this reason.
 * - `unseen`: neither of these, because cases failed or because the kit has no case that reads the effect.
 */
export type Capability =
  | { readonly state: "real" }
  | { readonly state: "unsupported"; readonly reason: string }
  | { readonly state: "unseen" };

/** The result of a run for each operation. */
export type Capabilities = Readonly<Record<OperationName, Capability>>;

/** The result of a run: `run`, `unsupported` and `failed` add up to `caseCount`. */
export interface Report {
  /** The number of cases that passed. */
  readonly run: number;
  /** The number of cases that ended at an operation that rejected with Unsupported (0), as the profile declares. */
  readonly unsupported: number;
  /** The number of cases that failed. */
  readonly failed: number;
  readonly capabilities: Capabilities;
}

/** Formats the totals of a run in one line, for a person to read. */
export function formatTotals({ run, unsupported, failed, capabilities }: Report): string {
  const states = Object.values(capabilities).map(({ state }) => state);
  const real = states.filter((state) => state === "real").length;
  return (
    `${run + unsupported + failed} cases: ${run} run, ${unsupported} asserted unsupported, ${failed} failed; ` +
    `${real} of ${states.length} operations do real work`
  );
}

/** The result of a run for each operation, as JSON for a file. */
export function formatCapabilities({ capabilities }: Report): string {
  return `${JSON.stringify(capabilities, null, 2)}\n`;
}
