import { storageProperties } from "../options/string-properties.ts";
import { openVending } from "./vending.ts";
import { vendorProperties } from "./vendor-settings.ts";

/**
 * Checks the properties `credential_vendor.*` of a catalog before it is opened. Sends no request. Throws InvalidInput or Unsupported as
 * opening the catalog would, and accepts properties without them.
 */
export function checkVendorProperties(properties: Readonly<Record<string, string>>): void {
  const credentialVendor = vendorProperties(properties);
  if (Object.keys(credentialVendor).length === 0) return;
  openVending({ root: properties["root"], storageOptions: storageProperties(properties), credentialVendor });
}
