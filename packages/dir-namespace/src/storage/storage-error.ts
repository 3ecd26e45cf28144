import {
  InternalError,
  isNamespaceError,
  type NamespaceError,
  PermissionDeniedError,
  ServiceUnavailableError,
} from "@lancetree/core";

/** What the operating system said, as an error of the spec. Its own text may name paths; it is the cause only. */
export function storageError(what: string, error: unknown): NamespaceError {
  if (isNamespaceError(error)) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const options = { cause: error };
  if (["EACCES", "EPERM", "EROFS"].includes(code)) {
    return new PermissionDeniedError(
      `Could not ${what}: the folder may not be written or read (${code}).`,
      options,
    );
  }
  if (["ENOSPC", "EDQUOT", "EMFILE", "ENFILE", "EIO", "EBUSY"].includes(code)) {
    return new ServiceUnavailableError(`Could not ${what}: the disk refused (${code}).`, options);
  }
  return new InternalError(`Could not ${what}${code === "" ? "" : ` (${code})`}.`, options);
}
