import { isatty } from "node:tty";
import picocolors from "picocolors";

/** Colors for a terminal. In a pipe every function returns its argument. */
export const colors: ReturnType<typeof picocolors.createColors> = picocolors.createColors(wantsColors());

// A reader such as `head` closes the pipe early.
process.stdout.on("error", () => process.exit());

export function printTitle(text: string): void {
  console.log(colors.bold(text));
}

/** Starts a new part of the page. */
export function printHeading(text: string): void {
  console.log(`\n${colors.bold(colors.cyan(text))}`);
}

export function printLine(text: string): void {
  console.log(`  ${text}`);
}

/** Prints names and their values in two columns. */
export function printPairs(pairs: readonly (readonly [name: string, value: string])[]): void {
  const width = Math.max(...pairs.map(([name]) => name.length));
  for (const [name, value] of pairs) printLine(`${colors.dim(name.padEnd(width))}  ${value}`);
}

/** picocolors alone would also color pipes in CI and on Windows. */
function wantsColors(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== "0";
  return isatty(1) && TERM !== "dumb";
}
