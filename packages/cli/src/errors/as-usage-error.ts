import { isNamespaceError, isSystemError } from "@lancetree/core";
import { usageError } from "./cli-error.ts";
import { fileError, isDenied } from "./file-error.ts";

export interface AsUsageErrorOptions {
  /** The file that the error is about, where the error may be about one; default the path of its cause. */
  readonly file?: string | undefined;
  /** What was to be done with that file, default `read`. */
  readonly verb?: "read" | "written" | undefined;
  readonly hint?: string | undefined;
}

/**
 * Turns an InvalidInput error of a library into an error of the command line. A file that may not be used stays an error about that file;
 * any other error stays as it is.
 */
export function asUsageError(error: unknown, { file, verb, hint }: AsUsageErrorOptions = {}): unknown {
  if (!isNamespaceError(error, 13)) return error;
  const { cause, message } = error;
  const isAboutFile = isSystemError(cause) && isDenied(cause) && "path" in cause;
  return isAboutFile ? fileError(file ?? String(cause.path), cause, verb) : usageError(message, hint);
}
