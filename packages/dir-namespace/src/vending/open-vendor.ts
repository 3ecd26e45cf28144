import type { ObjectRoot } from "../options/object-root.ts";
import { openAzureVendor } from "./azure-vendor.ts";
import type { CredentialVendor } from "./credential-vendor.ts";
import { openGoogleVendor } from "./google-vendor.ts";
import { openS3Vendor } from "./s3-vendor.ts";
import type { VendorSettings } from "./vendor-settings.ts";

type StorageOptions = Readonly<Record<string, string>>;

/**
 * Opens vendors for the store of a root with storage options of the catalog, whose own credentials obtain the others. A vendor loads
 * nothing and sends no request until it is used. The returned function throws InvalidInput or Unsupported for invalid storage options.
 */
export function vendorOf(
  settings: VendorSettings,
  root: ObjectRoot,
): (storageOptions: StorageOptions) => CredentialVendor {
  if (settings.store === "s3") return (options) => untilExpiry(options, openS3Vendor(settings, options));
  if (settings.store === "google") {
    return (options) => untilExpiry(options, openGoogleVendor(settings, options));
  }
  const account = root.store === "azure" ? root.account : undefined;
  // A signature is valid for longer than the token with which its key was requested.
  return (options) => openAzureVendor(settings, { account }, options);
}

/** Some stores end credentials together with those that obtained them. */
function untilExpiry(storageOptions: StorageOptions, vendor: CredentialVendor): CredentialVendor {
  const end = Number(storageOptions["expires_at_millis"]);
  if (Number.isNaN(end)) return vendor;
  return {
    async vend(request) {
      const vended = await vendor.vend(request);
      return { ...vended, expiresAtMillis: Math.min(vended.expiresAtMillis, end) };
    },
    close: () => vendor.close(),
  };
}
