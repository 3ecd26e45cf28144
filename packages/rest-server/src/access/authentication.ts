/** Who calls: the name that the log, the rate limit and `authorize` know the caller by. */
export interface Identity {
  readonly name: string;
}

/** What a caller shows, from its headers or, where it sent none, from the `identity` of its JSON body. */
export interface Credentials {
  /** The header `x-api-key`. */
  readonly apiKey?: string | undefined;
  /** The token of `Authorization: Bearer …`. */
  readonly authToken?: string | undefined;
  /** All headers of the request, for schemes of other kinds. */
  readonly headers: Headers;
  /** Address of the connection's other end, where the server knows it; behind a proxy that is the proxy's. */
  readonly address?: string | undefined;
}

/** What a server knows of a caller beside the request. */
export type Caller = Pick<Credentials, "address">;

/**
 * Reads what a host gives beside a request. Hosts pass many things there (the environment of a Worker, Bun's server, the
 * parameters of a route), so only a text `address` counts, and nothing in it is ever taken for credentials.
 */
export function callerOf(given: unknown): Caller {
  try {
    const { address } = (given ?? {}) as { readonly address?: unknown };
    return typeof address === "string" ? { address } : {};
  } catch {
    // A getter that throws has no address to tell.
    return {};
  }
}

/** Tells who calls; undefined for somebody unknown. */
export type Authenticate = (credentials: Credentials) => Identity | undefined | Promise<Identity | undefined>;

/** A secret and the name of whoever holds it. */
export interface NamedSecret {
  readonly name: string;
  readonly secret: string;
}

/**
 * Lets in who shows one of these keys in `x-api-key`.
 *
 * @param keys - a key without a name gets one by its place: `key-1`
 * @throws TypeError for an empty key
 */
export function apiKeys(keys: readonly (string | NamedSecret)[]): Authenticate {
  const find = knownSecrets("key", keys);
  return ({ apiKey }) => find(apiKey);
}

/** Lets in who shows one of these tokens in `Authorization: Bearer …`, as {@link apiKeys} does. */
export function bearerTokens(tokens: readonly (string | NamedSecret)[]): Authenticate {
  const find = knownSecrets("token", tokens);
  return ({ authToken }) => find(authToken);
}

function knownSecrets(kind: string, secrets: readonly (string | NamedSecret)[]) {
  const named = secrets.map((entry, index) =>
    typeof entry === "string" ? { name: `${kind}-${index + 1}`, secret: entry } : entry,
  );
  if (named.some(({ secret }) => secret === ""))
    throw new TypeError(`An empty ${kind} would let everybody in.`);
  const known = Promise.all(
    named.map(async ({ name, secret }) => ({ identity: { name }, hash: await digest(secret) })),
  );
  return async (given: string | undefined): Promise<Identity | undefined> => {
    if (given === undefined) return undefined;
    const hash = await digest(given);
    let found: Identity | undefined;
    // All of them, to the last byte: how long it takes tells nothing.
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
