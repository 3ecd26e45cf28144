/**
 * What credentials for the files of a table allow: `read` to read and list them, `write` also to write, `admin` also to delete. All three
 * are limited to the table's folder.
 */
export type StoragePermission = (typeof storagePermissions)[number];

/** From the least to the most. */
export const storagePermissions = ["read", "write", "admin"] as const;

/** The lesser of two permissions. */
export function lesserPermission(one: StoragePermission, other: StoragePermission): StoragePermission {
  return storagePermissions.indexOf(one) < storagePermissions.indexOf(other) ? one : other;
}

/** Credentials that a result contains, without the credentials. */
export interface VendedAccess {
  /** The location of the table, as in the result. */
  readonly location: string;
  readonly permission: StoragePermission;
  /** When they expire, in milliseconds since 1970. */
  readonly expiresAtMillis: number;
}

/** What a caller may do with the files of the tables of one call. */
export interface StorageAccess {
  /** The most that credentials may allow; with undefined, the caller receives none. */
  readonly permission: StoragePermission | undefined;
  /** Receives what a backend has vended for the call; not called for storage options that are not limited to a table's folder. */
  readonly onVended?: ((vended: VendedAccess) => void) | undefined;
}
