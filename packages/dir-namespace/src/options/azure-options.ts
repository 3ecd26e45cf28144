import { InvalidInputError, UnsupportedError, withoutTrailing } from "@lancetree/core";
import type { AzureRoot } from "./object-root.ts";
import { assertEndpoint, type Environment, StoreOptions } from "./store-options.ts";

/** What the client for files in Azure Blob Storage needs. */
export interface AzureOptions {
  readonly account: string;
  /** The URL of the account, without a slash at the end. */
  readonly endpoint: string;
  readonly credential: AzureCredential;
  /** The options for LanceDB. */
  readonly forLance: Readonly<Record<string, string>>;
}

/** How requests are allowed: the account's key, a shared access signature, a token of Microsoft Entra ID, or in a public container nothing. */
export type AzureCredential =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "signature"; readonly signature: string }
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "none" };

const names = {
  scheme: "az://",
  prefix: "azure_",
  spellings: {
    account: ["azure_storage_account_name", "account_name"],
    key: [
      "azure_storage_account_key",
      "azure_storage_access_key",
      "azure_storage_master_key",
      "account_key",
      "access_key",
      "master_key",
    ],
    signature: ["azure_storage_sas_key", "azure_storage_sas_token", "sas_key", "sas_token"],
    token: ["azure_storage_token", "bearer_token", "token"],
    skipSignature: ["azure_skip_signature", "skip_signature"],
    endpoint: ["azure_storage_endpoint", "azure_endpoint", "endpoint"],
    allowHttp: ["allow_http", "azure_allow_http"],
    useEmulator: ["azure_storage_use_emulator", "use_emulator"],
    clientId: ["azure_storage_client_id", "azure_client_id", "client_id"],
    clientSecret: ["azure_storage_client_secret", "azure_client_secret", "client_secret"],
    tenantId: [
      "azure_storage_tenant_id",
      "azure_storage_authority_id",
      "azure_tenant_id",
      "azure_authority_id",
      "tenant_id",
      "authority_id",
    ],
    authorityHost: ["azure_storage_authority_host", "azure_authority_host", "authority_host"],
    identityEndpoint: ["azure_msi_endpoint", "azure_identity_endpoint", "identity_endpoint", "msi_endpoint"],
    objectId: ["azure_object_id", "object_id"],
    identityResourceId: ["azure_msi_resource_id", "msi_resource_id"],
    tokenFile: ["azure_federated_token_file", "federated_token_file"],
    useCli: ["azure_use_azure_cli", "use_azure_cli"],
    credentialType: ["azure_credential_type", "credential_type"],
    encryptionKey: ["azure_storage_encryption_key", "encryption_key"],
    useFabric: ["azure_use_fabric_endpoint", "use_fabric_endpoint"],
    fabricTokens: ["azure_fabric_token_service_url", "fabric_token_service_url"],
    fabricHost: ["azure_fabric_workload_host", "fabric_workload_host"],
    fabricSession: ["azure_fabric_session_token", "fabric_session_token"],
    fabricCluster: ["azure_fabric_cluster_identifier", "fabric_cluster_identifier"],
  },
  fromEnvironment: [
    "account",
    "key",
    "signature",
    "token",
    "skipSignature",
    "endpoint",
    "allowHttp",
    "useEmulator",
    "credentialType",
    "encryptionKey",
    "useFabric",
  ],
  unsupported: [
    "credentialType",
    "encryptionKey",
    "useFabric",
    "fabricTokens",
    "fabricHost",
    "fabricSession",
    "fabricCluster",
  ],
  forRowsOnly: ["container_name"],
} as const;

/** The account that every emulator of Azure has. */
const emulator = {
  account: "devstoreaccount1",
  key: "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
};

/**
 * Parses LanceDB's storage options for Azure. Throws InvalidInput for unknown, contradictory and missing options and for an endpoint that
 * LanceDB would refuse, and Unsupported for options and credentials that only LanceDB could use. A message never contains a value.
 */
export function azureOptions(
  root: Pick<AzureRoot, "account">,
  options: Readonly<Record<string, string>>,
  environment: Environment = process.env,
): AzureOptions {
  const storeOptions = new StoreOptions(names, options, environment);
  if (storeOptions.isTrue("useEmulator")) return emulatorOptions(storeOptions.forLance, environment);
  const account = accountOf(root, storeOptions.value("account"));
  const endpoint = storeOptions.value("endpoint");
  assertEndpoint(endpoint, storeOptions.isTrue("allowHttp"));
  const address = endpoint === undefined ? publicEndpoint(account) : withoutTrailing(endpoint, "/");
  return {
    account,
    endpoint: address,
    credential: credentialOf(storeOptions),
    forLance: {
      ...storeOptions.forLance,
      azure_storage_account_name: account,
      // LanceDB would append a second slash.
      ...(endpoint !== undefined && { azure_storage_endpoint: address }),
    },
  };
}

/** Where an account is if no option names another address. */
export function publicEndpoint(account: string): string {
  return `https://${account}.blob.core.windows.net`;
}

/** The account of the root; otherwise of the options. */
function accountOf(root: Pick<AzureRoot, "account">, accountName: string | undefined): string {
  const account = root.account ?? accountName;
  if (account === undefined) {
    throw new InvalidInputError(
      "The storage option azure_storage_account_name is missing: set it, or write the root as abfss://container@account.dfs.core.windows.net/prefix.",
    );
  }
  if (accountName !== undefined && accountName !== account) {
    throw new InvalidInputError(
      "The storage option azure_storage_account_name names another account than the root does: leave one of the two out.",
    );
  }
  return account;
}

/** In LanceDB's order, so that files and rows are read with the same rights. */
function credentialOf(storeOptions: StoreOptions<keyof typeof names.spellings>): AzureCredential {
  const token = storeOptions.value("token");
  const key = storeOptions.value("key");
  const signature = storeOptions.value("signature");
  if (storeOptions.isTrue("skipSignature")) return { kind: "none" };
  if (token !== undefined) return { kind: "token", token };
  if (key !== undefined) return { kind: "key", key };
  if (signature !== undefined) return { kind: "signature", signature: signature.replace(/^\?/, "") };
  throw new UnsupportedError(
    "A directory catalog on az:// needs azure_storage_account_key, azure_storage_sas_token or azure_storage_token, as a storage option or an environment variable; this version does not request a token itself (client secrets, workload and managed identities, the Azure CLI).",
  );
}

function emulatorOptions(forLance: Readonly<Record<string, string>>, environment: Environment): AzureOptions {
  const address = withoutTrailing(environment["AZURITE_BLOB_STORAGE_URL"] ?? "http://127.0.0.1:10000", "/");
  const endpoint = `${address}/${emulator.account}`;
  return {
    account: emulator.account,
    endpoint,
    credential: { kind: "key", key: emulator.key },
    forLance: {
      ...forLance,
      azure_storage_use_emulator: "false",
      azure_storage_account_name: emulator.account,
      azure_storage_account_key: emulator.key,
      azure_storage_endpoint: endpoint,
      allow_http: "true",
    },
  };
}
