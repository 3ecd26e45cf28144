import { fixedAccess } from "../folders/store-access.ts";
import { catalogRoot } from "./root.ts";

/**
 * The storage options with which LanceDB opens the tables of a catalog: each under LanceDB's own name, with the account that the root
 * or the environment names. Sends no request. Throws InvalidInput or Unsupported for an invalid root or option.
 *
 * @param root - as in the options of a catalog
 */
export function lanceStorageOptions(
  root: string,
  storageOptions: Readonly<Record<string, string>>,
): Record<string, string> {
  const location = catalogRoot(root);
  return { ...(location.store === "disk" ? storageOptions : fixedAccess(location, storageOptions).forLance) };
}
