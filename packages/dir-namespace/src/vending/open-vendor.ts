import { UnsupportedError } from "@lancetree/core";
import type { CredentialVendor } from "./credential-vendor.ts";
import { openGoogleVendor } from "./google-vendor.ts";
import { openS3Vendor } from "./s3-vendor.ts";
import type { VendorSettings } from "./vendor-settings.ts";

type StorageOptions = Readonly<Record<string, string>>;

/**
 * Opens vendors for the store of a root with storage options of the catalog, whose own credentials obtain the others. A vendor loads
 * nothing and sends no request until it is used. Throws Unsupported for settings without a vendor; the returned function throws
 * InvalidInput or Unsupported for invalid storage options.
 */
export function vendorOf(settings: VendorSettings): (storageOptions: StorageOptions) => CredentialVendor {
  if (settings.store === "s3") return (options) => untilExpiry(options, openS3Vendor(settings, options));
  if (settings.store === "google") {
    return (options) => untilExpiry(options, openGoogleVendor(settings, options));
  }
  throw new UnsupportedError(
    "Credentials for az:// cannot be vended: a shared access signature for the container would also be valid for the other tables, and one for a folder needs an account with a hierarchical namespace, on which Lancetree is untested. Leave credential_vendor.enabled out.",
  );
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
