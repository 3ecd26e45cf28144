/** One of the comparisons that `bench` can run. */
export interface Part {
  /**
   * @param say - tells how far it is
   * @param before - another checkout of the repository, its packages built, that is measured beside this one
   */
  run(isShort: boolean, say: (line: string) => void, before?: string): Promise<Findings>;
}

export interface Findings {
  /** For the reader. */
  readonly report: string;
  /** For the file of results: settings, figures, single runs. */
  readonly record: object;
  /** What must not be so; nothing otherwise. */
  readonly failures: readonly string[];
}
