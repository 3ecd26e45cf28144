import { findNearest, InvalidInputError, UnsupportedError } from "@lancetree/core";
import { snakeCaseOption } from "@lancetree/tables";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The storage options of one kind of object store, by LanceDB's names. */
export interface StoreOptionNames<Name extends string> {
  /** The scheme, for messages: `s3://`. */
  readonly scheme: string;
  /** Each option may have this before its name: `aws_`. */
  readonly prefix: string;
  /** The spellings of each option that concerns the client for files; LanceDB's own name is the first. */
  readonly spellings: Readonly<Record<Name, readonly string[]>>;
  /** Those that are read from environment variables, as LanceDB does: a spelling with the prefix, in upper case. */
  readonly fromEnvironment: readonly NoInfer<Name>[];
  /** Those that the client for files has no counterpart for: LanceDB's own requests alone would obey them. */
  readonly unsupported: readonly NoInfer<Name>[];
  /** Options that apply to LanceDB's own requests only. */
  readonly forRowsOnly: readonly string[];
}

/** Options that LanceDB has for every object store. */
const forAnyStore: readonly string[] = [
  "allow_invalid_certificates",
  "client_max_retries",
  "client_retry_timeout",
  "connect_timeout",
  "default_content_type",
  "disable_system_certificates",
  "disable_tagging",
  "download_retry_count",
  "expires_at_millis",
  "http1_only",
  "http2_keep_alive_interval",
  "http2_keep_alive_timeout",
  "http2_keep_alive_while_idle",
  "http2_max_frame_size",
  "http2_only",
  "new_table_data_storage_version",
  "new_table_enable_stable_row_ids",
  "new_table_enable_v2_manifest_paths",
  "pool_idle_timeout",
  "pool_max_idle_per_host",
  "proxy_ca_certificate",
  "proxy_excludes",
  "proxy_url",
  "randomize_addresses",
  "read_timeout",
  "refresh_offset_millis",
  "request_timeout",
  "timeout",
  "user_agent",
];

/** What storage options and environment variables say. */
export class StoreOptions<Name extends string> {
  /** The given options, each under LanceDB's own name. LanceDB reads the environment variables by itself. */
  readonly forLance: Readonly<Record<string, string>>;
  readonly #names: StoreOptionNames<Name>;
  readonly #values: ReadonlyMap<string, NamedValue>;
  readonly #environment: Environment;

  /**
   * Throws InvalidInput for unknown names, and for two spellings of one option with different values, and Unsupported for options that only
   * LanceDB's own requests would obey. No message contains a value.
   */
  constructor(
    names: StoreOptionNames<Name>,
    options: Readonly<Record<string, string>>,
    environment: Environment = process.env,
  ) {
    this.#names = names;
    this.#environment = environment;
    const ownNames = ownNamesOf(names);
    const values = new Map<string, NamedValue>();
    for (const [key, value] of Object.entries(options)) {
      const own = ownNames.get(ownSpelling(key));
      if (own === undefined) throw unknownOption(key, names, [...ownNames.keys()]);
      const other = values.get(own);
      if (other !== undefined && other.value !== value)
        throw contradiction("storage options", other.key, key);
      values.set(own, { key, value });
    }
    this.#values = values;
    this.forLance = Object.fromEntries([...values].map(([own, { value }]) => [own, value]));
    for (const name of names.unsupported) {
      if (this.value(name) === undefined) continue;
      const [own] = names.spellings[name];
      throw new UnsupportedError(
        `The storage option ${own} is not supported for ${names.scheme} by this version.`,
      );
    }
  }

  /** The value of an option, or else of its environment variable. Empty counts as absent. */
  value(name: Name): string | undefined {
    const spellings = this.#names.spellings[name];
    const ownValue = this.#values.get(spellings[0] ?? "")?.value;
    if (ownValue) return ownValue;
    return this.#names.fromEnvironment.includes(name) ? this.#fromEnvironment(spellings) : undefined;
  }

  /** Whether an option is given as a boolean that is true, as LanceDB parses it. */
  isTrue(name: Name): boolean {
    return /^(true|1|on|yes|y)$/i.test(this.value(name) ?? "");
  }

  #fromEnvironment(spellings: readonly string[]): string | undefined {
    let found: NamedValue | undefined;
    for (const spelling of spellings) {
      const key = spelling.toUpperCase();
      const value = this.#environment[key];
      if (!value || !spelling.startsWith(this.#names.prefix)) continue;
      if (found !== undefined && found.value !== value) {
        throw contradiction("environment variables", found.key, key);
      }
      found = { key, value };
    }
    return found?.value;
  }
}

interface NamedValue {
  readonly key: string;
  readonly value: string;
}

/**
 * Throws InvalidInput for an endpoint that is not a URL, and for one with `http://` that `allow_http` does not allow: LanceDB would send
 * no request there.
 */
export function assertEndpoint(endpoint: string | undefined, isHttpAllowed: boolean): void {
  if (endpoint === undefined) return;
  const protocol = URL.canParse(endpoint) ? new URL(endpoint).protocol : "";
  if (protocol === "https:" || (protocol === "http:" && isHttpAllowed)) return;
  throw new InvalidInputError(
    protocol === "http:"
      ? 'The endpoint begins with http://, and the storage option allow_http is missing: set allow_http = "true", or use an endpoint with https://.'
      : "The endpoint of the object store must be a URL that begins with https:// or http://.",
  );
}

/** LanceDB's own name for each spelling. */
function ownNamesOf({ spellings, forRowsOnly, prefix }: StoreOptionNames<string>): Map<string, string> {
  const ownNames = new Map<string, string>();
  for (const own of [...forRowsOnly, ...forAnyStore]) ownNames.set(own, own).set(prefix + own, own);
  for (const names of Object.values(spellings)) {
    for (const name of names) ownNames.set(name, names[0] ?? name);
  }
  return ownNames;
}

function unknownOption(
  key: string,
  { scheme, spellings }: StoreOptionNames<string>,
  known: readonly string[],
): InvalidInputError {
  const nearest = findNearest(ownSpelling(key), known);
  const names = Object.values(spellings).map(([own]) => own);
  return new InvalidInputError(
    `The storage option ${JSON.stringify(key)} is not known for ${scheme}. ${nearest === undefined ? `Allowed: ${names.join(", ")}, and LanceDB's options for its own requests.` : `Did you mean ${JSON.stringify(nearest)}?`}`,
  );
}

function contradiction(what: string, first: string, second: string): InvalidInputError {
  return new InvalidInputError(
    `The ${what} ${JSON.stringify(first)} and ${JSON.stringify(second)} mean the same and have different values: set one of them.`,
  );
}

/** Normalizes a name as LanceDB does: names are case-insensitive, and may be in camelCase. */
function ownSpelling(name: string): string {
  return snakeCaseOption(name).toLowerCase();
}
