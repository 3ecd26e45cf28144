import { openFolder } from "../folders/open-folder.ts";

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
  return { ...openFolder(root, storageOptions).storageOptions };
}
