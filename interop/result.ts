/** What came of one scenario with one client. */
export interface Result {
  readonly client: string;
  readonly version: string;
  /** What it worked with. */
  readonly partner: string;
  readonly scenario: string;
  readonly status: "passed" | "failed" | "missing" | "skipped";
  /** What was seen, what was wrong, what has to be installed, or what could not be. */
  readonly detail: string;
  readonly seconds: number;
  /** What of this combination is known not to work. */
  readonly limits: readonly string[];
}
