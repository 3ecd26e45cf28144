import { CliError } from "../errors/cli-error.ts";
import { exitCodes } from "../errors/exit-codes.ts";

/** A file whose content cannot become a table. */
export function invalidFile(file: string, problem: string, cause?: unknown): CliError {
  return new CliError(exitCodes.invalid, `${file}: ${problem}`, {
    hint: "correct the file; nothing was created",
    ...(cause === undefined ? {} : { cause }),
  });
}
