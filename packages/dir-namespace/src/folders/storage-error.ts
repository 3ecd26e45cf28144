import {
  InternalError,
  InvalidTableStateError,
  isNamespaceError,
  isSystemError,
  type NamespaceError,
  PermissionDeniedError,
  ServiceUnavailableError,
} from "@lancetree/core";

/** Errors that may be temporary. */
const transientErrors: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the device",
  EDQUOT: "no space is left in the quota",
  EFBIG: "the file would become larger than is allowed",
  EMFILE: "too many files are open in this process",
  ENFILE: "too many files are open on this machine",
};
/** Errors about the path itself. */
const pathErrors: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist and cannot be created",
  ENOTDIR: "a file is where a folder should be",
  EISDIR: "a folder is where a file should be",
  EEXIST: "something else is there",
  ELOOP: "a link leads to itself",
  ENAMETOOLONG: "the name is too long",
  EINVAL: "the file system does not allow such a name",
};

/**
 * An error of the operating system as an error of the spec.
 * @param what could not be done, after "Could not"
 * @param path the path, if it may be shown
 */
export function storageError(what: string, error: unknown, path?: string): NamespaceError {
  if (isNamespaceError(error)) return error;
  const code = errorCode(error);
  const at = path === undefined ? "" : ` at ${JSON.stringify(path)}`;
  const message = `Could not ${what}${at}`;
  const options = { cause: error };
  if (["EACCES", "EPERM", "EROFS"].includes(code)) {
    const why = code === "EROFS" ? "the file system may only be read" : "it may not be written or read";
    return new PermissionDeniedError(`${message}: ${why} (${code}).`, options);
  }
  const obstacle = pathErrors[code];
  if (obstacle !== undefined)
    return new InvalidTableStateError(`${message}: ${obstacle} (${code}).`, options);
  if (code === "") return new InternalError(`${message}.`, options);
  const why = transientErrors[code] ?? "the operating system reported an error";
  return new ServiceUnavailableError(`${message}: ${why} (${code}).`, options);
}

/** The code of the operating system; empty for any other error. */
export function errorCode(error: unknown): string {
  return isSystemError(error) ? error.code : "";
}
