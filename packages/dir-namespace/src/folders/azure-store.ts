import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { ServiceUnavailableError } from "@lancetree/core";
import type { AzureOptions } from "../options/azure-options.ts";
import { type AzureLibrary, azureContainer } from "./azure-container.ts";
import { azureErrors, codeOf, statusOf } from "./azure-errors.ts";
import { loadLibrary } from "./load-library.ts";
import type { Listing, ObjectStore, StoredObject, TaggedObject } from "./object-store.ts";
import { callStore, type StoreErrors } from "./object-store-error.ts";

type Container = InstanceType<AzureLibrary["ContainerClient"]>;
type Blob = ReturnType<Container["getBlobClient"]>;

/** The limit of a batch. */
const maxDeletedKeys = 256;
/** How many objects are removed at the same time without a batch. */
const maxConcurrentRemovals = 32;
/** Milliseconds between two checks of a copy that is under way. */
const copyPollMs = 200;
/** Milliseconds that a copy may take, as in S3. */
const copyTimeoutMs = 600_000;
/** How many times a copy is started that the store gave up, or that another client removed. */
const maxCopyStarts = 5;
/** The number of times that a response whose body ends early is continued. */
const maxContinuations = 5;

/** Opens a container with Azure's client. Rejects with Unsupported when that is not installed. */
export async function openAzureStore(
  container: string,
  options: AzureOptions,
  requestTimeoutMs?: number,
): Promise<ObjectStore> {
  const library = await loadLibrary("az://", "@azure/storage-blob", () => import("@azure/storage-blob"));
  const client = azureContainer(library, container, options, requestTimeoutMs);
  return new AzureStore(client, options.credential.kind !== "signature");
}

class AzureStore implements ObjectStore {
  readonly maxCopyBytes: number = Number.POSITIVE_INFINITY;
  readonly #container: Container;
  /** Whether the credentials allow requests that remove several objects: they address the container, for which a signature may not be valid. */
  readonly #hasBatches: boolean;
  readonly #errors: StoreErrors;

  constructor(container: Container, hasBatches: boolean) {
    this.#container = container;
    this.#hasBatches = hasBatches;
    this.#errors = azureErrors(container.url);
  }

  async has(key: string): Promise<boolean> {
    return (await this.tag(key)) !== undefined;
  }

