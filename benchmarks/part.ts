/** One of the comparisons that `bench` can run. */
export interface Part {
  /** @param say - tells how far it is */
  run(isShort: boolean, say: (line: string) => void): Promise<Findings>;
}

export interface Findings {
  /** For the reader. */
  readonly report: string;
  /** For the file of results: settings, figures, single runs. */
  readonly record: object;
  /** What must not be so; nothing otherwise. */
  readonly failures: readonly string[];
}
