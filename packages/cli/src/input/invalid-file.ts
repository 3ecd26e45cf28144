import { CliError } from "../errors/cli-error.ts";
import { exitCodes } from "../errors/exit-codes.ts";

/** The error for a file whose content cannot become rows of a table. */
export function invalidFile(file: string, problem: string, cause?: unknown, hint?: string): CliError {
  return new CliError(exitCodes.invalid, `${file}: ${problem}`, {
    hint: hint ?? "correct the file; nothing was changed",
    ...(cause === undefined ? {} : { cause }),
  });
}