  tag(key: string): Promise<string | undefined> {
    return this.#call<string | undefined>(
      "read the status of a file",
      async () => {
        return tagOf(await this.#blob(key).getProperties());
      },
      undefined,
    );
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return this.#call<Uint8Array | undefined>(
      "read a file",
      async () => {
        const response = await this.#blob(key).download(0, undefined, { maxRetryRequests: maxContinuations });
        const { readableStreamBody: body } = response;
        return body === undefined ? new Uint8Array() : new Uint8Array(await buffer(body));
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
        await this.#upload(key, content, { ifNoneMatch: "*" });
        return true;
      } catch (error) {
        if (isTaken(error)) return false;
        throw error;
      }
    });
  }

  /**
   * A copy may go on after the response, and its target is empty until it ends. An object that exists is therefore not copied over:
   * readers would find it empty.
   */
  copy(from: string, to: string): Promise<boolean> {
    const [source, target] = [this.#blob(from), this.#blob(to)];
    return this.#call(
      "copy a file",
      async () => {
        for (let start = 0; start < maxCopyStarts; start++) {
          if (await startCopy(source, target)) return true;
          if (await isCopied(target)) return true;
        }
        throw new ServiceUnavailableError("The object store did not complete the copy of a file; try again.");
      },
      false,
    );
  }

  async remove(keys: readonly string[]): Promise<void> {
    const maxKeys = this.#hasBatches ? maxDeletedKeys : maxConcurrentRemovals;
    for (let start = 0; start < keys.length; start += maxKeys) {
      const blobs = keys.slice(start, start + maxKeys).map((key) => this.#blob(key));
      await this.#call("remove files", () =>
        this.#hasBatches ? this.#removeBatch(blobs) : removeEach(blobs),
      );
    }
  }

  async #removeBatch(blobs: Blob[]): Promise<void> {
    const batches = this.#container.getBlobBatchClient();
    const { subResponses } = await batches.deleteBlobs(blobs, { deleteSnapshots: "include" });
    const failed = subResponses.find(({ status }) => status >= 400 && status !== 404);
    if (failed === undefined) return;
    const { errorCode: code = "unknown", status: statusCode } = failed;
    throw Object.assign(new Error("A file was not removed."), { code, statusCode });
  }

  list(prefix: string): Promise<Listing> {
    return this.#call("list files", async () => {
      const objects: StoredObject[] = [];
      for await (const item of this.#container.listBlobsFlat({ prefix })) objects.push(storedObject(item));
      return { objects, folders: [] };
    });
  }

  listFolder(prefix: string): Promise<Listing> {
    return this.#call("list files", async () => {
      const objects: StoredObject[] = [];
      const folders: string[] = [];
      for await (const item of this.#container.listBlobsByHierarchy("/", { prefix })) {
        if (item.kind === "prefix") folders.push(item.name.slice(prefix.length, -1));
        else objects.push(storedObject(item));
      }
      return { objects, folders };
    });
  }

  first(prefix: string, count: number): Promise<readonly TaggedObject[]> {
    return this.#call("list files", async () => {
      const found: TaggedObject[] = [];
      // The store may return pages with fewer objects, even none, before others.
      for await (const page of this.#container.listBlobsFlat({ prefix }).byPage({ maxPageSize: count })) {
        for (const { name, properties } of page.segment.blobItems) {
          found.push({ key: name, tag: tagOf(properties) });
        }
        if (found.length >= count) break;
      }
      return found.slice(0, count);
    });
  }

  close(): void {}

  #blob(key: string): Blob {
    return this.#container.getBlobClient(key);
  }

  #upload(key: string, content: Uint8Array | string, conditions?: { ifNoneMatch: string }): Promise<unknown> {
    const bytes = Buffer.from(content);
    return this.#container.getBlockBlobClient(key).upload(bytes, bytes.length, conditions && { conditions });
  }

  /** @param absent the result if the object does not exist */
  #call<T>(what: string, request: () => Promise<T>, ...absent: [] | [T]): Promise<T> {
    return callStore(this.#errors, what, request, ...absent);
  }
}

/** Whether the copy is complete; false if an object exists at the target, or the copy goes on. */
async function startCopy(source: Blob, target: Blob): Promise<boolean> {
  try {
    const copy = await target.beginCopyFromURL(source.url, { conditions: { ifNoneMatch: "*" } });
    return copy.isDone() && copy.getResult()?.copyStatus === "success";
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}

/** Waits until the object at the target is complete; false if it is not there, or was the target of a copy that failed and is removed. */
async function isCopied(target: Blob): Promise<boolean> {
  const end = performance.now() + copyTimeoutMs;
  while (performance.now() < end) {
    const found = await target.getProperties().catch((error: unknown) => {
      if (statusOf(error) === 404) return undefined;
      throw error;
    });
    if (found === undefined) return false;
    const { copyStatus, etag } = found;
    if (copyStatus === undefined || copyStatus === "success") return true;
    if (copyStatus !== "pending") {
      await target.deleteIfExists(etag === undefined ? {} : { conditions: { ifMatch: etag } });
      return false;
    }
    await sleep(copyPollMs);
  }
  throw new ServiceUnavailableError(
    `The object store did not complete the copy of a file within ${copyTimeoutMs / 1000} s; try again.`,
  );
}

async function removeEach(blobs: readonly Blob[]): Promise<void> {
  await Promise.all(blobs.map((blob) => blob.deleteIfExists({ deleteSnapshots: "include" })));
}

function storedObject(item: {
  readonly name: string;
  readonly properties: { readonly lastModified: Date; readonly contentLength?: number };
}): StoredObject {
  const { lastModified, contentLength = 0 } = item.properties;
  return { key: item.name, changedAt: lastModified.getTime(), bytes: contentLength };
}

/** A list has the tag without the quotes of the header. */
function tagOf(blob: { readonly etag?: string; readonly lastModified?: Date }): string {
  const { etag = "", lastModified } = blob;
  return `${etag.replaceAll('"', "")}@${lastModified?.getTime() ?? 0}`;
}

/** Whether an object exists, or is the target of another copy. Azure responds with 409, other servers with 412. */
function isTaken(error: unknown): boolean {
  return [409, 412].includes(statusOf(error) ?? 0) && !codeOf(error).startsWith("Container");
}
