import { InvalidInputError, UnsupportedError } from "@lancetree/core";

/** What a directory catalog is made of. */
export interface DirectoryNamespaceOptions {
  /**
   * The catalog's folder: a path, in which `~` and `~/x` mean the home folder, a `file://` URL or `s3://bucket/prefix`. It need
   * not exist, but a bucket must; the first write creates it.
   */
  readonly root: string;
  /** Settings for the object store, by LanceDB's names (`aws_access_key_id`, `region`, `endpoint`, …). */
  readonly storageOptions?: Readonly<Record<string, string>> | undefined;
  /**
   * Seconds that what a read answers may be old. Default 0: always the latest. Writes always look at the latest.
   */
  readonly readConsistencyInterval?: number | undefined;
  /**
   * Whether root tables stand at `<name>.lance`, where clients look that go by folder names, and whether such folders of
   * others count as tables. Default true.
   */
  readonly dirListingEnabled?: boolean | undefined;
  /** Whether describe and declare say `managed_versioning: true`. Default false. */
  readonly tableVersionTrackingEnabled?: boolean | undefined;
  /** Whether describe and declare hand out the storage options. Default false. */
  readonly vendInputStorageOptions?: boolean | undefined;
  /** Milliseconds for which handed out storage options claim to hold (`expires_at_millis`). Default: for ever. */
  readonly vendInputStorageOptionsRefreshIntervalMillis?: number | undefined;
}

/**
 * Reads the configuration as other Lance clients write it: a flat map of texts (`root`, `storage.<key>`,
 * `dir_listing_enabled`, …). Keys that mean nothing here are left alone, as other clients do.
 * Rejects with InvalidInput without a root, and with Unsupported for a catalog without `__manifest`.
 */
export function optionsFromProperties(
  properties: Readonly<Record<string, string>>,
): DirectoryNamespaceOptions {
  const { root } = properties;
  if (!root) throw new InvalidInputError('A directory catalog needs the property "root".');
  if (flag(properties["manifest_enabled"]) === false) {
    throw new UnsupportedError(
      'manifest_enabled = "false" is not supported: without the __manifest table there are no namespaces. Root tables of such catalogs are listed with it, too.',
    );
  }
  const storageOptions = Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => key.startsWith("storage."))
      .map(([key, value]) => [key.slice("storage.".length), value]),
  );
  const interval = properties["vend_input_storage_options_refresh_interval_millis"];
  return {
    root,
    storageOptions,
    dirListingEnabled: flag(properties["dir_listing_enabled"]),
    tableVersionTrackingEnabled: flag(properties["table_version_tracking_enabled"]),
    vendInputStorageOptions: flag(properties["vend_input_storage_options"]),
    vendInputStorageOptionsRefreshIntervalMillis: interval === undefined ? undefined : Number(interval),
  };
}

/** As other clients read booleans: anything else means the default. */
function flag(text: string | undefined): boolean | undefined {
  const lower = text?.toLowerCase() ?? "";
  if (["true", "1", "on", "yes", "y"].includes(lower)) return true;
  if (["false", "0", "off", "no", "n"].includes(lower)) return false;
  return undefined;
}
