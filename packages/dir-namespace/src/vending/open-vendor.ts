import { UnsupportedError } from "@lancetree/core";
import type { CredentialVendor } from "./credential-vendor.ts";
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
  throw new UnsupportedError(
    `Credentials for ${settings.store === "azure" ? "az" : "gs"}:// cannot be vended by this version; leave credential_vendor.enabled out.`,
  );
}
