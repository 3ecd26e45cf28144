import { renewedOptions, type StorageOptionsProvider } from "@lancetree/tables";
import type { ObjectRoot } from "../options/object-root.ts";
import type { Listing, ObjectStore } from "./object-store.ts";
import { type FixedAccess, fixedAccess, type StoreAccess } from "./store-access.ts";

/** The access to the object store of a root with options that a provider returns; they take precedence over the fixed ones. */
export function renewedAccess(
  root: ObjectRoot,
  storageOptions: Readonly<Record<string, string>>,
  provider: StorageOptionsProvider,
): StoreAccess {
  const provide = renewedOptions(provider);
  let held: { readonly provided: object; readonly access: FixedAccess } | undefined;
  const access = async (): Promise<FixedAccess> => {
    const provided = await provide();
    if (held?.provided !== provided) {
      held = { provided, access: fixedAccess(root, { ...storageOptions, ...provided }) };
    }
    return held.access;
  };
  return {
    forLance: async () => (await access()).forLance,
    open: async () => {
      const first = await access();
      return new RenewedStore(access, { access: first, store: await first.open() });
    },
  };
}

interface OpenStore {
  readonly access: FixedAccess;
  readonly store: ObjectStore;
}

/** An object store that each call uses with the options that are valid when it begins. */
class RenewedStore implements ObjectStore {
  readonly maxCopyBytes: number;
  readonly #access: () => Promise<FixedAccess>;
  #current: OpenStore;
  /** The number of calls that use each store. */
  readonly #users = new Map<OpenStore, number>();

  constructor(access: () => Promise<FixedAccess>, first: OpenStore) {
    this.#access = access;
    this.#current = first;
    this.maxCopyBytes = first.store.maxCopyBytes;
  }

  has(key: string): Promise<boolean> {
    return this.#use((store) => store.has(key));
  }

  tag(key: string): Promise<string | undefined> {
    return this.#use((store) => store.tag(key));
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return this.#use((store) => store.get(key));
  }

  put(key: string, content: Uint8Array | string): Promise<void> {
    return this.#use((store) => store.put(key, content));
  }

  putNew(key: string, content: Uint8Array): Promise<boolean> {
    return this.#use((store) => store.putNew(key, content));
  }

  copy(from: string, to: string): Promise<boolean> {
    return this.#use((store) => store.copy(from, to));
  }

  remove(keys: readonly string[]): Promise<void> {
    return this.#use((store) => store.remove(keys));
  }

  list(prefix: string): Promise<Listing> {
    return this.#use((store) => store.list(prefix));
  }

  listFolder(prefix: string): Promise<Listing> {
    return this.#use((store) => store.listFolder(prefix));
  }

  hasPrefix(prefix: string): Promise<boolean> {
    return this.#use((store) => store.hasPrefix(prefix));
  }

  close(): void {
    this.#current.store.close();
  }

  async #use<T>(call: (store: ObjectStore) => Promise<T>): Promise<T> {
    const used = await this.#acquire();
    try {
      return await call(used.store);
    } finally {
      this.#release(used);
    }
  }

  async #acquire(): Promise<OpenStore> {
    const access = await this.#access();
    if (access !== this.#current.access) {
      const opened = { access, store: await access.open() };
      // Another call may have opened the same store meanwhile.
      if (access === this.#current.access) opened.store.close();
      else this.#replace(opened);
    }
    // Counted before anything else runs: another call could otherwise replace the store and close it.
    const used = this.#current;
    this.#users.set(used, (this.#users.get(used) ?? 0) + 1);
    return used;
  }

  #replace(opened: OpenStore): void {
    const previous = this.#current;
    this.#current = opened;
    if (!this.#users.has(previous)) previous.store.close();
  }

  /** Closing a store would end the requests of other calls. */
  #release(used: OpenStore): void {
    const users = (this.#users.get(used) ?? 1) - 1;
    if (users > 0) {
      this.#users.set(used, users);
      return;
    }
    this.#users.delete(used);
    if (used !== this.#current) used.store.close();
  }
}
