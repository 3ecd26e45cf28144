import {
  findNearest,
  InvalidInputError,
  type StoragePermission,
  storagePermissions,
  UnsupportedError,
} from "@lancetree/core";
import type { CatalogRoot } from "../options/root.ts";
import { booleanProperty } from "../options/string-properties.ts";

/** The settings of a catalog that vends credentials. */
export type VendorSettings = S3VendorSettings | AzureVendorSettings | GoogleVendorSettings;

interface CommonSettings {
  /** The most that credentials allow. */
  readonly permission: StoragePermission;
  /** How long credentials are valid. */
  readonly durationMs: number;
}

export interface S3VendorSettings extends CommonSettings {
  readonly store: "s3";
  /** The role that is assumed. */
  readonly roleArn: string;
  readonly externalId: string | undefined;
  readonly region: string | undefined;
  readonly sessionName: string | undefined;
}

export interface AzureVendorSettings extends CommonSettings {
  readonly store: "azure";
  readonly account: string;
  readonly tenantId: string | undefined;
  readonly federatedClientId: string | undefined;
}

export interface GoogleVendorSettings extends CommonSettings {
  readonly store: "google";
  readonly serviceAccount: string | undefined;
}

/** Credential vendor properties of a catalog, without the prefix `credential_vendor.`. */
type VendorProperties = Readonly<Record<string, string>>;

const known = [
  "enabled",
  "permission",
  "aws_role_arn",
  "aws_external_id",
  "aws_region",
  "aws_role_session_name",
  "aws_duration_millis",
  "gcp_service_account",
  "azure_account_name",
  "azure_tenant_id",
  "azure_federated_client_id",
  "azure_duration_millis",
] as const;

type Known = (typeof known)[number];

/** Properties that only Lance itself reads, and why they are refused: without an effect they would promise what does not happen. */
const unsupported: readonly (readonly [RegExp, string])[] = [
  [
    /^api_key_/,
    "what a caller may do follows from the role and the paths of its key, in the key file of the server",
  ],
  [/^cache_enabled$/, "credentials are always kept for half of their life, separately for each caller"],
  [
    /^gcp_(workload_identity_provider|impersonation_service_account)$/,
    "tokens of callers are not exchanged, but the file of google_application_credentials may configure a workload identity",
  ],
  [/^aws_(assume_via_pod_web_identity|pod_web_identity_token_file)$/, "the AWS SDK finds such tokens itself"],
];

const hour = 3_600_000;
const durations = {
  aws_duration_millis: {
    min: 900_000,
    max: 12 * hour,
    words: "from 900000 (15 minutes) to 43200000 (12 hours)",
  },
  azure_duration_millis: {
    min: 60_000,
    max: 168 * hour,
    words: "from 60000 (a minute) to 604800000 (7 days)",
  },
} as const;

const prefix = "credential_vendor.";

/**
 * Parses the properties that configure the vending of credentials; undefined if there are none, or if they turn it off. Throws
 * InvalidInput for unknown names and values, and for an incomplete configuration, and Unsupported for properties of other clients that
 * have no effect here. A message never contains a value.
 */
export function vendorSettings(
  { store }: Pick<CatalogRoot, "store">,
  properties: VendorProperties = {},
): VendorSettings | undefined {
  if (Object.keys(properties).length === 0) return undefined;
  const values = checkedValues(properties);
  const { enabled } = values;
  const isEnabled = booleanProperty(enabled);
  if (isEnabled === undefined) {
    throw new InvalidInputError(
      enabled === undefined
        ? `${prefix}enabled is missing: without it the other ${prefix}* properties have no effect. Set it to "true" or "false".`
        : `${prefix}enabled must be "true" or "false".`,
    );
  }
  // Also where vending is turned off, so that a mistake is found before it is turned on.
  const permission = permissionOf(values.permission);
  const s3Duration = durationOf("aws_duration_millis", values);
  const azureDuration = durationOf("azure_duration_millis", values);
  if (!isEnabled) return undefined;
  switch (store) {
    case "s3":
      return { store, permission, durationMs: s3Duration, ...s3Settings(values) };
    case "azure":
      return { store, permission, durationMs: azureDuration, ...azureSettings(values) };
    case "google":
      return {
        store,
        permission,
        // Google's token service decides it.
        durationMs: hour,
        serviceAccount: values.gcp_service_account,
      };
    case "disk":
      throw new InvalidInputError(
        `${prefix}enabled is "true", and the root is a folder of this machine: credentials can be vended for object stores only.`,
      );
  }
}

