import {
  InternalError,
  InvalidTableStateError,
  isNamespaceError,
  type NamespaceError,
  PermissionDeniedError,
  ServiceUnavailableError,
} from "@lancetree/core";

/** What keeps a disk from taking or giving something, for a while perhaps. */
const transientErrors: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the device",
  EDQUOT: "no space is left in the quota",
  EFBIG: "the file would become larger than is allowed",
  EMFILE: "too many files are open in this process",
  ENFILE: "too many files are open on this machine",
};
/** What stands there and is not what it should be. */
const pathErrors: Readonly<Record<string, string>> = {
  ENOENT: "it is not there, and cannot be made there",
  ENOTDIR: "a file stands where a folder should be",
  EISDIR: "a folder stands where a file should be",
  EEXIST: "something else stands there",
  ELOOP: "a link leads to itself",
  ENAMETOOLONG: "the name is too long",
  EINVAL: "the file system does not take such a name",
};

/**
 * What the operating system said, as an error of the spec.
 * @param what was to be done, after "Could not"
 * @param place where, as far as it may be told
 */
export function storageError(what: string, error: unknown, place?: string): NamespaceError {
  if (isNamespaceError(error)) return error;
  const code = errorCode(error);
  const at = place === undefined ? "" : ` at ${JSON.stringify(place)}`;
  const said = `Could not ${what}${at}`;
  const options = { cause: error };
  if (["EACCES", "EPERM", "EROFS"].includes(code)) {
    const why = code === "EROFS" ? "the file system may only be read" : "it may not be written or read";
    return new PermissionDeniedError(`${said}: ${why} (${code}).`, options);
  }
  const obstacle = pathErrors[code];
  if (obstacle !== undefined) return new InvalidTableStateError(`${said}: ${obstacle} (${code}).`, options);
  if (code === "") return new InternalError(`${said}.`, options);
  const why = transientErrors[code] ?? "the disk refused";
  return new ServiceUnavailableError(`${said}: ${why} (${code}).`, options);
}

/** The code of the operating system; empty for any other error. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
