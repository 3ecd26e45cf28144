import { fileURLToPath } from "node:url";

/** The arguments for Node that run the command on its sources. */
export const programArguments: readonly string[] = [
  "--conditions=@lancetree/source",
  "--import",
  import.meta.resolve("tsx"),
  fileURLToPath(new URL("../../src/main.ts", import.meta.url)),
];

/** Splits a command line as a shell does, as far as examples need it. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}
