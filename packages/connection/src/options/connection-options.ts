import type { Session } from "@lancedb/lancedb";
import { InvalidInputError } from "@lancetree/core";
import type { StorageOptionsProvider } from "@lancetree/tables";
import { unknownKey } from "../unknown-key.ts";

/** LanceDB's options of a namespace connection, with LanceDB's names. */
export interface NamespaceConnectionOptions {
  /**
   * Seconds after which an open table checks for versions that other writers created. 0 checks before every read; absent,
   * a table stays at the version that it was opened at until `checkoutLatest()`.
   */
  readConsistencyInterval?: number | undefined;
  /** Object store settings for tables; those of a call take precedence. */
  storageOptions?: Record<string, string> | undefined;
  /**
   * Returns further object store settings, such as credentials that expire, for tables and for a catalog that this package opens with
   * `"dir"`; they take precedence over `storageOptions`. It is called again five minutes before the time `expires_at_millis` in the last
   * ones (in milliseconds since 1970), or after half of the time that was left if that was less than ten minutes.
   */
  storageOptionsProvider?: StorageOptionsProvider | undefined;
  /** LanceDB's caches, to be shared with other connections. */
  session?: Session | undefined;
  /** Further string properties for the namespace, only if this package opens it. */
  namespaceClientProperties?: Record<string, string> | undefined;
}

const keys: readonly (keyof NamespaceConnectionOptions)[] = [
  "readConsistencyInterval",
  "storageOptions",
  "storageOptionsProvider",
  "session",
  "namespaceClientProperties",
];

/**
 * @param more - keys that are known beside LanceDB's
 * @throws InvalidInputError for an unknown key and for an invalid value
 */
export function validateConnectionOptions(
  options: NamespaceConnectionOptions,
  more: readonly string[] = [],
): NamespaceConnectionOptions {
  if (typeof options !== "object" || options === null) {
    throw new InvalidInputError("The connection options must be an object.");
  }
  const known: readonly string[] = [...keys, ...more];
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw unknownKey(key, known, "the connection options");
  }
  const interval: unknown = options.readConsistencyInterval;
  if (interval !== undefined && !(typeof interval === "number" && interval >= 0)) {
    throw new InvalidInputError("readConsistencyInterval must be a number of seconds, at least 0.");
  }
  const provider: unknown = options.storageOptionsProvider;
  if (provider !== undefined && typeof provider !== "function") {
    throw new InvalidInputError("storageOptionsProvider must be a function.");
  }
  readStrings(options.storageOptions, "storageOptions");
  readStrings(options.namespaceClientProperties, "namespaceClientProperties");
  return options;
}

/** @throws InvalidInputError unless it is absent or an object of strings; the message holds the key, never a value */
export function readStrings(value: unknown, name: string): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidInputError(`${name} must be an object of strings.`);
  }
  const strings: Record<string, string> = {};
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry !== "string") throw new InvalidInputError(`"${key}" in ${name} must be a string.`);
    strings[key] = entry;
  }
  return strings;
}
