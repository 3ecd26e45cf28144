import { hasHash, parseApiKey } from "./api-key.ts";
import type { Grant, KeyEntry } from "./key-entry.ts";

/** The keys that a server accepts; they can be replaced while it runs. */
export interface KeyStore {
  /** The grant of a key; undefined for a key that is not valid. */
  find(key: string): Grant | undefined;
  /** From now on only these keys are valid. */
  replace(entries: readonly KeyEntry[]): void;
}

/** Makes a store of keys. */
export function createKeyStore(entries: readonly KeyEntry[]): KeyStore {
  let byId = indexOf(entries);
  return {
    find(key) {
      const parsed = parseApiKey(key);
      // Ids are public, so the time that a failed lookup takes reveals nothing that helps to guess a secret.
      const entry = parsed && byId.get(parsed.id);
      return entry && hasHash(parsed.secret, entry.hash) ? entry : undefined;
    },
    replace(next) {
      byId = indexOf(next);
    },
  };
}

function indexOf(entries: readonly KeyEntry[]): ReadonlyMap<string, KeyEntry> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}
