import { PermissionDeniedError, ThrottlingError } from "@lancetree/core";
import type { Authenticate, Authorize, Identity, MayVend } from "@lancetree/rest-server";
import type { Grant } from "../keys/key-entry.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import { isForDatabase, mayDo, mayHaveStorageOptions } from "./may-do.ts";
import { createWrongKeys } from "./wrong-keys.ts";

/** Who may do what, as rest-server asks it. */
export interface Access {
  readonly authenticate: Authenticate;
  readonly authorize: Authorize;
  readonly mayVend: MayVend;
  /**
   * Whether a request's key may see figures about the whole server.
   *
   * @throws ThrottlingError after too many wrong keys
   */
  readonly mayMonitor: (headers: Headers, address: string | undefined) => boolean;
  /** The name of the key that a request shows in its headers; undefined where it shows none that opens something. */
  readonly ownerOf: (headers: Headers) => string | undefined;
}

interface Holder extends Identity {
  readonly grant: Grant;
}

/**
 * Lets in who shows a key, in `x-api-key` or as a bearer token, as far as its role, paths and databases reach.
 *
 * A right key is let in whatever came from its address before: behind a proxy all callers have one, and nobody should be able
 * to lock the others out.
 */
export function keyAccess(keys: KeyRing, onWrongKey: () => void): Access {
  const wrongKeys = createWrongKeys();
  const findGrant = (shown: string | undefined, address: string | undefined): Grant | undefined => {
    const grant = shown === undefined ? undefined : keys.find(shown);
    if (grant || shown === undefined) return grant;
    onWrongKey();
    if (wrongKeys.note(address)) return undefined;
    throw new ThrottlingError("Too many wrong keys came from this address.");
  };
  return {
    authenticate({ apiKey, authToken, headers, address }): Holder | undefined {
      const grant = findGrant(apiKey ?? authToken, address);
      if (!grant) return undefined;
      // Before a database is looked for: whether there are others is not for everybody to find out.
      const wanted = headers.get("x-lancedb-database");
      if (wanted !== null && grant.databases !== undefined && !isForDatabase(grant, wanted)) {
        throw new PermissionDeniedError("This key is not for that database.");
      }
      return { name: grant.name, grant };
    },
    authorize: (operation, path, identity, database, request) =>
      isHolder(identity) && mayDo(identity.grant, { operation, path, database, request }),
    mayVend: (_path, identity, database) =>
      isHolder(identity) && mayHaveStorageOptions(identity.grant, database),
    mayMonitor(headers, address) {
      const grant = findGrant(shownIn(headers), address);
      return grant !== undefined && grant.paths === undefined && grant.databases === undefined;
    },
    ownerOf(headers) {
      const shown = shownIn(headers);
      return shown === undefined ? undefined : keys.find(shown)?.name;
    },
  };
}

function shownIn(headers: Headers): string | undefined {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
  return headers.get("x-api-key") ?? bearer;
}

function isHolder(identity: Identity | undefined): identity is Holder {
  return identity !== undefined && "grant" in identity;
}
