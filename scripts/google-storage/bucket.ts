import { createHash } from "node:crypto";

/** An object with what Google Cloud Storage keeps about it. */
export interface StoredContent {
  readonly content: Buffer;
  /** Another one for each put. */
  readonly generation: number;
  readonly changed: Date;
  readonly etag: string;
}

/** The status that both APIs respond with, and a code for XML. */
export class StorageFailure extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What a listing asks for. */
export interface ListRequest {
  readonly prefix: string;
  readonly delimiter: string;
  /** The listing begins behind this key or folder. */
  readonly after: string;
  readonly limit: number;
}

/** One page: keys and folders in the order of their bytes. */
export interface ListPage {
  readonly objects: readonly (readonly [key: string, object: StoredContent])[];
  /** With the prefix, and the delimiter at the end. */
  readonly folders: readonly string[];
  /** Where the next page begins; undefined on the last page. */
  readonly next: string | undefined;
}

/** The objects of one bucket in memory, with generations and preconditions as Google Cloud Storage has them. */
export class Bucket {
  readonly #objects = new Map<string, StoredContent>();
  #generation = Date.now() * 1000;

  get(key: string): StoredContent {
    const object = this.#objects.get(key);
    if (object === undefined) throw new StorageFailure(404, "NoSuchKey", `No such object: ${key}`);
    return object;
  }

  /** @param ifGeneration the generation that must exist; 0 if no object may exist */
  put(key: string, content: Buffer, ifGeneration: string | undefined): StoredContent {
    const found = this.#objects.get(key)?.generation ?? 0;
    if (ifGeneration !== undefined && ifGeneration !== String(found)) {
      throw new StorageFailure(412, "PreconditionFailed", "At least one of the pre-conditions did not hold.");
    }
    const etag = `"${createHash("md5").update(content).digest("hex")}"`;
    const object = { content, generation: ++this.#generation, changed: new Date(), etag };
    this.#objects.set(key, object);
    return object;
  }

  remove(key: string): void {
    this.get(key);
    this.#objects.delete(key);
  }

  list({ prefix, delimiter, after, limit }: ListRequest): ListPage {
    const objects: [string, StoredContent][] = [];
    const folders: string[] = [];
    let last: string | undefined;
    // A run of all suites leaves many keys: to sort all of them for each listing took most of its time.
    const keys = [...this.#objects.keys()].filter((key) => key.startsWith(prefix));
    for (const key of keys.toSorted(byBytes)) {
      const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
      const name = end < 0 ? key : key.slice(0, end + delimiter.length);
      if (name === last || (after !== "" && byBytes(name, after) <= 0)) continue;
      if (objects.length + folders.length === limit) return { objects, folders, next: last };
      if (end < 0) objects.push([key, this.get(key)]);
      else folders.push(name);
      last = name;
    }
    return { objects, folders, next: undefined };
  }
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
