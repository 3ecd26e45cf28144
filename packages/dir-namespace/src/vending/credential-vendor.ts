import type { StoragePermission } from "@lancetree/core";

/** What credentials are requested for. */
export interface CredentialRequest {
  /** The name of the bucket or container. */
  readonly bucket: string;
  /** The prefix of all keys of the table's folder, with a slash at its end. Other clients choose names: it may hold any character. */
  readonly folder: string;
  readonly permission: StoragePermission;
  /** The name of the caller, for the records of the store; undefined for a call of the program itself. */
  readonly identity: string | undefined;
  /** How long they should be valid, in milliseconds. */
  readonly durationMs: number;
}

/** Storage options that allow only what was requested. */
export interface VendedCredentials {
  /**
   * All that LanceDB needs to open the table, each under LanceDB's own name: the credentials, and the address of the store. They contain
   * none of the catalog's own credentials, and not yet `expires_at_millis`.
   */
  readonly storageOptions: Readonly<Record<string, string>>;
  /** When they expire, in milliseconds since 1970. */
  readonly expiresAtMillis: number;
}

/** Obtains credentials for one table's folder from one kind of object store. */
export interface CredentialVendor {
  /**
   * Requests credentials for nothing but one folder. Rejects with errors of the spec, which contain no secret, if the store does not give
   * them or cannot limit them as requested.
   */
  vend(request: CredentialRequest): Promise<VendedCredentials>;
  /** Closes connections. */
  close(): void;
}
