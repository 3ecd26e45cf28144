import type { Namespace } from "@lancetree/core";
import { type OperationName } from "@lancetree/core";
import { type ArrowHelpers, openCatalog } from "./catalog.ts";
import { arrowOperations, dataRules, recordingOperations } from "./data/index.ts";
import { formatTotals, type Report } from "./report.ts";
import { type CaseRecord, createReportCollector, type Outcome } from "./report-collector.ts";
import type { RuleCase } from "./rule.ts";
import { rules } from "./rules/index.ts";
import { unsupportedAsDeclared } from "./rules/unsupported-as-declared.ts";
import { guardUnsupported, isEndedAsUnsupported } from "./unsupported-guard.ts";

/** The two functions of a test runner that the kit calls, as in vitest, `node:test`, mocha and jest. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
}

/** The catalog that one case uses. */
export interface Fixture {
  /** A fresh, empty catalog. */
  readonly namespace: Namespace;
  /** Called after the case, even if it failed. */
  close?(): Promise<void>;
}

/** What the kit needs to know about a backend. */
export interface Profile {
  /** Opens a new, empty catalog for each case. */
  readonly open: () => Promise<Fixture>;
  /**
   * The operations that the backend does not support, none by default. The kit still calls them, and checks that they
   * reject with Unsupported (0).
   */
  readonly unsupported?: readonly OperationName[] | undefined;
  /** An Arrow IPC stream to create tables from; required unless `createTable` is unsupported. */
  readonly arrowStream?: Uint8Array | undefined;
  /** Converts rows to Arrow and Arrow to rows; required unless the operations on rows are unsupported. */
  readonly arrow?: ArrowHelpers | undefined;
  /**
   * Makes the latest version of the table at a location look as if its writer had left the commit to the catalog:
   * renames its manifest and returns the new path. Required unless the operations that record versions are unsupported.
   */
  readonly stageVersion?: ((location: string, version: number) => Promise<string>) | undefined;
  /** Returns the locations at which to register tables; default `conformance/1.lance`, `conformance/2.lance` and so on. */
  readonly location?: ((index: number) => string) | undefined;
  /**
   * Called once, within the last of all cases, which fails if this function rejects. Not called if the runner skips
   * cases. By default, the kit prints the totals in one line.
   */
  readonly report?: ((report: Report) => void | Promise<void>) | undefined;
}

const allRules = [...rules, ...dataRules, unsupportedAsDeclared];

/** The number of cases, which is the same for every backend. */
export const caseCount: number = allRules.reduce((sum, { cases }) => sum + Object.keys(cases).length, 0);

/**
 * Defines the cases of the contract for a backend: one `describe` for every rule, one `it` for every case. Every
 * backend runs the same cases. A case that reaches an unsupported operation checks that it rejects with Unsupported,
 * and ends there. After the last case, the kit reports the totals.
 *
 * @throws Error if the profile lacks a field that the supported operations need
 */
export function conformance(runner: TestRunner, profile: Profile): void {
  const unsupported = profile.unsupported ?? [];
  if (profile.arrowStream === undefined && !unsupported.includes("createTable")) {
    throw new Error("conformance needs an arrowStream, or createTable among the unsupported operations");
  }
  const supports = (operation: OperationName): boolean => !unsupported.includes(operation);
  if (profile.arrow === undefined && arrowOperations.some(supports)) {
    throw new Error(`conformance needs arrow, or ${arrowOperations.join(", ")} unsupported`);
  }
  if (profile.stageVersion === undefined && recordingOperations.some(supports)) {
    throw new Error(`conformance needs stageVersion, or ${recordingOperations.join(", ")} unsupported`);
  }
  const { end } = createReportCollector(caseCount, profile.report ?? printTotals);
  const run = async (name: string, body: RuleCase): Promise<void> => {
    const record: CaseRecord = { succeeded: new Set() };
    let outcome: Outcome = "failed";
    try {
      outcome = await attempt(profile, body, record);
    } finally {
      await end(name, outcome, record);
    }
  };
  for (const { name: rule, cases } of allRules) {
    runner.describe(rule, () => {
      for (const [name, body] of Object.entries(cases)) runner.it(name, () => run(`${rule} > ${name}`, body));
    });
  }
}

/** Runs a case to its end, or to an operation that is unsupported. */
async function attempt(profile: Profile, body: RuleCase, record: CaseRecord): Promise<Outcome> {
  const { unsupported = [], arrowStream = new Uint8Array() } = profile;
  const fixture = await profile.open();
  try {
    const catalog = openCatalog({
      namespace: guardUnsupported(fixture.namespace, unsupported, record),
      unsupported,
      arrowStream,
      // Without helpers nothing gets further than the table of the case.
      arrow: profile.arrow ?? { encode: () => arrowStream, decode: () => [] },
      stageVersion: profile.stageVersion ?? (async () => ""),
      location: profile.location ?? ((index) => `conformance/${index}.lance`),
    });
    await body(catalog);
    return "run";
  } catch (error) {
    if (isEndedAsUnsupported(error)) return "unsupported";
    throw error;
  } finally {
    await fixture.close?.();
  }
}

function printTotals(report: Report): void {
  // oxlint-disable-next-line no-console -- a run without a `report` should show its totals
  console.log(formatTotals(report));
}