/** Returns the credential vendor properties among the properties of a catalog, without their prefix. */
export function vendorProperties(properties: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(properties).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length), value]));
}

type Values = Readonly<Partial<Record<Known, string>>>;

function checkedValues(properties: VendorProperties): Values {
  for (const [key, value] of Object.entries(properties)) {
    const reason = unsupported.find(([pattern]) => pattern.test(key))?.[1];
    if (reason !== undefined) {
      throw new UnsupportedError(`${prefix}${key} is not supported: ${reason}. Leave it out.`);
    }
    if (!known.some((name) => name === key)) throw unknownProperty(key);
    if (value.trim() === "") throw new InvalidInputError(`${prefix}${key} must not be empty.`);
  }
  return properties;
}

function unknownProperty(key: string): InvalidInputError {
  const nearest = findNearest(key, known);
  const hint =
    nearest === undefined
      ? `Allowed: ${known.map((name) => prefix + name).join(", ")}.`
      : `Did you mean ${JSON.stringify(prefix + nearest)}?`;
  return new InvalidInputError(`The property ${JSON.stringify(prefix + key)} is not known. ${hint}`);
}

/** An unknown permission is refused: taken as the default it could allow more or less than its author wanted. */
function permissionOf(value = "read"): StoragePermission {
  const found = storagePermissions.find((permission) => permission === value.toLowerCase());
  if (found !== undefined) return found;
  throw new InvalidInputError(`${prefix}permission must be "read", "write" or "admin".`);
}

function durationOf(key: keyof typeof durations, values: Values): number {
  const { min, max, words } = durations[key];
  const value = values[key];
  if (value === undefined) return hour;
  const milliseconds = Number(value);
  if (/^\d+$/.test(value) && milliseconds >= min && milliseconds <= max) return milliseconds;
  throw new InvalidInputError(`${prefix}${key} must be an integer ${words}.`);
}

function s3Settings(
  values: Values,
): Pick<S3VendorSettings, "roleArn" | "externalId" | "region" | "sessionName"> {
  const roleArn = required("aws_role_arn", values, "s3://");
  if (!/^arn:[!-~]{16,2044}$/.test(roleArn)) {
    throw new InvalidInputError(
      `${prefix}aws_role_arn must be the ARN of a role, such as arn:aws:iam::123456789012:role/tables.`,
    );
  }
  const { aws_role_session_name: sessionName, aws_external_id: externalId } = values;
  if (sessionName !== undefined && !/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw new InvalidInputError(
      `${prefix}aws_role_session_name must have 2 to 64 characters: letters, digits and _+=,.@-`,
    );
  }
  if (externalId !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(externalId)) {
    throw new InvalidInputError(
      `${prefix}aws_external_id must have 2 to 1224 characters: letters, digits and _+=,.@:/-`,
    );
  }
  return { roleArn, externalId, region: values.aws_region, sessionName };
}

function azureSettings(
  values: Values,
): Pick<AzureVendorSettings, "account" | "tenantId" | "federatedClientId"> {
  const account = required("azure_account_name", values, "az://");
  const { azure_tenant_id: tenantId, azure_federated_client_id: federatedClientId } = values;
  if (federatedClientId !== undefined && tenantId === undefined) {
    throw new InvalidInputError(`${prefix}azure_federated_client_id needs ${prefix}azure_tenant_id as well.`);
  }
  return { account, tenantId, federatedClientId };
}

function required(key: Known, values: Values, scheme: string): string {
  const value = values[key];
  if (value !== undefined) return value;
  throw new InvalidInputError(`${prefix}${key} is missing: credentials for ${scheme} need it.`);
}
