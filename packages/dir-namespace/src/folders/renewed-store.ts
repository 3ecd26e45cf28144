import { renewedOptions, type StorageOptionsProvider } from "@lancetree/tables";
import type { ObjectRoot } from "../options/object-root.ts";
import type { Listing, ObjectStore, TaggedObject } from "./object-store.ts";
import { Renewed } from "./renewed.ts";
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
      const stores = new Renewed(access, (options) => options.open());
      return new RenewedStore(stores, await stores.use(async ({ maxCopyBytes }) => maxCopyBytes));
    },
  };
}

/** An object store that each call uses with the options that are valid when it begins. */
class RenewedStore implements ObjectStore {
  readonly maxCopyBytes: number;
  readonly #stores: Renewed<FixedAccess, ObjectStore>;

  constructor(stores: Renewed<FixedAccess, ObjectStore>, maxCopyBytes: number) {
    this.#stores = stores;
    this.maxCopyBytes = maxCopyBytes;
  }

  has(key: string): Promise<boolean> {
    return this.#stores.use((store) => store.has(key));
  }

  tag(key: string): Promise<string | undefined> {
    return this.#stores.use((store) => store.tag(key));
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return this.#stores.use((store) => store.get(key));
  }

  put(key: string, content: Uint8Array | string): Promise<void> {
    return this.#stores.use((store) => store.put(key, content));
  }

  putNew(key: string, content: Uint8Array): Promise<boolean> {
    return this.#stores.use((store) => store.putNew(key, content));
  }

  copy(from: string, to: string): Promise<boolean> {
    return this.#stores.use((store) => store.copy(from, to));
  }

  remove(keys: readonly string[]): Promise<void> {
    return this.#stores.use((store) => store.remove(keys));
  }

  list(prefix: string): Promise<Listing> {
    return this.#stores.use((store) => store.list(prefix));
  }

  listFolder(prefix: string): Promise<Listing> {
    return this.#stores.use((store) => store.listFolder(prefix));
  }

  first(prefix: string, count: number): Promise<readonly TaggedObject[]> {
    return this.#stores.use((store) => store.first(prefix, count));
  }

  close(): void {
    this.#stores.close();
  }
}
