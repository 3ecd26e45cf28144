/** One of the comparisons that `bench` can run. */
export interface Part {
  /** The page with its figures, in the part `bench NAME`. */
  readonly page: string;
  /**
   * @param say - prints a line on the progress
   * @param before - another checkout of the repository with built packages, which is measured beside this one
   */
  run(isShort: boolean, say: (line: string) => void, before?: string): Promise<Findings>;
}

export interface Findings {
  /** Markdown. */
  readonly report: string;
  /** For the file of results: settings, figures, single runs. */
  readonly record: object;
  /** The bounds that were broken. */
  readonly failures: readonly string[];
}
