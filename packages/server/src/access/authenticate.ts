import { PermissionDeniedError, ThrottlingError } from "@lancetree/core";
import {
  type Authenticate,
  type Authorize,
  type DecideStorageAccess,
  type DescribeCaller,
  type Identity,
  readCredentials,
} from "@lancetree/rest-server";
import type { Grant } from "../keys/key-entry.ts";
import type { KeyStore } from "../keys/key-store.ts";
import { createFailedAuthLimiter } from "./failed-auth-limiter.ts";
import { describeGrant, isAllowed, isForDatabase, storageGrant } from "./permissions.ts";

/** The hooks of rest-server that decide who may do what. */
export interface Access {
  readonly authenticate: Authenticate;
  readonly authorize: Authorize;
  readonly storageAccess: DecideStorageAccess;
  readonly describeCaller: DescribeCaller;
  /**
   * Whether the key of a request may see metrics of the whole server.
   *
   * @throws ThrottlingError after too many invalid keys
   */
  readonly mayMonitor: (headers: Headers, address: string | undefined) => boolean;
  /** The name of the valid key in the headers of a request; undefined where there is none. */
  readonly ownerOf: (headers: Headers) => string | undefined;
}

interface KeyHolder extends Identity {
  readonly grant: Grant;
}

/**
 * Accepts keys in `x-api-key` or as bearer tokens, within their role, paths and databases.
 *
 * A valid key is accepted regardless of earlier failures from its address: behind a proxy all callers share one, and no caller may
 * lock out the others.
 */
export function keyAccess(keys: KeyStore, onFailedAuth: () => void): Access {
  const mayTry = createFailedAuthLimiter();
  const findGrant = (key: string | undefined, address: string | undefined): Grant | undefined => {
    const grant = key === undefined ? undefined : keys.find(key);
    if (grant || key === undefined) return grant;
    onFailedAuth();
    if (mayTry(address)) return undefined;
    throw new ThrottlingError("Too many invalid keys came from this address.");
  };
  return {
    authenticate({ apiKey, authToken, headers, address }): KeyHolder | undefined {
      const grant = findGrant(apiKey ?? authToken, address);
      if (!grant) return undefined;
      // Before the database is looked up, so that the key does not find out which others exist.
      const database = headers.get("x-lancedb-database");
      if (database !== null && grant.databases !== undefined && !isForDatabase(grant, database)) {
        throw new PermissionDeniedError("This key may not use that database.");
      }
      return { name: grant.name, grant };
    },
    authorize: ({ operation, id, identity, database, request }) =>
      isKeyHolder(identity) && isAllowed(identity.grant, { operation, path: id, database, request }),
    storageAccess: ({ identity, database, id }) =>
      isKeyHolder(identity) ? storageGrant(identity.grant, database, id) : undefined,
    describeCaller: (identity) => (isKeyHolder(identity) ? describeGrant(identity.grant) : {}),
    mayMonitor(headers, address) {
      const grant = findGrant(keyIn(headers), address);
      return grant !== undefined && grant.paths === undefined && grant.databases === undefined;
    },
    ownerOf(headers) {
      const key = keyIn(headers);
      return key === undefined ? undefined : keys.find(key)?.name;
    },
  };
}

function keyIn(headers: Headers): string | undefined {
  const { apiKey, authToken } = readCredentials(headers);
  return apiKey ?? authToken;
}

function isKeyHolder(identity: Identity | undefined): identity is KeyHolder {
  return identity !== undefined && "grant" in identity;
}
