import type { GoogleOptions } from "../options/google-options.ts";

export type GoogleLibrary = typeof import("@google-cloud/storage");

type Bucket = ReturnType<InstanceType<GoogleLibrary["Storage"]>["bucket"]>;
type ClientOptions = NonNullable<ConstructorParameters<GoogleLibrary["Storage"]>[0]>;

/** Milliseconds after which a request that hangs is aborted and tried again. */
const requestTimeoutMs = 10_000;
const maxRetries = 5;
/** Seconds within which a request is tried again. */
const totalTimeoutSeconds = 60;
const maxRetryDelaySeconds = 5;

/** Another spelling of the service's address, at which the library adds no credentials. */
const publicEndpoint = "https://storage.googleapis.com/";

/** The client of a bucket. Sends no request. */
export function googleBucket(library: GoogleLibrary, name: string, options: GoogleOptions): Bucket {
  const { endpoint } = options;
  const storage = new library.Storage({
    timeout: requestTimeoutMs,
    retryOptions: {
      autoRetry: true,
      maxRetries,
      maxRetryDelay: maxRetryDelaySeconds,
      totalTimeout: totalTimeoutSeconds,
      // Each call of a catalog may be carried out more than once.
      idempotencyStrategy: library.IdempotencyStrategy.RetryAlways,
    },
    ...(endpoint !== undefined && { apiEndpoint: endpoint, useAuthWithCustomEndpoint: true }),
    ...credentialOptions(library, options),
  });
  return storage.bucket(name);
}

function credentialOptions(library: GoogleLibrary, options: GoogleOptions): ClientOptions {
  const { credential, endpoint = publicEndpoint } = options;
  switch (credential.kind) {
    case "key":
      return { credentials: credential.key };
    case "file":
      return { keyFilename: credential.path };
    case "token":
      return { authClient: tokenClient(library, credential.token) };
    case "none":
      return { apiEndpoint: endpoint, useAuthWithCustomEndpoint: false };
    case "default":
      return {};
  }
}

/** Sends a token as it is. The library exports no class for that, but reads one from the credentials of a user. */
function tokenClient(library: GoogleLibrary, token: string): NonNullable<ClientOptions["authClient"]> {
  const user = { type: "authorized_user", client_id: "-", client_secret: "-", refresh_token: "-" };
  const client = new library.Storage().authClient.fromJSON(user);
  client.setCredentials({ access_token: token, expiry_date: Number.MAX_SAFE_INTEGER });
  return client;
}
