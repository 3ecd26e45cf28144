import { isNamespaceError, isSystemError } from "@lancetree/core";
import { usageError } from "./cli-error.ts";
import { fileError, isDenied } from "./file-error.ts";

export interface AsUsageErrorOptions {
  /** The file that the error may be about; default the path in the error's cause. */
  readonly file?: string | undefined;
  /** What could not be done with that file, as a participle; default `read`. */
  readonly verb?: "read" | "written" | undefined;
  readonly hint?: string | undefined;
}

/**
 * Turns an InvalidInput error of a library into an error of the command line. If access to a file was denied, the
 * result is an error about that file. Any other error is returned unchanged.
 */
export function asUsageError(error: unknown, { file, verb, hint }: AsUsageErrorOptions = {}): unknown {
  if (!isNamespaceError(error, 13)) return error;
  const { cause, message } = error;
  const isAboutFile = isSystemError(cause) && isDenied(cause) && "path" in cause;
  return isAboutFile ? fileError(file ?? String(cause.path), cause, verb) : usageError(message, hint);
}
