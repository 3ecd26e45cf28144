/** A caller's identity. Logs, rate limits and `authorize` use its name. */
export interface Identity {
  readonly name: string;
}

/** The credentials of a caller, from its headers or, if these have none, from the `identity` of its JSON body. */
export interface Credentials {
  /** The header `x-api-key`. */
  readonly apiKey?: string | undefined;
  /** The token of `Authorization: Bearer …`. */
  readonly authToken?: string | undefined;
  /** All headers of the request, for other authentication schemes. */
  readonly headers: Headers;
  /** Address of the peer, if the server knows it; behind a proxy, the proxy's address. */
  readonly address?: string | undefined;
}

/** What a server knows about a caller in addition to the request. */
export type Caller = Pick<Credentials, "address">;

/**
 * Reads the second argument of a handler. Hosts pass different values there (the environment of a Worker, Bun's server,
 * the parameters of a route), so the server uses only a string `address`, and never reads credentials from it.
 */
export function callerOf(input: unknown): Caller {
  try {
    const { address } = (input ?? {}) as { readonly address?: unknown };
    return typeof address === "string" ? { address } : {};
  } catch {
    // A getter that throws provides no address.
    return {};
  }
}

/** Returns the caller's identity; undefined for an unknown caller. */
export type Authenticate = (credentials: Credentials) => Identity | undefined | Promise<Identity | undefined>;

/** A secret and the name of its owner. */
export interface NamedSecret {
  readonly name: string;
  readonly secret: string;
}

/**
 * Accepts callers that send one of these keys in `x-api-key`.
 *
 * @param keys - a key without a name is named by its position, starting with `key-1`
 * @throws TypeError for an empty key
 */
export function apiKeys(keys: readonly (string | NamedSecret)[]): Authenticate {
  const find = knownSecrets("key", keys);
  return ({ apiKey }) => find(apiKey);
}

/**
 * Accepts callers that send one of these tokens in `Authorization: Bearer …`.
 *
 * @param tokens - a token without a name is named by its position, starting with `token-1`
 * @throws TypeError for an empty token
 */
export function bearerTokens(tokens: readonly (string | NamedSecret)[]): Authenticate {
  const find = knownSecrets("token", tokens);
  return ({ authToken }) => find(authToken);
}

function knownSecrets(kind: string, secrets: readonly (string | NamedSecret)[]) {
  const named = secrets.map((entry, index) =>
    typeof entry === "string" ? { name: `${kind}-${index + 1}`, secret: entry } : entry,
  );
  if (named.some(({ secret }) => secret === "")) {
    throw new TypeError(`An empty ${kind} would admit every caller.`);
  }
  const known = Promise.all(
    named.map(async ({ name, secret }) => ({ identity: { name }, hash: await digest(secret) })),
  );
  return async (input: string | undefined): Promise<Identity | undefined> => {
    if (input === undefined) return undefined;
    const hash = await digest(input);
    let found: Identity | undefined;
    // Compares all secrets to the last byte, so that the duration reveals nothing.
    for (const candidate of await known) if (sameBytes(candidate.hash, hash)) found = candidate.identity;
    return found;
  };
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (const [index, byte] of one.entries()) difference |= byte ^ (other[index] ?? 0);
  return difference === 0;
}
