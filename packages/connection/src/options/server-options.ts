import type { ConnectionOptions, HeaderProvider } from "@lancedb/lancedb";
import { InvalidInputError, UnsupportedError, withoutTrailing } from "@lancetree/core";
import { unknownKey } from "../unknown-key.ts";
import type { RestOptions } from "./rest-options.ts";

/** Headers for every request: an object, a function that is called before each, or one of LanceDB's providers. */
export type HeaderSource = NonNullable<RestOptions["headers"]> | HeaderProvider;

/** The options of `connect` for a server, with LanceDB's names. */
export interface ServerOptions {
  /** Sent as `x-api-key`. */
  apiKey?: string | undefined;
  headers?: HeaderSource | undefined;
  /** The address of the server for `db://`. Without it `db://` is LanceDB Cloud, which is Unsupported (0). */
  hostOverride?: string | undefined;
  /**
   * LanceDB's settings of its HTTP client. `extraHeaders`, `userId`, `idDelimiter` and `timeoutConfig.timeout` (seconds) are
   * used, others are Unsupported (0).
   */
  clientConfig?: ConnectionOptions["clientConfig"] | undefined;
  /** For LanceDB Cloud only: Unsupported (0). */
  region?: string | undefined;
  /** Unsupported (0): a function in `headers` can fetch and renew tokens. */
  oauthConfig?: ConnectionOptions["oauthConfig"] | undefined;
}

export const serverKeys = [
  "apiKey",
  "headers",
  "hostOverride",
  "clientConfig",
  "region",
  "oauthConfig",
] as const;

/** The configuration of `"rest"` that a URI with `http://`, `https://` or `db://` and its options stand for. */
export function toRestOptions(uri: string, options: ServerOptions): RestOptions {
  const { apiKey, headers, hostOverride, clientConfig = {}, region, oauthConfig } = options;
  if (region !== undefined)
    throw new UnsupportedError('"region" is for LanceDB Cloud, which is not supported.');
  if (oauthConfig !== undefined) {
    throw new UnsupportedError('"oauthConfig" is not supported: pass a function as "headers".');
  }
  const database = databaseHeaders(uri);
  if (database === undefined && hostOverride !== undefined) {
    throw new InvalidInputError('"hostOverride" is for db:// only.');
  }
  if (database !== undefined && hostOverride === undefined) {
    throw new UnsupportedError(
      'LanceDB Cloud is not supported: db:// needs "hostOverride", the address of a server.',
    );
  }
  const { more, ...client } = readClientConfig(clientConfig);
  return {
    uri: hostOverride ?? uri,
    ...(apiKey !== undefined && { apiKey }),
    ...client,
    headers: withHeaders({ ...more, ...database }, headers),
  };
}

/** The database that a `db://` URI names, and the prefix below it. */
function databaseHeaders(uri: string): Record<string, string> | undefined {
  const [, database, prefix] = /^db:\/\/([^/?#]*)\/?([^?#]*)$/i.exec(uri) ?? [];
  if (database === undefined) return undefined;
  if (database === "") throw new InvalidInputError("db:// must name a database: db://database.");
  return {
    "x-lancedb-database": database,
    ...(prefix && { "x-lancedb-database-prefix": withoutTrailing(prefix, "/") }),
  };
}

interface ClientSettings extends Pick<RestOptions, "delimiter" | "timeoutMs"> {
  readonly more: Record<string, string>;
}

function readClientConfig(config: NonNullable<ServerOptions["clientConfig"]>): ClientSettings {
  const { extraHeaders = {}, userId, idDelimiter, timeoutConfig = {}, ...rest } = config;
  const { timeout, ...timeouts } = timeoutConfig;
  const unused = [...Object.entries(rest), ...Object.entries(timeouts)].find(
    ([, value]) => value !== undefined,
  );
  if (unused) {
    const [key] = unused;
    const known = [
      "userAgent",
      "retryConfig",
      "tlsConfig",
      "connectTimeout",
      "readTimeout",
      "poolIdleTimeout",
    ];
    if (!known.includes(key))
      throw unknownKey(key, [...known, "extraHeaders", "userId", "idDelimiter"], '"clientConfig"');
    throw new UnsupportedError(
      `"${key}" in "clientConfig" is not supported: connectNamespace("rest", …) takes "retry", "timeoutMs" and "fetch".`,
    );
  }
  return {
    more: { ...extraHeaders, ...(userId !== undefined && { "x-lancedb-user-id": userId }) },
    ...(idDelimiter !== undefined && { delimiter: idDelimiter }),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
  };
}

function withHeaders(
  fixed: Record<string, string>,
  source: HeaderSource | undefined,
): NonNullable<RestOptions["headers"]> {
  if (typeof source === "function") return async () => ({ ...fixed, ...(await source()) });
  if (isProvider(source)) return async () => ({ ...fixed, ...source.getHeaders() });
  return { ...fixed, ...source };
}

function isProvider(source: HeaderSource | undefined): source is HeaderProvider {
  return typeof source === "object" && "getHeaders" in source && typeof source.getHeaders === "function";
}
