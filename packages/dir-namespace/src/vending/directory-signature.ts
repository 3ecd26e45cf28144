import { InvalidInputError, type StoragePermission, UnsupportedError } from "@lancetree/core";

export type SignatureLibrary = typeof import("@azure/storage-file-datalake");

type UserDelegationKey = Exclude<
  Parameters<SignatureLibrary["generateDataLakeSASQueryParameters"]>[1],
  InstanceType<SignatureLibrary["StorageSharedKeyCredential"]>
>;

/** What a signature allows, from when until when. */
interface SignatureScope {
  readonly account: string;
  readonly container: string;
  /** As `directoryOf` returns it. */
  readonly directory: string;
  readonly permission: StoragePermission;
  readonly startsOn: Date;
  readonly expiresOn: Date;
}

/** Azure's letters: read, add, create, write, delete, list. None of them renames, changes owners or sets permissions. */
const letters: Readonly<Record<StoragePermission, string>> = {
  read: "rl",
  write: "racwl",
  admin: "racwdl",
};

/**
 * The directory of a folder's prefix. Azure compares it with the whole names of the directories in the path of a request, so that a
 * signature for `table` is not valid for `table2`.
 *
 * @throws InvalidInputError (13) for the root of the container, and UnsupportedError (0) for a name that a signature cannot limit
 */
export function directoryOf(folder: string): string {
  if (!/[^/]\/$/.test(folder)) {
    throw new InvalidInputError("No credentials can be vended for a table without a folder of its own.");
  }
  // A line break separates what is signed, and a lone surrogate is signed as another character.
  if (/[\p{Cc}\p{Cs}]/u.test(folder)) {
    throw new UnsupportedError(
      "No credentials can be vended for this table: the name of its folder contains a control character or an unpaired surrogate, and a signature for Azure cannot be limited to such a name.",
    );
  }
  return folder.slice(0, -1);
}

/** A shared access signature for a directory and everything below it. Only accounts with a hierarchical namespace accept it. */
export function directorySignature(
  library: SignatureLibrary,
  key: UserDelegationKey,
  { account, container, directory, permission, startsOn, expiresOn }: SignatureScope,
): string {
  const values = {
    fileSystemName: container,
    pathName: directory,
    isDirectory: true,
    permissions: library.DirectorySASPermissions.parse(letters[permission]),
    protocol: library.SASProtocol.Https,
    startsOn,
    expiresOn,
  };
  return library.generateDataLakeSASQueryParameters(values, key, account).toString();
}
