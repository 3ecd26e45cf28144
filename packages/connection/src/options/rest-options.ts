import { InvalidInputError, UnsupportedError } from "@lancetree/core";
import type { Fetch, HeaderMap, RestNamespaceOptions, RetryOptions } from "@lancetree/rest-client";
import { unknownKey } from "../unknown-key.ts";
import { readStrings } from "./connection-options.ts";

/**
 * The configuration of `"rest"`: the options of `RestNamespace`, and the string keys that Python and Rust use. Keys that
 * would change who is trusted or how to log in (`tls.*`, `dynamic_context_provider.*`, `rest.auth.*`) are Unsupported
 * (0) unless they say the default; `headers` and `fetch` do what they are for.
 */
export interface RestOptions extends RestNamespaceOptions, StringKeys {
  /** Further string keys; the keys beside it win. */
  readonly extraProperties?: Record<string, string> | undefined;
  /** A header that is sent with every request, as the other clients write it; `headers` wins. */
  readonly [header: `header.${string}` | `headers.${string}`]: string | undefined;
}

/** The string keys are open to callers without types, and to those who read them from a file. */
export type RestProperties = Record<string, string>;

const optionKeys = ["uri", "apiKey", "token", "headers", "delimiter", "timeoutMs", "retry", "fetch"] as const;
const retryKeys: readonly (keyof RetryOptions)[] = ["attempts", "baseDelayMs", "maxDelayMs"];
/** The keys as Python and Rust write them. */
type StringKeys = {
  readonly [Key in Exclude<(typeof stringKeys)[number], "uri" | "delimiter">]?: string | undefined;
};

const stringKeys = [
  "uri",
  "delimiter",
  // Does nothing: operations are not counted.
  "ops_metrics_enabled",
  "tls.cert_file",
  "tls.key_file",
  "tls.ssl_ca_cert",
  "tls.assert_hostname",
  "rest.auth.type",
] as const;
const refusedPrefixes = ["dynamic_context_provider.", "rest.auth.sigv4."];
const header = /^headers?\.(.+)$/s;

/**
 * Brings every way to write the configuration into the options of `RestNamespace`.
 *
 * @param more - string keys that count where the configuration says nothing
 * @throws InvalidInputError for an unknown key, with the nearest known one, for a value of the wrong type, and for a
 *   missing uri; UnsupportedError for keys that cannot be honoured; a message never holds a value
 */
export function toRestNamespaceOptions(
  configuration: RestOptions | RestProperties,
  more: RestProperties = {},
): RestNamespaceOptions {
  if (typeof configuration !== "object" || configuration === null || Array.isArray(configuration)) {
    throw new InvalidInputError('The "rest" options must be an object with a "uri".');
  }
  const { extraProperties, ...rest }: Record<string, unknown> = { ...configuration };
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  const options = Object.fromEntries(given.filter(([key]) => isOption(key)));
  const strings = {
    ...more,
    ...readStrings(extraProperties, "extraProperties"),
    ...readStrings(Object.fromEntries(given.filter(([key]) => !isOption(key))), 'the "rest" options'),
  };
  for (const [key, value] of Object.entries(strings)) validateStringKey(key, value);
  const uri = text(options, "uri") ?? strings["uri"];
  if (!uri) throw new InvalidInputError('The "rest" options need a "uri": the address of the catalog.');
  return {
    uri,
    apiKey: text(options, "apiKey"),
    token: text(options, "token"),
    headers: withHeaders(headersIn(strings), options["headers"]),
    delimiter: text(options, "delimiter") ?? strings["delimiter"],
    timeoutMs: number("timeoutMs", options["timeoutMs"]),
    retry: readRetry(options["retry"]),
    fetch: readFetch(options["fetch"]),
  };
}

function isOption(key: string): boolean {
  return optionKeys.some((known) => known === key);
}

function validateStringKey(key: string, value: string): void {
  if (header.test(key)) return;
  if (refusedPrefixes.some((prefix) => key.startsWith(prefix))) throw unsupported(key);
  if (!stringKeys.some((known) => known === key)) {
    const options = [...optionKeys, "extraProperties"];
    const known = /[._]/.test(key) ? [...stringKeys, ...options] : [...options, ...stringKeys];
    throw unknownKey(key, known, 'the "rest" options');
  }
  const isDefault =
    (key === "tls.assert_hostname" && value === "true") || (key === "rest.auth.type" && value === "none");
  if (/^(tls|rest)\./.test(key) && !isDefault) throw unsupported(key);
}

function unsupported(key: string): UnsupportedError {
  return new UnsupportedError(
    `"${key}" is not supported: certificates are the business of the option "fetch", logging in that of "headers".`,
  );
}

function text(options: Record<string, unknown>, key: string): string | undefined {
  const value = options[key];
  if (value === undefined || typeof value === "string") return value;
  throw new InvalidInputError(`"${key}" must be a string.`);
}

function number(key: string, value: unknown): number | undefined {
  if (value === undefined || typeof value === "number") return value;
  throw new InvalidInputError(`"${key}" must be a number.`);
}

function headersIn(strings: RestProperties): HeaderMap {
  const named = Object.entries(strings).flatMap(([key, value]) => {
    const name = header.exec(key)?.[1];
    return name === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(named);
}

/** The option comes last, so that it wins whatever the case of its names. */
function withHeaders(named: HeaderMap, option: unknown): RestNamespaceOptions["headers"] {
  if (!isFunction(option)) return { ...named, ...readStrings(option, "headers") };
  return async () => ({ ...named, ...readStrings(await option(), "the answer of headers()") });
}

function isFunction(value: unknown): value is () => unknown {
  return typeof value === "function";
}

function readRetry(value: unknown): RetryOptions | false | undefined {
  if (value === undefined || value === false) return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidInputError('"retry" must be false, or an object.');
  }
  const retry: Record<string, unknown> = { ...value };
  for (const key of Object.keys(retry)) {
    if (!retryKeys.some((known) => known === key)) throw unknownKey(key, retryKeys, '"retry"');
  }
  const [attempts, baseDelayMs, maxDelayMs] = retryKeys.map((key) => number(`retry.${key}`, retry[key]));
  return { attempts, baseDelayMs, maxDelayMs };
}

function readFetch(value: unknown): Fetch | undefined {
  if (value === undefined || isFetch(value)) return value;
  throw new InvalidInputError('"fetch" must be a function.');
}

function isFetch(value: unknown): value is Fetch {
  return typeof value === "function";
}
