import { UnsupportedError } from "@lancetree/core";
import type { CredentialVendor } from "./credential-vendor.ts";
import { openGoogleVendor } from "./google-vendor.ts";
import { openS3Vendor } from "./s3-vendor.ts";
import type { VendorSettings } from "./vendor-settings.ts";

/**
 * The vendor for the store of a root. Loads nothing and sends no request until it is used. Throws InvalidInput or Unsupported for an
 * invalid configuration.
 *
 * @param storageOptions - of the catalog, whose own credentials obtain the others
 */
export function openVendor(
  settings: VendorSettings,
  storageOptions: Readonly<Record<string, string>>,
): CredentialVendor {
  if (settings.store === "s3") return openS3Vendor(settings, storageOptions);
  if (settings.store === "google") return openGoogleVendor(settings, storageOptions);
  throw new UnsupportedError(
    "Credentials for az:// cannot be vended: a shared access signature for the container would also be valid for the other tables, and one for a folder needs an account with a hierarchical namespace, on which Lancetree is untested. Leave credential_vendor.enabled out.",
  );
}
