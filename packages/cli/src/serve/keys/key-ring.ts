import { hasHash, parseApiKey } from "./api-key.ts";
import type { Grant, KeyEntry } from "./key-entry.ts";

/** The keys that open the server; they can be exchanged while it runs. */
export interface KeyRing {
  /** What a key opens; undefined for a wrong one. */
  find(key: string): Grant | undefined;
  /** From now on only these keys count. */
  replace(entries: readonly KeyEntry[]): void;
}

/** Makes a ring of keys. */
export function createKeyRing(entries: readonly KeyEntry[]): KeyRing {
  let byId = indexOf(entries);
  return {
    find(key) {
      const parsed = parseApiKey(key);
      // Ids are no secret: how long it takes to find none tells nothing that helps to guess the rest.
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
