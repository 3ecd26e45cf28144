import type { S3Options } from "../options/s3-options.ts";
import { awsClientConfiguration, awsErrors, statusOf } from "./aws-client.ts";
import { loadLibrary } from "./load-library.ts";
import type { Listing, ObjectStore, StoredObject, TaggedObject } from "./object-store.ts";
import { callStore, type StoreErrors } from "./object-store-error.ts";

type Library = typeof import("@aws-sdk/client-s3");

/** The store may copy 5 GB before it responds. */
const copyTimeoutMs = 600_000;
/** The limit of DeleteObjects. */
const maxDeletedKeys = 1000;

/** The limit of CopyObject. */
const maxCopyBytes: number = 5 * 1024 ** 3;

/** Opens a bucket with the AWS SDK. Rejects with Unsupported when that is not installed. */
export async function openS3Store(bucket: string, options: S3Options): Promise<ObjectStore> {
  const library = await loadLibrary("s3://", "@aws-sdk/client-s3", () => import("@aws-sdk/client-s3"));
  return new S3Store(library, bucket, options);
}

class S3Store implements ObjectStore {
  readonly maxCopyBytes: number = maxCopyBytes;
  readonly #library: Library;
  readonly #client: InstanceType<Library["S3Client"]>;
  readonly #bucket: string;
  readonly #encryption: Record<string, string>;
  readonly #errors: StoreErrors;

  constructor(library: Library, bucket: string, options: S3Options) {
    this.#library = library;
    this.#bucket = bucket;
    this.#client = new library.S3Client(clientConfiguration(options));
    this.#errors = awsErrors(options.endpoint);
    this.#encryption = {
      ...(options.encryption && { ServerSideEncryption: options.encryption }),
      ...(options.encryptionKey && { SSEKMSKeyId: options.encryptionKey }),
    };
  }

  async has(key: string): Promise<boolean> {
    return (await this.tag(key)) !== undefined;
  }

  async tag(key: string): Promise<string | undefined> {
    const command = new this.#library.HeadObjectCommand({ Bucket: this.#bucket, Key: key });
    return this.#call<string | undefined>(
      "read the status of a file",
      async () => {
        return tagOf(await this.#client.send(command));
      },
      undefined,
    );
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const command = new this.#library.GetObjectCommand({ Bucket: this.#bucket, Key: key });
    return this.#call<Uint8Array | undefined>(
      "read a file",
      async () => {
        const { Body: body } = await this.#client.send(command);
        return body?.transformToByteArray();
      },
      undefined,
    );
  }

  async put(key: string, content: Uint8Array | string): Promise<void> {
    const command = new this.#library.PutObjectCommand({ ...this.#target(key), Body: content });
    await this.#call("write a file", () => this.#client.send(command));
  }

  async putNew(key: string, content: Uint8Array): Promise<boolean> {
    const command = new this.#library.PutObjectCommand({
      ...this.#target(key),
      Body: content,
      IfNoneMatch: "*",
    });
    return this.#call("write a file", async () => {
      try {
        await this.#client.send(command);
        return true;
      } catch (error) {
        // 409: another such request was earlier and may still fail; the caller reads what is there.
        if ([409, 412].includes(statusOf(error) ?? 0)) return false;
        throw error;
      }
    });
  }

  async copy(from: string, to: string): Promise<boolean> {
    const source = [this.#bucket, ...from.split("/")].map(encodeURIComponent).join("/");
    const command = new this.#library.CopyObjectCommand({ ...this.#target(to), CopySource: source });
    return this.#call(
      "copy a file",
      async () => {
        await this.#client.send(command, { requestTimeout: copyTimeoutMs });
        return true;
      },
      false,
    );
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (let start = 0; start < keys.length; start += maxDeletedKeys) {
      const objects = keys.slice(start, start + maxDeletedKeys).map((key) => ({ Key: key }));
      const command = new this.#library.DeleteObjectsCommand({
        Bucket: this.#bucket,
        Delete: { Objects: objects, Quiet: true },
      });
      await this.#call("remove files", async () => {
        const { Errors: errors } = await this.#client.send(command);
        const [failed] = (errors ?? []).filter(({ Code: code }) => code !== "NoSuchKey");
        if (failed)
          throw Object.assign(new Error("A file was not removed."), { name: failed.Code ?? "unknown" });
      });
    }
  }

  list(prefix: string): Promise<Listing> {
    return this.#list({ Prefix: prefix });
  }

  listFolder(prefix: string): Promise<Listing> {
    return this.#list({ Prefix: prefix, Delimiter: "/" });
  }

  async first(prefix: string, count: number): Promise<readonly TaggedObject[]> {
    const query = { Bucket: this.#bucket, Prefix: prefix, MaxKeys: count };
    const command = new this.#library.ListObjectsV2Command(query);
    return this.#call("list files", async () => {
      const { Contents: objects = [] } = await this.#client.send(command);
      return objects.map((object) => ({ key: object.Key ?? "", tag: tagOf(object) }));
    });
  }

  close(): void {
    this.#client.destroy();
  }

  async #list(query: { Prefix: string; Delimiter?: string }): Promise<Listing> {
    const objects: StoredObject[] = [];
    const folders: string[] = [];
    let token: string | undefined;
    do {
      const command = new this.#library.ListObjectsV2Command({
        Bucket: this.#bucket,
        ...query,
        ...(token !== undefined && { ContinuationToken: token }),
      });
      const page = await this.#call("list files", () => this.#client.send(command));
      for (const { Key: key = "", LastModified: changed, Size: bytes = 0 } of page.Contents ?? []) {
        objects.push({ key, changedAt: changed?.getTime() ?? 0, bytes });
      }
      for (const { Prefix: folder = "" } of page.CommonPrefixes ?? []) {
        folders.push(folder.slice(query.Prefix.length, -1));
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return { objects, folders };
  }

  #target(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: key, ...this.#encryption };
  }

  /** @param absent the result if the object does not exist */
  #call<T>(what: string, request: () => Promise<T>, ...absent: [] | [T]): Promise<T> {
    return callStore(this.#errors, what, request, ...absent);
  }
}

/** A list has milliseconds on some stores, and the status of an object has seconds. */
function tagOf(object: {
  readonly ETag?: string | undefined;
  readonly LastModified?: Date | undefined;
}): string {
  const { ETag: tag = "", LastModified: changed } = object;
  return `${tag.replaceAll('"', "")}@${Math.floor((changed?.getTime() ?? 0) / 1000)}`;
}

/** For a public bucket. */
const unsigned = {
  credentials: { accessKeyId: "", secretAccessKey: "" },
  signer: { sign: async <Request>(request: Request): Promise<Request> => request },
};

function clientConfiguration(options: S3Options): NonNullable<ConstructorParameters<Library["S3Client"]>[0]> {
  return {
    ...awsClientConfiguration(options),
    ...(options.skipSignature && unsigned),
    followRegionRedirects: true,
    // As LanceDB addresses a bucket. Otherwise no certificate matches a name with dots, and few other stores support more.
    forcePathStyle: !options.virtualHosted,
    // Some stores do not support the newer checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  };
}
