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

/**
 * An object store's error as an error of the spec. The store's own message may contain keys, so that it is only the cause.
 * @param address of the store, where it was given
 */
export function objectStoreError(
  what: string,
  name: string,
  status: number | undefined,
  cause: unknown,
  address?: string,
): NamespaceError {
  if (isNamespaceError(cause)) return cause;
  const said = `Could not ${what} in the object store${address === undefined ? "" : ` at ${address}`} (${status === undefined ? name : `${name}, ${status}`})`;
  const options = { cause };
  if (name === "NoSuchBucket" || name === "ContainerNotFound") {
    const kind = name === "NoSuchBucket" ? "bucket" : "container";
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
      `${said}: no keys were found. Give aws_access_key_id and aws_secret_access_key as storage options, or as the environment variables of that name.`,
      options,
    );
  }
  if (name === "NoGoogleCredentials") {
    return new UnauthenticatedError(
      `${said}: no credentials were found. Give google_application_credentials, google_service_account_key or google_storage_token as a storage option or an environment variable.`,
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
