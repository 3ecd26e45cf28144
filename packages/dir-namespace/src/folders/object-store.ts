/** One object of a store. */
export interface StoredObject {
  readonly key: string;
  /** Milliseconds since 1970, by the store's clock. */
  readonly changedAt: number;
  readonly bytes: number;
}

/** An object with what identifies its content, as `tag` returns it. */
export interface TaggedObject {
  readonly key: string;
  readonly tag: string;
}

/** The objects below a prefix; with a delimiter, "folders" by name instead of their objects. */
export interface Listing {
  readonly objects: readonly StoredObject[];
  readonly folders: readonly string[];
}

/**
 * The calls on an object store that a catalog needs. Keys are complete. The library repeats each call until it succeeds or fails
 * permanently, so that each may have been carried out more than once.
 */
export interface ObjectStore {
  /** The most that it copies, in bytes of one object. */
  readonly maxCopyBytes: number;
  has(key: string): Promise<boolean>;
  /** Identifies an object's content: other content has another tag. Undefined if the object does not exist. */
  tag(key: string): Promise<string | undefined>;
  /** Undefined if the object does not exist. */
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, content: Uint8Array | string): Promise<void>;
  /** False if an object of that key exists. */
  putNew(key: string, content: Uint8Array): Promise<boolean>;
  /**
   * Copies within the store, and resolves when the copy is complete. False if the source does not exist. An object at the target must be
   * a copy of the same source: it is replaced or left, as the store allows.
   */
  copy(from: string, to: string): Promise<boolean>;
  /** Ignores keys that do not exist. */
  remove(keys: readonly string[]): Promise<void>;
  /** All objects below a prefix, in the order of the keys. */
  list(prefix: string): Promise<Listing>;
  /** The objects and folders directly below a prefix that ends in "/". */
  listFolder(prefix: string): Promise<Listing>;
  /** The first objects below a prefix in the order of the keys, as they are now: fewer than `count` only if there are no more. */
  first(prefix: string, count: number): Promise<readonly TaggedObject[]>;
  close(): void;
}
