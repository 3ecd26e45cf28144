import { type OperationName } from "@lancetree/core";

/**
 * The result of a run for one operation.
 *
 * - `real`: a case that is named after the operation, `<operation>: …`, got a result from it and ran to its end. Such
 *   cases read the effect back.
 * - `unsupported`: it rejects with Unsupported, as the profile says, for this reason.
 * - `unseen`: neither, because cases failed or because the kit has none that could see an effect.
 */
export type Capability =
  | { readonly state: "real" }
  | { readonly state: "unsupported"; readonly reason: string }
  | { readonly state: "unseen" };

/** The result of a run for each operation. */
export type Capabilities = Readonly<Record<OperationName, Capability>>;

/** The result of a run: `run`, `unsupported` and `failed` add up to `caseCount`. */
export interface Report {
  /** Cases that ran to their end. */
  readonly run: number;
  /** Cases that ended at an operation which rejected with Unsupported (0), as the profile says. */
  readonly unsupported: number;
  /** Cases that failed. */
  readonly failed: number;
  readonly capabilities: Capabilities;
}

/** The totals of a run in one line, for people. */
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
