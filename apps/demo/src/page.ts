import { isatty } from "node:tty";
import { styleText } from "node:util";

const hasColors = wantsColors();

/** Colors for a terminal. In a pipe every function returns its argument. */
export const colors = {
  bold: painter("bold"),
  cyan: painter("cyan"),
  dim: painter("dim"),
  green: painter("green"),
  red: painter("red"),
} as const;

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

function painter(style: "bold" | "cyan" | "dim" | "green" | "red"): (text: string) => string {
  return (text) => (hasColors ? styleText(style, text, { validateStream: false }) : text);
}

/** Node itself decides by the streams and the environment in another way, depending on its version. */
function wantsColors(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== "0";
  return isatty(1) && TERM !== "dumb";
}
