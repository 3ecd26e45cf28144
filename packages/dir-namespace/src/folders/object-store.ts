/** One object of a store. */
export interface StoredObject {
  readonly key: string;
  /** Milliseconds since 1970, by the store's clock. */
  readonly changedAt: number;
  readonly bytes: number;
}

/** What lies below a prefix: objects, and with a delimiter the names of "folders" instead of what they hold. */
export interface Listing {
  readonly objects: readonly StoredObject[];
  readonly folders: readonly string[];
}

/**
 * The little that a catalog asks of an object store. Keys are whole; every call is repeated by the library until it succeeds or
 * has failed for good, so each may have been carried out more than once.
 */
export interface ObjectStore {
  has(key: string): Promise<boolean>;
  /** What the store says of an object's content; another text for other content. Undefined when there is no such object. */
  tag(key: string): Promise<string | undefined>;
  /** Undefined when there is no such object. */
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, content: Uint8Array | string): Promise<void>;
  /** False when there is an object of that key. */
  putNew(key: string, content: Uint8Array): Promise<boolean>;
  /** Within the store. False when the source is gone. */
  copy(from: string, to: string): Promise<boolean>;
  /** Keys that are not there are no error. */
  remove(keys: readonly string[]): Promise<void>;
  /** Everything below a prefix, in the order of the keys. */
  list(prefix: string): Promise<Listing>;
  /** What lies directly below a prefix that ends in "/". */
  listFolder(prefix: string): Promise<Listing>;
  hasPrefix(prefix: string): Promise<boolean>;
  close(): void;
}
