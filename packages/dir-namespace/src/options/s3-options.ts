import { InvalidInputError } from "@lancetree/core";
import { assertEndpoint, type Environment, StoreOptions } from "./store-options.ts";

/** What the client for files in S3 needs. */
export interface S3Options {
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
  /** Whether requests are not signed, as for a public bucket. */
  readonly skipSignature: boolean;
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly virtualHosted: boolean;
  readonly encryption?: string | undefined;
  readonly encryptionKey?: string | undefined;
  /** The options for LanceDB. */
  readonly forLance: Readonly<Record<string, string>>;
}

const names = {
  scheme: "s3://",
  prefix: "aws_",
  spellings: {
    accessKeyId: ["aws_access_key_id", "access_key_id"],
    secretAccessKey: ["aws_secret_access_key", "secret_access_key"],
    sessionToken: ["aws_session_token", "session_token", "aws_token", "token"],
    region: ["aws_region", "region"],
    defaultRegion: ["aws_default_region", "default_region"],
    endpoint: ["aws_endpoint", "endpoint", "aws_endpoint_url", "endpoint_url"],
    s3Endpoint: ["aws_endpoint_url_s3"],
    skipSignature: ["aws_skip_signature", "skip_signature"],
    allowHttp: ["allow_http", "aws_allow_http"],
    virtualHosted: ["aws_virtual_hosted_style_request", "virtual_hosted_style_request"],
    encryption: ["aws_server_side_encryption", "server_side_encryption"],
    encryptionKey: ["aws_sse_kms_key_id", "sse_kms_key_id"],
    customerKey: ["aws_sse_customer_key_base64", "sse_customer_key_base64"],
    express: ["aws_s3_express", "s3_express"],
    otherLibrary: ["use_opendal"],
  },
  // The AWS SDK reads the keys, of which each belongs to the others.
  fromEnvironment: [
    "region",
    "defaultRegion",
    "endpoint",
    "s3Endpoint",
    "allowHttp",
    "skipSignature",
    "virtualHosted",
    "encryption",
    "encryptionKey",
    "customerKey",
    "express",
  ],
  unsupported: ["customerKey", "express", "otherLibrary"],
  forRowsOnly: [
    "bucket",
    "bucket_name",
    "checksum_algorithm",
    "conditional_put",
    "container_authorization_token_file",
    "container_credentials_full_uri",
    "container_credentials_relative_uri",
    "copy_if_not_exists",
    "disable_bulk_delete",
    "endpoint_url_sts",
    "imdsv1_fallback",
    "metadata_endpoint",
    "request_payer",
    "role_arn",
    "role_session_name",
    "sse_bucket_key_enabled",
    "unsigned_payload",
    "web_identity_token_file",
  ],
} as const;

/**
 * Parses LanceDB's storage options for S3. Throws InvalidInput for unknown and contradictory options, for one half of a pair of keys,
 * and for an endpoint that LanceDB would refuse, and Unsupported for options that only LanceDB could obey. A message never contains a value.
 */
export function s3Options(options: Readonly<Record<string, string>>, environment?: Environment): S3Options {
  const storeOptions = new StoreOptions(names, options, environment);
  const accessKeyId = storeOptions.value("accessKeyId");
  const secretAccessKey = storeOptions.value("secretAccessKey");
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    const missing = accessKeyId === undefined ? "aws_access_key_id" : "aws_secret_access_key";
    throw new InvalidInputError(`The storage option ${missing} is missing: keys for s3:// come in pairs.`);
  }
  const endpoint = storeOptions.value("s3Endpoint") ?? storeOptions.value("endpoint");
  assertEndpoint(endpoint, storeOptions.isTrue("allowHttp"));
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: storeOptions.value("sessionToken"),
    skipSignature: storeOptions.isTrue("skipSignature"),
    region: storeOptions.value("region") ?? storeOptions.value("defaultRegion"),
    endpoint,
    virtualHosted: storeOptions.isTrue("virtualHosted"),
    encryption: storeOptions.value("encryption"),
    encryptionKey: storeOptions.value("encryptionKey"),
    forLance: storeOptions.forLance,
  };
}
