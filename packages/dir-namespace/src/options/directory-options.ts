import { InvalidInputError, UnsupportedError } from "@lancetree/core";
import type { StorageOptionsProvider } from "@lancetree/tables";
import { vendorProperties } from "../vending/vendor-settings.ts";
import { booleanProperty, storageProperties } from "./string-properties.ts";

/** The options of a directory catalog. */
export interface DirectoryNamespaceOptions {
  /**
   * The catalog's folder: a path, in which `~` and `~/x` mean the home folder, a `file://` URL, `s3://bucket/prefix`,
   * `az://container/prefix` or `abfss://container@account.dfs.core.windows.net/prefix`. The folder need not exist; the first change
   * creates it. A bucket or container must exist.
   */
  readonly root: string;
  /** Options for the object store, by LanceDB's names (`aws_access_key_id`, `region`, `endpoint`, …). */
  readonly storageOptions?: Readonly<Record<string, string>> | undefined;
  /**
   * Returns further storage options, such as credentials that expire, for files, for LanceDB and for `credentialVendor`; they take
   * precedence over `storageOptions`. It is called at the first use, and again five minutes before the time `expires_at_millis` in the last ones (in
   * milliseconds since 1970), or after half of the time that was left if that was less than ten minutes. If it rejects, the last ones are
   * used until they expire; then calls reject with its error, if that is a NamespaceError, or with ServiceUnavailable.
   */
  readonly storageOptionsProvider?: StorageOptionsProvider | undefined;
  /** Maximum staleness of a read, in seconds. Default 0: reads always use the latest version. Changes always use it. */
  readonly readConsistencyInterval?: number | undefined;
  /**
   * Whether Lancetree puts root tables at `<name>.lance`, where clients that list folders find them, and treats such
   * folders of other clients as tables. Default true.
   */
  readonly dirListingEnabled?: boolean | undefined;
  /** Whether describe and declare return `managed_versioning: true`. Default false. */
  readonly tableVersionTrackingEnabled?: boolean | undefined;
  /** Whether describe and declare return the storage options. Default false. */
  readonly vendInputStorageOptions?: boolean | undefined;
  /** Milliseconds for which vended storage options are valid (`expires_at_millis`). Default: no limit. */
  readonly vendInputStorageOptionsRefreshIntervalMillis?: number | undefined;
  /**
   * The properties `credential_vendor.*` of other clients without that prefix: `enabled`, `permission`, `aws_role_arn` and others. With
   * `enabled: "true"`, describe and declare return credentials for the table's folder alone. Default: none.
   */
  readonly credentialVendor?: Readonly<Record<string, string>> | undefined;
}

/**
 * Reads the properties that other Lance clients write: a flat map of strings (`root`, `storage.<key>`, `dir_listing_enabled`, …).
 * Ignores unknown keys, as other clients do. Throws InvalidInput without a root, and Unsupported for a catalog without `__manifest`.
 */
export function optionsFromProperties(
  properties: Readonly<Record<string, string>>,
): DirectoryNamespaceOptions {
  const { root } = properties;
  if (!root) throw new InvalidInputError('A directory catalog needs the property "root".');
  if (booleanProperty(properties["manifest_enabled"]) === false) {
    throw new UnsupportedError(
      'manifest_enabled = "false" is not supported: without the __manifest table there are no namespaces. With a manifest, the root tables of such catalogs are listed as well.',
    );
  }
  const interval = properties["vend_input_storage_options_refresh_interval_millis"];
  return {
    root,
    storageOptions: storageProperties(properties),
    dirListingEnabled: booleanProperty(properties["dir_listing_enabled"]),
    tableVersionTrackingEnabled: booleanProperty(properties["table_version_tracking_enabled"]),
    vendInputStorageOptions: booleanProperty(properties["vend_input_storage_options"]),
    vendInputStorageOptionsRefreshIntervalMillis: interval === undefined ? undefined : Number(interval),
    credentialVendor: vendorProperties(properties),
  };
}
