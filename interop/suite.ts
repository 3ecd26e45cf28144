import type { Program, Scenario } from "./harness/harness.ts";

/** One combination of a client and of what it works with: a row of the matrix. */
export interface Suite {
  readonly client: string;
  readonly version: string;
  /** What it works with. */
  readonly partner: string;
  readonly scenarios: readonly Scenario[];
  /** What is known not to work, in words for the matrix. */
  readonly limits?: readonly string[];
  /** What the short form runs. */
  readonly short: readonly Scenario[];
  /**
   * Installs what is needed.
   *
   * @throws MissingError where something is missing that has to be installed by hand
   */
  readonly install: () => Program;
  /** Whether a machine that cannot install what is needed skips the suite, also in CI. */
  readonly isOptional?: boolean;
}
