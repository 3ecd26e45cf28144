import { azureOptions } from "../options/azure-options.ts";
import { googleOptions } from "../options/google-options.ts";
import type { ObjectRoot } from "../options/object-root.ts";
import { s3Options } from "../options/s3-options.ts";
import type { ObjectStore } from "./object-store.ts";

/** The object store of a root. */
export interface StoreAccess {
  /** The storage options for LanceDB that are valid now, each under LanceDB's own name. Rejects if they cannot be renewed. */
  forLance(): Promise<Readonly<Record<string, string>>>;
  /** Loads the store's library and opens the store, without a request. Rejects with Unsupported if the library is not installed. */
  open(): Promise<ObjectStore>;
}

/** The object store of a root, with options that never change. */
export interface FixedAccess {
  /** The storage options for LanceDB, each under LanceDB's own name. */
  readonly forLance: Readonly<Record<string, string>>;
  /** Loads the store's library and opens the store, without a request. Rejects with Unsupported if the library is not installed. */
  open(): Promise<ObjectStore>;
}

/** Parses the storage options of a root. Throws InvalidInput or Unsupported for an invalid option. */
export function storeAccess(root: ObjectRoot, storageOptions: Readonly<Record<string, string>>): StoreAccess {
  const access = fixedAccess(root, storageOptions);
  return { forLance: async () => access.forLance, open: () => access.open() };
}

/** As `storeAccess`. */
export function fixedAccess(root: ObjectRoot, storageOptions: Readonly<Record<string, string>>): FixedAccess {
  if (root.store === "s3") {
    const options = s3Options(storageOptions);
    const open = async (): Promise<ObjectStore> =>
      (await import("./s3-store.ts")).openS3Store(root.bucket, options);
    return { forLance: options.forLance, open };
  }
  if (root.store === "google") {
    const options = googleOptions(storageOptions);
    const open = async (): Promise<ObjectStore> =>
      (await import("./google-store.ts")).openGoogleStore(root.bucket, options);
    return { forLance: options.forLance, open };
  }
  const options = azureOptions(root, storageOptions);
  const open = async (): Promise<ObjectStore> =>
    (await import("./azure-store.ts")).openAzureStore(root.bucket, options);
  return { forLance: options.forLance, open };
}
