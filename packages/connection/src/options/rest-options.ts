import { InvalidInputError } from "@lancetree/core";
import type { Fetch, HeaderMap, RestNamespaceOptions, RetryOptions } from "@lancetree/rest-client";
import { unknownKey } from "../unknown-key.ts";
import { readStrings } from "./connection-options.ts";

/**
 * The options of `"rest"`: those of `RestNamespace`, and the string properties that Python and Rust use. Properties
 * that configure certificates or authentication (`tls.*`, `dynamic_context_provider.*`, `rest.auth.*`) reject with
 * Unsupported (0) unless they have their default value; use the options `fetch` and `headers` instead.
 */
export interface RestOptions extends RestNamespaceOptions, StringProperties {
  /** Further string properties; the typed options take precedence. */
  readonly extraProperties?: Record<string, string> | undefined;
  /** A header of every request, as the other clients write it; `headers` takes precedence. */
  readonly [header: `header.${string}` | `headers.${string}`]: string | undefined;
}

/** A flat map of string properties, as a file or another client has it. */
export type RestProperties = Record<string, string>;

const optionKeys = ["uri", "apiKey", "token", "headers", "delimiter", "timeoutMs", "retry", "fetch"] as const;
const retryKeys: readonly (keyof RetryOptions)[] = ["attempts", "baseDelayMs", "maxDelayMs"];

const propertyNames = [
  "uri",
  "delimiter",
  // Has no effect: operations are not counted.
  "ops_metrics_enabled",
  "tls.cert_file",
  "tls.key_file",
  "tls.ssl_ca_cert",
  "tls.assert_hostname",
  "rest.auth.type",
] as const;
/** Properties with these prefixes are known; `optionsFromProperties` decides which of them are supported. */
const knownPrefix = /^(?:headers?|dynamic_context_provider|rest\.auth\.sigv4)\../s;

/** The properties as Python and Rust write them. */
type StringProperties = {
  readonly [Key in Exclude<(typeof propertyNames)[number], "uri" | "delimiter">]?: string | undefined;
};

/**
 * Converts the options, in whichever form they are written, to those of `RestNamespace`.
 *
 * Rejects with InvalidInputError for an unknown key, with the nearest known one, for a value of the wrong type, and for a
 * missing uri, with UnsupportedError for properties that are not supported. A message never holds a value.
 *
 * @param more - string properties that apply where the options say nothing
 */
export async function toRestNamespaceOptions(
  input: RestOptions | RestProperties,
  more: RestProperties = {},
): Promise<RestNamespaceOptions> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new InvalidInputError('The "rest" options must be an object with a "uri".');
  }
  const { extraProperties, ...rest }: Record<string, unknown> = { ...input };
  const present = Object.entries(rest).filter(([, value]) => value !== undefined);
  const options = Object.fromEntries(present.filter(([key]) => isOption(key)));
  const properties = {
    ...more,
    ...readStrings(extraProperties, "extraProperties"),
    ...readStrings(Object.fromEntries(present.filter(([key]) => !isOption(key))), 'the "rest" options'),
  };
  for (const key of Object.keys(properties)) requireKnown(key);
  const { optionsFromProperties } = await import("@lancetree/rest-client");
  const { headers, ...base } = optionsFromProperties(properties);
  const uri = stringOption(options, "uri") ?? base.uri;
  if (!uri) throw new InvalidInputError('The "rest" options need a "uri": the address of the catalog.');
  return {
    uri,
    apiKey: stringOption(options, "apiKey"),
    token: stringOption(options, "token"),
    headers: withHeaders(headers, options["headers"]),
    delimiter: stringOption(options, "delimiter") ?? base.delimiter,
    timeoutMs: numberOption("timeoutMs", options["timeoutMs"]),
    retry: readRetry(options["retry"]),
    fetch: readFetch(options["fetch"]),
  };
}

function isOption(key: string): boolean {
  return optionKeys.some((known) => known === key);
}

function requireKnown(key: string): void {
  if (knownPrefix.test(key) || propertyNames.some((known) => known === key)) return;
  const options = [...optionKeys, "extraProperties"];
  const known = /[._]/.test(key) ? [...propertyNames, ...options] : [...options, ...propertyNames];
  throw unknownKey(key, known, 'the "rest" options');
}

function stringOption(options: Record<string, unknown>, key: string): string | undefined {
  const value = options[key];
  if (value === undefined || typeof value === "string") return value;
  throw new InvalidInputError(`"${key}" must be a string.`);
}

function numberOption(key: string, value: unknown): number | undefined {
  if (value === undefined || typeof value === "number") return value;
  throw new InvalidInputError(`"${key}" must be a number.`);
}

/** The option comes last, so that it takes precedence in any case of its names. */
function withHeaders(named: HeaderMap, option: unknown): RestNamespaceOptions["headers"] {
  if (!isFunction(option)) return { ...named, ...readStrings(option, "headers") };
  return async () => ({ ...named, ...readStrings(await option(), "the result of headers()") });
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
  const [attempts, baseDelayMs, maxDelayMs] = retryKeys.map((key) =>
    numberOption(`retry.${key}`, retry[key]),
  );
  return { attempts, baseDelayMs, maxDelayMs };
}

function readFetch(value: unknown): Fetch | undefined {
  if (value === undefined || isFetch(value)) return value;
  throw new InvalidInputError('"fetch" must be a function.');
}

function isFetch(value: unknown): value is Fetch {
  return typeof value === "function";
}
