import { Renewed } from "../folders/renewed.ts";
import type { CredentialRequest, CredentialVendor, VendedCredentials } from "./credential-vendor.ts";

/**
 * A vendor that obtains credentials with options of the catalog that are renewed.
 *
 * @param options - the options that are valid now: the same object until they are renewed
 * @param open - opens a vendor with given options
 */
export function renewedVendor(
  options: () => Promise<Readonly<Record<string, string>>>,
  open: (options: Readonly<Record<string, string>>) => CredentialVendor,
): CredentialVendor {
  const vendors = new Renewed(options, async (valid) => open(valid));
  return {
    vend: (request: CredentialRequest): Promise<VendedCredentials> =>
      vendors.use((vendor) => vendor.vend(request)),
    close: () => vendors.close(),
  };
}
