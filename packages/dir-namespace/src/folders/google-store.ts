import { buffer } from "node:stream/consumers";
import type { GoogleOptions } from "../options/google-options.ts";
import { type GoogleLibrary, googleBucket } from "./google-bucket.ts";
import { googleErrors, statusOf } from "./google-errors.ts";
import { loadLibrary } from "./load-library.ts";
import type { Listing, ObjectStore, StoredObject, TaggedObject } from "./object-store.ts";
import { callStore, type StoreErrors } from "./object-store-error.ts";

type Bucket = ReturnType<typeof googleBucket>;
type File = ReturnType<Bucket["file"]>;

/** How many objects are removed at the same time: the service has no call for several. */
const maxConcurrentRemovals = 32;
/** Milliseconds without a byte of a body after which the read fails. */
const maxPauseMs = 5000;
/** The number of times that a response whose body ends early is requested again. */
const maxReads = 6;

/** Opens a bucket with Google's client. Rejects with Unsupported when that is not installed. */
export async function openGoogleStore(bucket: string, options: GoogleOptions): Promise<ObjectStore> {
  const library: GoogleLibrary = await loadLibrary(
    "gs://",
    "@google-cloud/storage",
    () => import("@google-cloud/storage"),
  );
  return new GoogleStore(googleBucket(library, bucket, options));
}

class GoogleStore implements ObjectStore {
  readonly maxCopyBytes: number = Number.POSITIVE_INFINITY;
  readonly #bucket: Bucket;
  readonly #errors: StoreErrors;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
    this.#errors = googleErrors(bucket.storage.apiEndpoint);
  }

  async has(key: string): Promise<boolean> {
    return (await this.tag(key)) !== undefined;
  }

  tag(key: string): Promise<string | undefined> {
    return this.#call<string | undefined>(
      "read the status of a file",
      async () => {
        const [{ generation = "" }] = await this.#file(key).getMetadata();
        return String(generation);
      },
      undefined,
    );
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return this.#call<Uint8Array | undefined>(
      "read a file",
      async () => {
        for (let read = 1; ; read++) {
          try {
            return await contentOf(this.#file(key));
          } catch (error) {
            // The library has repeated what failed before the body began.
            if (statusOf(error) !== undefined || read === maxReads) throw error;
          }
        }
      },
      undefined,
    );
  }

  async put(key: string, content: Uint8Array | string): Promise<void> {
    await this.#call("write a file", () => this.#upload(key, content));
  }

  putNew(key: string, content: Uint8Array): Promise<boolean> {
    return this.#call("write a file", async () => {
      try {
        await this.#upload(key, content, { ifGenerationMatch: 0 });
        return true;
      } catch (error) {
        if (statusOf(error) === 412) return false;
        throw error;
      }
    });
  }

  copy(from: string, to: string): Promise<boolean> {
    return this.#call(
      "copy a file",
      async () => {
        await this.#file(from).copy(this.#file(to));
        return true;
      },
      false,
    );
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (let start = 0; start < keys.length; start += maxConcurrentRemovals) {
      const some = keys.slice(start, start + maxConcurrentRemovals);
      await this.#call("remove files", () =>
        Promise.all(some.map((key) => this.#file(key).delete({ ignoreNotFound: true }))),
      );
    }
  }

  list(prefix: string): Promise<Listing> {
    return this.#list({ prefix });
  }

  listFolder(prefix: string): Promise<Listing> {
    return this.#list({ prefix, delimiter: "/" });
  }

  first(prefix: string, count: number): Promise<readonly TaggedObject[]> {
    return this.#call("list files", async () => {
      const [files] = await this.#bucket.getFiles({ prefix, maxResults: count, autoPaginate: false });
      return files.map(({ name, metadata }) => ({ key: name, tag: String(metadata.generation ?? "") }));
    });
  }

  close(): void {}

  async #list(query: { readonly prefix: string; readonly delimiter?: string }): Promise<Listing> {
    const objects: StoredObject[] = [];
    const folders: string[] = [];
    let page: object | undefined = query;
    while (page !== undefined) {
      const request: object = page;
      const [files, next, response] = await this.#call("list files", () =>
        this.#bucket.getFiles({ ...request, autoPaginate: false }),
      );
      objects.push(...files.map(storedObject));
      for (const folder of prefixesOf(response)) folders.push(folder.slice(query.prefix.length, -1));
      page = next ?? undefined;
    }
    return { objects, folders };
  }

  #file(key: string): File {
    return this.#bucket.file(key);
  }

  #upload(
    key: string,
    content: Uint8Array | string,
    preconditionOpts: { ifGenerationMatch?: number } = {},
  ): Promise<void> {
    return this.#file(key).save(Buffer.from(content), { resumable: false, preconditionOpts });
  }

  /** @param absent the result if the object does not exist */
  #call<T>(what: string, request: () => Promise<T>, ...absent: [] | [T]): Promise<T> {
    return callStore(this.#errors, what, request, ...absent);
  }
}

/** Reads an object. The library does not report a body that ends early, so that one without a byte for too long is an error. */
async function contentOf(file: File): Promise<Uint8Array> {
  const stream = file.createReadStream();
  const stop = (): void => void stream.destroy(new Error("The body stalled."));
  let timer: NodeJS.Timeout | undefined;
  stream.once("response", () => {
    timer = setTimeout(stop, maxPauseMs);
    stream.on("data", () => timer?.refresh());
  });
  try {
    return new Uint8Array(await buffer(stream));
  } finally {
    clearTimeout(timer);
  }
}

function storedObject({ name, metadata }: File): StoredObject {
  const { updated = "", size = 0 } = metadata;
  return { key: name, changedAt: Date.parse(updated), bytes: Number(size) };
}

/** The folders of a page, which the library returns only as a part of the response. */
function prefixesOf(response: unknown): string[] {
  if (typeof response !== "object" || response === null || !("prefixes" in response)) return [];
  const { prefixes } = response;
  return Array.isArray(prefixes) ? prefixes.filter((prefix) => typeof prefix === "string") : [];
}
