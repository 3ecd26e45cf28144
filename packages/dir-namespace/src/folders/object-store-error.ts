import {
  InvalidInputError,
  isNamespaceError,
  type NamespaceError,
  PermissionDeniedError,
  ServiceUnavailableError,
  ThrottlingError,
  UnauthenticatedError,
} from "@lancetree/core";

/** What stores call an error of keys that they do not accept. */
const refusedKeys: ReadonlySet<string> = new Set([
  "AuthenticationFailed",
  "ExpiredToken",
  "InvalidAccessKeyId",
  "InvalidAuthenticationInfo",
  "InvalidToken",
  "NoAuthenticationInformation",
  "SignatureDoesNotMatch",
]);

/** What stores call the error of a bucket that does not exist. */
const missingBuckets: ReadonlyMap<string, string> = new Map([
  ["NoSuchBucket", "bucket"],
  ["ContainerNotFound", "container"],
]);

/** What an error of a store's library says: its name, and the status of the response if there was one. */
export interface StoreFailure {
  readonly name: string;
  readonly status: number | undefined;
}

/** How the errors of a store are read. */
export interface StoreErrors {
  /** Of the store, if it was given. */
  readonly address: string | undefined;
  read(error: unknown): StoreFailure;
}

/**
 * Makes a call to a store. Rejects with errors of the spec.
 * @param absent the result if the object does not exist
 */
export async function callStore<T>(
  errors: StoreErrors,
  what: string,
  request: () => Promise<T>,
  ...absent: [] | [T]
): Promise<T> {
  try {
    return await request();
  } catch (error) {
    const { name, status } = errors.read(error);
    if (absent.length > 0 && status === 404 && !missingBuckets.has(name)) return absent[0] as T;
    throw objectStoreError(what, name, status, error, errors.address);
  }
}

/**
 * An object store's error as an error of the spec. The store's own message may contain keys, so that it is only the cause.
 * @param address of the store, where it was given
 */
function objectStoreError(
  what: string,
  name: string,
  status: number | undefined,
  cause: unknown,
  address?: string,
): NamespaceError {
  if (isNamespaceError(cause)) return cause;
  const said = `Could not ${what} in the object store${address === undefined ? "" : ` at ${address}`} (${status === undefined ? name : `${name}, ${status}`})`;
  const options = { cause };
  const kind = missingBuckets.get(name);
  if (kind !== undefined) {
    return new InvalidInputError(
      `${said}: there is no such ${kind}; create it, or correct the root.`,
      options,
    );
  }
  if (status === 401 || refusedKeys.has(name)) {
    return new UnauthenticatedError(`${said}: the store rejects the credentials.`, options);
  }
  if (name === "CredentialsProviderError") {
    return new UnauthenticatedError(
      `${said}: no keys were found. Set aws_access_key_id and aws_secret_access_key as storage options, or as the environment variables of that name.`,
      options,
    );
  }
  if (name === "NoGoogleCredentials") {
    return new UnauthenticatedError(
      `${said}: no credentials were found. Set google_application_credentials, google_service_account_key or google_storage_token as a storage option or an environment variable.`,
      options,
    );
  }
  if (name === "NoAzureToken") {
    return new UnauthenticatedError(
      `${said}: @azure/identity obtained no token. Set azure_storage_token as a storage option, or what @azure/identity reads from environment variables.`,
      options,
    );
  }
  if (status === 403) return new PermissionDeniedError(`${said}: the credentials do not allow it.`, options);
  if (status === 429 || name === "SlowDown" || name === "ServerBusy") {
    return new ThrottlingError(
      `${said}: it limits the rate of requests. Check whether the change was made before you try again.`,
      options,
    );
  }
  return new ServiceUnavailableError(
    `${said}. Check whether the change was made before you try again.`,
    options,
  );
}
