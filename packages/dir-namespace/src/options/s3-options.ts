import { InvalidInputError } from "@lancetree/core";

/** LanceDB's options for S3 that concern the client for files. */
export interface S3Options {
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly virtualHosted: boolean;
  readonly encryption?: string | undefined;
  readonly encryptionKey?: string | undefined;
}

/** LanceDB's names, each with or without `aws_` before it. */
const optionNames = {
  accessKeyId: ["access_key_id"],
  secretAccessKey: ["secret_access_key"],
  sessionToken: ["session_token", "token"],
  region: ["region", "default_region"],
  endpoint: ["endpoint", "endpoint_url"],
  virtualHosted: ["virtual_hosted_style_request"],
  encryption: ["server_side_encryption"],
  encryptionKey: ["sse_kms_key_id"],
} as const;

/** Options that apply to LanceDB's own requests only. */
const forRowsOnly = [
  "allow_http",
  "conditional_put",
  "copy_if_not_exists",
  "disable_tagging",
  "unsigned_payload",
  "checksum_algorithm",
  "sse_bucket_key_enabled",
  "imdsv1_fallback",
  "metadata_endpoint",
  "connect_timeout",
  "timeout",
  "request_timeout",
  "pool_idle_timeout",
  "pool_max_idle_per_host",
  "http1_only",
  "http2_only",
  "user_agent",
  "client_max_retries",
  "client_retry_timeout",
  "download_retry_count",
  "expires_at_millis",
  "refresh_offset_millis",
  "new_table_data_storage_version",
  "new_table_enable_v2_manifest_paths",
  "new_table_enable_stable_row_ids",
];

/**
 * Parses LanceDB's storage options for S3. Throws InvalidInput for unknown names, and for one half of a pair of keys. A message never
 * contains a value.
 */
export function s3Options(options: Readonly<Record<string, string>>): S3Options {
  const byName = new Map<string, string>();
  for (const [key, value] of Object.entries(options)) byName.set(plainName(key), value);
  const known: readonly string[] = [...Object.values(optionNames).flat(), ...forRowsOnly];
  for (const key of Object.keys(options)) {
    if (known.includes(plainName(key))) continue;
    const names = Object.values(optionNames).map(([name]) => (name === "endpoint" ? name : `aws_${name}`));
    throw new InvalidInputError(
      `The storage option ${JSON.stringify(key)} is not known for s3://. Known are ${names.join(", ")}, and those of LanceDB for its own requests (${forRowsOnly.join(", ")}).`,
    );
  }
  const valueOf = (name: keyof typeof optionNames): string | undefined =>
    optionNames[name].map((key) => byName.get(key)).find((value) => value !== undefined && value !== "");
  const accessKeyId = valueOf("accessKeyId");
  const secretAccessKey = valueOf("secretAccessKey");
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    const missing = accessKeyId === undefined ? "aws_access_key_id" : "aws_secret_access_key";
    throw new InvalidInputError(`The storage option ${missing} is missing: keys for s3:// come in pairs.`);
  }
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: valueOf("sessionToken"),
    region: valueOf("region"),
    endpoint: valueOf("endpoint"),
    virtualHosted: /^(true|1|on|yes|y)$/i.test(valueOf("virtualHosted") ?? ""),
    encryption: valueOf("encryption"),
    encryptionKey: valueOf("encryptionKey"),
  };
}

/** Normalizes a name as LanceDB does: names are case-insensitive, and may be in camelCase. */
function plainName(key: string): string {
  const isSnake = key.includes("_") || key === key.toUpperCase();
  const snake = isSnake ? key : key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`);
  return snake.toLowerCase().replace(/^aws_/, "");
}
