import { isSystemError } from "@lancetree/core";
import { CliError } from "./cli-error.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

const deniedCodes: readonly string[] = ["EACCES", "EPERM", "EROFS"];
const missingCodes: readonly string[] = ["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"];
const fullCodes: readonly string[] = ["ENOSPC", "EDQUOT"];
const exhaustedCodes: readonly string[] = ["EMFILE", "ENFILE"];
const unreachableCodes: readonly string[] = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
];

/**
 * Turns an error of the operating system about a file that the user named into a CliError; returns any other error
 * unchanged.
 */
export function fileError(file: string, error: unknown, verb: "read" | "written" = "read"): unknown {
  if (!isSystemError(error)) return error;
  const { exitCode, message, hint } = describeSystemError(error, file, verb);
  return new CliError(exitCode, message, { hint, cause: error });
}

/** Whether access to an existing file is denied. */
export function isDenied(error: unknown): boolean {
  return isSystemError(error) && deniedCodes.includes(error.code);
}

/** Whether no space is left for a file. */
export function isFull(error: unknown): boolean {
  return isSystemError(error) && fullCodes.includes(error.code);
}

/** A failure of the operating system in a sentence: what it is about, why, and what to do next. */
export function describeSystemError(
  error: Error & { readonly code: string },
  file: string | undefined = subjectOf(error),
  verb: "read" | "written" | "used" = "used",
): { readonly exitCode: ExitCode; readonly message: string; readonly hint: string } {
  const { code } = error;
  if (unreachableCodes.includes(code)) {
    const message = `Cannot connect to ${file ?? "the address"} (${code}).`;
    return { exitCode: exitCodes.unavailable, message, hint: "check the address, then try again" };
  }
  if (exhaustedCodes.includes(code)) {
    // The file is not the cause, so the message does not name it.
    const where = code === "ENFILE" ? "on this machine" : "in this process";
    const message = `Too many files are open ${where} (${code}).`;
    return {
      exitCode: exitCodes.unavailable,
      message,
      hint: 'allow more open files, such as with "ulimit -n 4096"',
    };
  }
  const what = file === undefined ? "A file" : `The file ${file}`;
  if (deniedCodes.includes(code)) {
    const message = `${what} cannot be ${verb}: access is denied (${code}).`;
    return { exitCode: exitCodes.denied, message, hint: "check its permissions" };
  }
  if (code === "EISDIR") {
    const message = `${file ?? "The path"} is a folder, not a file.`;
    return { exitCode: exitCodes.notFound, message, hint: "check the path" };
  }
  if (missingCodes.includes(code)) {
    const message =
      verb === "written"
        ? `${what} cannot be created at this path (${code}).`
        : `There is no file ${file ?? ""} (${code}).`;
    return { exitCode: exitCodes.notFound, message, hint: "check the path" };
  }
  if (fullCodes.includes(code)) {
    const message = `${what} cannot be written: no space is left on the device (${code}).`;
    return { exitCode: exitCodes.unavailable, message, hint: "free some space, then try again" };
  }
  const message = `${what} cannot be ${verb}: the operating system reported an error (${code}).`;
  return { exitCode: exitCodes.unavailable, message, hint: "check the disk or the address, then try again" };
}

/** The file or the address that an error of the operating system is about, if the error has one. */
function subjectOf(error: Error): string | undefined {
  if ("path" in error && typeof error.path === "string") return error.path;
  const address = "address" in error && typeof error.address === "string" ? error.address : undefined;
  if (address === undefined) return undefined;
  return "port" in error && typeof error.port === "number" ? `${address}:${error.port}` : address;
}
