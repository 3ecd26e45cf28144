import { InvalidInputError, ServiceUnavailableError, UnsupportedError } from "@lancetree/core";
import { awsClientConfiguration, awsErrors } from "../folders/aws-client.ts";
import { loadLibrary } from "../folders/load-library.ts";
import { callStore, type StoreErrors } from "../folders/object-store-error.ts";
import { type S3Options, s3Options } from "../options/s3-options.ts";
import type { CredentialRequest, CredentialVendor, VendedCredentials } from "./credential-vendor.ts";
import { sessionPolicy } from "./session-policy.ts";
import type { S3VendorSettings } from "./vendor-settings.ts";

type Library = typeof import("@aws-sdk/client-sts");

interface Opened {
  readonly library: Library;
  readonly client: InstanceType<Library["STSClient"]>;
}

/** Storage options of the catalog that a client needs too. No other is passed on: it could be a secret. */
const passedOn: readonly string[] = [
  "sse_bucket_key_enabled",
  "checksum_algorithm",
  "conditional_put",
  "copy_if_not_exists",
  "disable_tagging",
  "request_payer",
  "unsigned_payload",
  "new_table_data_storage_version",
  "new_table_enable_stable_row_ids",
  "new_table_enable_v2_manifest_paths",
];

/**
 * Vends credentials for S3 with AssumeRole of STS, limited by a session policy. The endpoint of another store than AWS's is that of its
 * STS too, unless the storage option `endpoint_url_sts` names another one.
 */
export function openS3Vendor(
  settings: S3VendorSettings,
  storageOptions: Readonly<Record<string, string>>,
): CredentialVendor {
  return new S3Vendor(settings, s3Options(storageOptions));
}

class S3Vendor implements CredentialVendor {
  readonly #settings: S3VendorSettings;
  readonly #options: S3Options;
  readonly #endpoint: string | undefined;
  readonly #isAws: boolean;
  readonly #errors: StoreErrors;
  #opened: Promise<Opened> | undefined;

  constructor(settings: S3VendorSettings, options: S3Options) {
    this.#settings = settings;
    this.#options = options;
    this.#isAws = options.endpoint === undefined || isAwsHost(options.endpoint);
    this.#endpoint = options.forLance["endpoint_url_sts"] ?? (this.#isAws ? undefined : options.endpoint);
    if (options.virtualHosted && this.#endpoint !== undefined && this.#endpoint === options.endpoint) {
      throw new InvalidInputError(
        "The endpoint names a bucket, which has no STS: give the storage option endpoint_url_sts as well.",
      );
    }
    this.#errors = awsErrors(this.#endpoint);
  }

  async vend({
    bucket,
    folder,
    permission,
    identity,
    durationMs,
  }: CredentialRequest): Promise<VendedCredentials> {
    if (!this.#isAws && /[*?]|\$\{/.test(folder)) {
      throw new UnsupportedError(
        'No credentials can be vended for this table: the name of its folder contains "*", "?" or "${", and only AWS can limit credentials to such a name.',
      );
    }
    const { roleArn, externalId } = this.#settings;
    const { encryptionKey } = this.#options;
    const { library, client } = await this.#open();
    const command = new library.AssumeRoleCommand({
      RoleArn: roleArn,
      RoleSessionName: sessionName(this.#settings.sessionName, identity),
      DurationSeconds: Math.floor(durationMs / 1000),
      Policy: sessionPolicy({ partition: partitionOf(roleArn), bucket, folder, permission, encryptionKey }),
      ...(externalId !== undefined && { ExternalId: externalId }),
    });
    const { Credentials: credentials } = await callStore(this.#errors, "request credentials", () =>
      client.send(command),
    );
    const {
      AccessKeyId: id,
      SecretAccessKey: secret,
      SessionToken: token,
      Expiration: end,
    } = credentials ?? {};
    if (!id || !secret || !token || end === undefined) {
      throw new ServiceUnavailableError("The token service of the object store returned no credentials.");
    }
    return {
      storageOptions: {
        ...this.#address(),
        aws_access_key_id: id,
        aws_secret_access_key: secret,
        aws_session_token: token,
      },
      expiresAtMillis: end.getTime(),
    };
  }

  close(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    void opened?.then(
      ({ client }) => client.destroy(),
      () => undefined,
    );
  }

  /** Also what the catalog has from environment variables: its callers do not have them. */
  #address(): Record<string, string> {
    const { endpoint, region = this.#settings.region, forLance } = this.#options;
    const { virtualHosted, encryption, encryptionKey } = this.#options;
    const options = Object.entries(forLance).filter(([name]) => passedOn.includes(name));
    return {
      ...Object.fromEntries(options),
      ...(virtualHosted && { aws_virtual_hosted_style_request: "true" }),
      ...(encryption !== undefined && { aws_server_side_encryption: encryption }),
      ...(encryptionKey !== undefined && { aws_sse_kms_key_id: encryptionKey }),
      ...(region !== undefined && { aws_region: region }),
      ...(endpoint !== undefined && { aws_endpoint: endpoint }),
      ...(endpoint?.startsWith("http://") && { allow_http: "true" }),
    };
  }

  #open(): Promise<Opened> {
    this.#opened ??= this.#load().catch((error: unknown) => {
      // The next request tries again.
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async #load(): Promise<Opened> {
    const name = "@aws-sdk/client-sts";
    const library = await loadLibrary("s3://", name, () => import("@aws-sdk/client-sts"));
    const { region = this.#options.region } = this.#settings;
    const configuration = awsClientConfiguration({ ...this.#options, region, endpoint: this.#endpoint });
    return { library, client: new library.STSClient(configuration) };
  }
}

function isAwsHost(endpoint: string): boolean {
  return URL.canParse(endpoint) && /\.amazonaws\.com(\.cn)?$/.test(new URL(endpoint).hostname);
}

/** The partition of the role; another store has ARNs of its own for roles, and those of AWS for objects. */
function partitionOf(roleArn: string): string {
  const [, partition = ""] = roleArn.split(":");
  return /^aws(-[a-z-]+)?$/.test(partition) ? partition : "aws";
}

/** The store's records show the session name: who asked, as far as its characters can say that. */
function sessionName(configured = "lancetree", identity?: string): string {
  if (identity === undefined) return configured;
  return `${configured}-${identity.replaceAll(/[^\w+=,.@-]/g, "_")}`.slice(0, 64);
}
