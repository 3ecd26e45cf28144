/** One wrong line, and the tests that must notice it. */
export interface SeededBug {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Test files or folders; each of them must fail. */
  readonly caughtBy: readonly string[];
}

/** Whether a file contains the right line exactly once. */
export function fits(text: string, { find }: SeededBug): boolean {
  return text.split(find).length === 2;
}
