import { InvalidInputError, ServiceUnavailableError, UnsupportedError } from "@lancetree/core";
import { type AzureLibrary, azureCredential, azurePipeline } from "../folders/azure-container.ts";
import { azureErrors } from "../folders/azure-errors.ts";
import { loadLibrary } from "../folders/load-library.ts";
import { callStore, type StoreErrors } from "../folders/object-store-error.ts";
import { type AzureOptions, azureOptions, publicEndpoint } from "../options/azure-options.ts";
import type { AzureRoot } from "../options/object-root.ts";
import type { CredentialRequest, CredentialVendor, VendedCredentials } from "./credential-vendor.ts";
import { directoryOf, directorySignature, type SignatureLibrary } from "./directory-signature.ts";
import type { AzureVendorSettings } from "./vendor-settings.ts";

type TokenCredential = InstanceType<typeof import("@azure/identity")["DefaultAzureCredential"]>;

interface Opened {
  readonly signatures: SignatureLibrary;
  readonly service: InstanceType<AzureLibrary["BlobServiceClient"]>;
}

/** Milliseconds by which a signature begins earlier, for clocks of Azure that are behind. */
const startsBeforeMs = 60_000;
/** The limit of a user delegation key, from its start. */
const maxLifetimeMs = 7 * 86_400_000;

/**
 * Vends shared access signatures for Azure, each for one directory. They are signed with a user delegation key, which is requested with
 * the token of the catalog, or with one of `@azure/identity` if the catalog has none. Throws InvalidInput for another account than the
 * catalog's, and Unsupported for an endpoint without TLS, to which no token is sent.
 */
export function openAzureVendor(
  settings: AzureVendorSettings,
  root: Pick<AzureRoot, "account">,
  storageOptions: Readonly<Record<string, string>>,
): CredentialVendor {
  const options = azureOptions(root, storageOptions);
  if (options.account !== settings.account) {
    throw new InvalidInputError(
      "credential_vendor.azure_account_name names another account than that of the catalog: correct one of the two.",
    );
  }
  if (!options.endpoint.startsWith("https://")) {
    throw new UnsupportedError(
      "Credentials for az:// can be vended only where the endpoint begins with https://, because tokens are not sent without TLS.",
    );
  }
  return new AzureVendor(settings, options);
}

class AzureVendor implements CredentialVendor {
  readonly #settings: AzureVendorSettings;
  readonly #options: AzureOptions;
  readonly #errors: StoreErrors;
  #opened: Promise<Opened> | undefined;

  constructor(settings: AzureVendorSettings, options: AzureOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#errors = azureErrors(options.endpoint);
  }

  async vend({ bucket, folder, permission, durationMs }: CredentialRequest): Promise<VendedCredentials> {
    const { account, endpoint } = this.#options;
    const directory = directoryOf(folder);
    const { signatures, service } = await this.#open();
    const start = Date.now() - startsBeforeMs;
    const end = Math.min(start + startsBeforeMs + durationMs, start + maxLifetimeMs);
    const startsOn = new Date(start);
    // A signature has no milliseconds.
    const expiresOn = new Date(Math.floor(end / 1000) * 1000);
    const key = await callStore(this.#errors, "request credentials", () =>
      service.getUserDelegationKey(startsOn, expiresOn),
    );
    if (!key.value) throw new ServiceUnavailableError("The object store returned no user delegation key.");
    const scope = { account, container: bucket, directory, permission, startsOn, expiresOn };
    return {
      storageOptions: {
        azure_storage_account_name: account,
        azure_storage_sas_token: directorySignature(signatures, key, scope),
        ...(endpoint !== publicEndpoint(account) && { azure_storage_endpoint: endpoint }),
      },
      expiresAtMillis: expiresOn.getTime(),
    };
  }

  close(): void {}

  #open(): Promise<Opened> {
    this.#opened ??= this.#load().catch((error: unknown) => {
      // The next request tries again.
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async #load(): Promise<Opened> {
    const blobs = await loadLibrary("az://", "@azure/storage-blob", () => import("@azure/storage-blob"));
    const name = "@azure/storage-file-datalake";
    const signatures = await loadLibrary("az://", name, () => import("@azure/storage-file-datalake"));
    const { endpoint, credential } = this.#options;
    const signer =
      credential.kind === "token" ? azureCredential(blobs, this.#options) : await this.#identity();
    return { signatures, service: new blobs.BlobServiceClient(endpoint, azurePipeline(blobs, signer)) };
  }

  /** A key of the account and a signature cannot request a user delegation key. */
  async #identity(): Promise<TokenCredential> {
    const { DefaultAzureCredential } = await loadLibrary(
      "az://",
      "@azure/identity",
      () => import("@azure/identity"),
    );
    const { tenantId, federatedClientId } = this.#settings;
    return new DefaultAzureCredential({
      ...(tenantId !== undefined && { tenantId }),
      ...(federatedClientId !== undefined && {
        managedIdentityClientId: federatedClientId,
        workloadIdentityClientId: federatedClientId,
      }),
    });
  }
}
