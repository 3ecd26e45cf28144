import { type ExitCode, exitCodes } from "./exit-codes.ts";

const brand: unique symbol = Symbol("@lancetree/cli/CliError");

export interface CliErrorOptions {
  /** What to do next, as the end of a sentence that begins with "next:". */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** A failure of the command line itself, not of the catalog. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(exitCode: ExitCode, message: string, options: CliErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "CliError";
    Object.defineProperty(this, brand, { value: true });
    this.exitCode = exitCode;
    this.hint = options.hint;
  }
}

export function isCliError(value: unknown): value is CliError {
  return typeof value === "object" && value !== null && brand in value;
}

/** The error for an invalid command line, environment or configuration file. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError(exitCodes.usage, message, { hint });
}
