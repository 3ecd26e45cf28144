import { InvalidInputError, withoutTrailing } from "@lancetree/core";
import { assertEndpoint, type Environment, StoreOptions } from "./store-options.ts";

/** What the client for files in Google Cloud Storage needs. */
export interface GoogleOptions {
  /** The URL of the service, without a slash at the end; Google's own by default. */
  readonly endpoint?: string | undefined;
  readonly credential: GoogleCredential;
  /** The options for LanceDB. */
  readonly forLance: Readonly<Record<string, string>>;
}

/**
 * How requests are allowed: a token, a service account's key, the path of a file with credentials, in a public bucket nothing, or what
 * Google's library finds: the environment, the configuration of `gcloud`, the machine's service account.
 */
export type GoogleCredential =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "key"; readonly key: Readonly<Record<string, unknown>> }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "none" }
  | { readonly kind: "default" };

const names = {
  scheme: "gs://",
  prefix: "google_",
  spellings: {
    serviceAccount: [
      "google_service_account",
      "service_account",
      "google_service_account_path",
      "service_account_path",
    ],
    serviceAccountKey: ["google_service_account_key", "service_account_key"],
    credentialsFile: ["google_application_credentials", "application_credentials"],
    storageToken: ["google_storage_token", "storage_token"],
    bearerToken: ["google_bearer_token", "bearer_token"],
    skipSignature: ["google_skip_signature", "skip_signature"],
    baseUrl: ["google_base_url", "base_url"],
    allowHttp: ["allow_http", "google_allow_http"],
  },
  fromEnvironment: [
    "serviceAccount",
    "serviceAccountKey",
    "credentialsFile",
    "storageToken",
    "bearerToken",
    "skipSignature",
    "baseUrl",
    "allowHttp",
  ],
  unsupported: [],
  forRowsOnly: ["google_bucket", "google_bucket_name", "bucket", "bucket_name"],
} as const;

/**
 * Parses LanceDB's storage options for Google Cloud Storage. Throws InvalidInput for unknown and contradictory options, for a key that is
 * not JSON, and for an endpoint that LanceDB would refuse. A message never contains a value.
 */
export function googleOptions(
  options: Readonly<Record<string, string>>,
  environment?: Environment,
): GoogleOptions {
  const storeOptions = new StoreOptions(names, options, environment);
  const credential = credentialOf(storeOptions);
  const key = credential.kind === "key" ? credential.key : {};
  const fromKey = typeof key["gcs_base_url"] === "string" ? key["gcs_base_url"] : undefined;
  const endpoint = storeOptions.value("baseUrl") ?? fromKey;
  assertEndpoint(endpoint, storeOptions.isTrue("allowHttp"));
  const address = endpoint === undefined ? undefined : withoutTrailing(endpoint, "/");
  return {
    endpoint: address,
    // LanceDB reads this from the key as well: requests to a server for tests.
    credential: key["disable_oauth"] === true ? { kind: "none" } : credential,
    forLance: { ...storeOptions.forLance, ...(address !== undefined && { google_base_url: address }) },
  };
}

/** In LanceDB's order, so that files and rows are read with the same rights. */
function credentialOf(storeOptions: StoreOptions<keyof typeof names.spellings>): GoogleCredential {
  const token = storeOptions.value("storageToken") ?? storeOptions.value("bearerToken");
  const key = storeOptions.value("serviceAccountKey");
  const account = storeOptions.value("serviceAccount");
  const file = account ?? storeOptions.value("credentialsFile");
  if (key !== undefined && account !== undefined) {
    throw new InvalidInputError(
      "The storage options google_service_account and google_service_account_key are both set: use the path of the file, or its content.",
    );
  }
  if (token !== undefined) return { kind: "token", token };
  if (storeOptions.isTrue("skipSignature")) return { kind: "none" };
  if (key !== undefined) return { kind: "key", key: parsedKey(key) };
  return file === undefined ? { kind: "default" } : { kind: "file", path: file };
}

function parsedKey(key: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(key);
    if (typeof parsed === "object" && parsed !== null) return { ...parsed };
  } catch {
    // The parser's message contains a part of the key.
  }
  throw new InvalidInputError(
    "The storage option google_service_account_key must be the JSON of a service account's key.",
  );
}
