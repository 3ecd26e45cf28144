import { InvalidInputError } from "@lancetree/core";
import { unknownKey } from "../unknown-key.ts";
import { readStrings } from "./connection-options.ts";

/**
 * The configuration of `"dir"`. Every key can also be given as Python and Rust write it (`manifest_enabled`,
 * `"storage.region"`), with its value as a string. Keys that steer how other clients work are taken, so that one
 * configuration serves all of them; here they do nothing, and say so.
 */
export interface DirectoryOptions extends StringKeys {
  /** The folder that holds the catalog: a path (`~/x` is in the home folder), a `file://` URL or `s3://bucket/prefix`. `gs://` and `az://` are Unsupported (0). */
  root: string;
  /** Settings for LanceDB's storage, for the catalog and for its tables. */
  storageOptions?: Record<string, string> | undefined;
  /**
   * Whether there are namespaces, default true. False leaves the tables of the root, which clients that look for folders
   * find as `<name>.lance`; everything about namespaces is then Unsupported (0). The catalog keeps its manifest all the same.
   */
  manifestEnabled?: boolean | undefined;
  /** Whether folders that end in `.lance` are tables of the root; default true. */
  dirListingEnabled?: boolean | undefined;
  /** Does nothing: root tables by folder name and those of the manifest are read together anyway. */
  dirListingToManifestMigrationEnabled?: boolean | undefined;
  /** Does nothing: the manifest is folded when it has fallen into many pieces, and never pruned. */
  inlineOptimizationEnabled?: boolean | undefined;
  /**
   * Whether describing a table says that the catalog manages its versions; default false. Such tables cannot be opened
   * so far.
   */
  tableVersionTrackingEnabled?: boolean | undefined;
  /** Does nothing: a change that other writers outrun is tried up to 300 times. */
  commitRetries?: number | undefined;
  /** Whether describing a table answers with the storage options; default false. */
  vendInputStorageOptions?: boolean | undefined;
  /** For how long vended storage options are said to hold, in milliseconds. */
  vendInputStorageOptionsRefreshIntervalMillis?: number | undefined;
  /** Does nothing: operations are not counted. */
  opsMetricsEnabled?: boolean | undefined;
  /** Further string keys; the keys beside it win. */
  extraProperties?: Record<string, string> | undefined;
  /** The string keys of the other clients. `credential_vendor.*` does nothing: no credentials are vended. */
  [stringKey: `storage.${string}` | `credential_vendor.${string}`]: string | undefined;
}

const typed = {
  root: ["root", "string"],
  manifestEnabled: ["manifest_enabled", "boolean"],
  dirListingEnabled: ["dir_listing_enabled", "boolean"],
  dirListingToManifestMigrationEnabled: ["dir_listing_to_manifest_migration_enabled", "boolean"],
  inlineOptimizationEnabled: ["inline_optimization_enabled", "boolean"],
  tableVersionTrackingEnabled: ["table_version_tracking_enabled", "boolean"],
  commitRetries: ["commit_retries", "number"],
  vendInputStorageOptions: ["vend_input_storage_options", "boolean"],
  vendInputStorageOptionsRefreshIntervalMillis: [
    "vend_input_storage_options_refresh_interval_millis",
    "number",
  ],
  opsMetricsEnabled: ["ops_metrics_enabled", "boolean"],
} as const;

/** The keys as Python and Rust write them. */
type StringKeys = {
  [Key in Exclude<(typeof typed)[keyof typeof typed][0], "root">]?: string | undefined;
};

const stringKeys: readonly string[] = [
  ...Object.values(typed).map(([key]) => key),
  // Lance 4 to 7 had it; later clients take it and do nothing.
  "table_version_storage_enabled",
];
const prefixes = ["storage.", "credential_vendor."];

/** The string keys are open to callers without types, and to those who read them from a file. */
export type DirectoryProperties = Record<string, string>;

/**
 * Brings every way to write the configuration into the one that all Lance clients share: string keys and values.
 *
 * @throws InvalidInputError for an unknown key, with the nearest known one, for a value of the wrong type, and for a
 *   missing root; a message never holds a value
 */
export function toDirectoryProperties(
  configuration: DirectoryOptions | DirectoryProperties,
): DirectoryProperties {
  if (typeof configuration !== "object" || configuration === null || Array.isArray(configuration)) {
    throw new InvalidInputError('The "dir" configuration must be an object with a "root".');
  }
  const { storageOptions, extraProperties, ...rest }: Record<string, unknown> = { ...configuration };
  const properties: DirectoryProperties = {};
  for (const [key, value] of Object.entries(readStrings(extraProperties, "extraProperties")))
    setString(properties, key, value);
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    const known = findTyped(key);
    if (known) properties[known[0]] = toText(key, value, known[1]);
    else setString(properties, key, value);
  }
  for (const [key, value] of Object.entries(readStrings(storageOptions, "storageOptions"))) {
    properties[`storage.${key}`] = value;
  }
  if (!properties["root"])
    throw new InvalidInputError('The "dir" configuration needs a "root": a folder or a URI.');
  return properties;
}

function setString(properties: DirectoryProperties, key: string, value: unknown): void {
  const isKnown =
    stringKeys.includes(key) || prefixes.some((prefix) => key.startsWith(prefix) && key !== prefix);
  if (!isKnown) {
    const camelCase = [...Object.keys(typed), "storageOptions", "extraProperties"];
    const known = /[._]/.test(key) ? [...stringKeys, ...camelCase] : [...camelCase, ...stringKeys];
    throw unknownKey(key, known, 'the "dir" configuration');
  }
  if (typeof value !== "string")
    throw new InvalidInputError(`"${key}" must be a string, as all string keys.`);
  properties[key] = value;
}

function findTyped(key: string): readonly [string, "string" | "boolean" | "number"] | undefined {
  return Object.entries(typed).find(([name]) => name === key)?.[1];
}

function toText(key: string, value: unknown, type: "string" | "boolean" | "number"): string {
  const fits = type === "number" ? Number.isSafeInteger(value) && Number(value) >= 0 : typeof value === type;
  if (!fits) {
    throw new InvalidInputError(`"${key}" must be a ${type === "number" ? "whole number" : type}.`);
  }
  return String(value);
}
