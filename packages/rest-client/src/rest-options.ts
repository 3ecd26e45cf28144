import { defaultDelimiter, formatIdentifier, InvalidInputError, withoutTrailing } from "@lancetree/core";
import { platformSend } from "#platform-send";
import type { Fetch } from "./fetch.ts";
import type { HeaderMap } from "./headers.ts";
import { fetchSend } from "./send/fetch-send.ts";
import type { Send } from "./send/send.ts";

/** When a call is retried. */
export interface RetryOptions {
  /** The maximum number of times that a request is sent, the first included; default 3. */
  readonly attempts?: number | undefined;
  /** The wait before the second attempt in milliseconds, default 200. It doubles for each further attempt. */
  readonly baseDelayMs?: number | undefined;
  /** The longest wait in milliseconds, default 30,000. If a server requests a longer wait, the call is not retried. */
  readonly maxDelayMs?: number | undefined;
}

/** The address of a catalog, and how to send requests to it. */
export interface RestNamespaceOptions {
  /** The URL in front of `/v1`: `http:` or `https:`, with or without a base path. */
  readonly uri: string;
  /**
   * The name of the catalog in error messages; default `the catalog at <host>`. Servers that must not reveal the
   * address to their callers can set it.
   */
  readonly name?: string | undefined;
  /** Sent as `x-api-key`. */
  readonly apiKey?: string | undefined;
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: string | undefined;
  /**
   * Headers for every request; they take precedence over `apiKey` and `token`. A function is called before every
   * attempt, so that it can return a renewed token; an error of the protocol that it rejects with is passed on.
   */
  readonly headers?: HeaderMap | (() => HeaderMap | Promise<HeaderMap>) | undefined;
  /** The string between the components of an identifier in an address; default `$`. */
  readonly delimiter?: string | undefined;
  /**
   * Maximum duration of a call in milliseconds, including all attempts and waits; default 60,000. While rows are
   * streamed, it is the maximum time between two chunks. `Number.POSITIVE_INFINITY` means no limit.
   */
  readonly timeoutMs?: number | undefined;
  /** When a call is retried; `false` means never. */
  readonly retry?: RetryOptions | false | undefined;
  /**
   * The function that sends requests, for example one with client certificates or a proxy. Default: Node's `http` and `https` in Node,
   * the platform's `fetch` elsewhere.
   */
  readonly fetch?: Fetch | undefined;
}

/** The validated options, completed with defaults. */
export interface Settings {
  /** The address without a slash at its end. */
  readonly baseUrl: string;
  readonly name: string;
  readonly apiKey: string | undefined;
  readonly token: string | undefined;
  readonly headers: () => HeaderMap | Promise<HeaderMap>;
  readonly delimiter: string;
  readonly timeoutMs: number;
  readonly retry: { readonly attempts: number; readonly baseDelayMs: number; readonly maxDelayMs: number };
  readonly send: Send;
}

/**
 * Checks options and fills in what is absent.
 *
 * @throws InvalidInputError that names the invalid option; never its value, which may be a secret
 */
export function validateOptions(options: RestNamespaceOptions): Settings {
  const { headers = {}, delimiter = defaultDelimiter, timeoutMs = 60_000, fetch } = options;
  const retry = options.retry === false ? { attempts: 1 } : (options.retry ?? {});
  // Knows what a delimiter may be.
  formatIdentifier([], delimiter);
  return {
    baseUrl: baseUrl(options.uri),
    name: options.name ?? `the catalog at ${new URL(options.uri).host}`,
    apiKey: options.apiKey,
    token: options.token,
    headers: typeof headers === "function" ? headers : () => headers,
    delimiter,
    timeoutMs: positive("timeoutMs", timeoutMs),
    retry: {
      attempts: positive("retry.attempts", retry.attempts ?? 3),
      baseDelayMs: positive("retry.baseDelayMs", retry.baseDelayMs ?? 200),
      maxDelayMs: positive("retry.maxDelayMs", retry.maxDelayMs ?? 30_000),
    },
    send: fetch === undefined ? platformSend : fetchSend(fetch),
  };
}

/** Checks a number of milliseconds or times. */
export function positive(name: string, value: number): number {
  if (typeof value === "number" && value > 0) return value;
  throw new InvalidInputError(`${name} must be a number greater than 0.`);
}

function baseUrl(uri: unknown): string {
  if (typeof uri !== "string" || uri === "") throw new InvalidInputError("missing required property 'uri'");
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    [url.username, url.password, url.search, url.hash].some((part) => part !== "")
  ) {
    throw new InvalidInputError(
      "The uri must be an http: or https: address without user, password, query or fragment.",
    );
  }
  return `${url.origin}${withoutTrailing(url.pathname, "/")}`;
}
