import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { S3Server } from "../../scripts/object-stores/s3-server.ts";
import type { Seed } from "../scale/seed.ts";
import { SeededCatalogs } from "../scale/seeded-catalogs.ts";

export const bucket = "bench";
const concurrentUploads = 16;

/** Seeded catalogs in a bucket, each with a prefix of its own. They are written directly, not through the proxy. */
export class BucketCatalogs implements Disposable {
  readonly #seeded: SeededCatalogs;
  readonly #client: S3Client;
  #copies = 0;

  /** @param scratch - the folder in which the catalogs are seeded before they are copied to the bucket */
  constructor(scratch: string, { endpoint, storageOptions }: S3Server) {
    this.#seeded = new SeededCatalogs(scratch);
    const { aws_access_key_id: accessKeyId = "", aws_secret_access_key: secretAccessKey = "" } =
      storageOptions;
    this.#client = new S3Client({
      endpoint,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
    });
  }

  /** @returns the root of a copy */
  async copy(settings: Omit<Seed, "root">): Promise<string> {
    const folder = await this.#seeded.seed(settings);
    const prefix = `catalog-${++this.#copies}`;
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (let start = 0; start < files.length; start += concurrentUploads) {
      const chunk = files.slice(start, start + concurrentUploads);
      await Promise.all(chunk.map((file) => this.#upload(file, prefix + file.slice(folder.length))));
    }
    return `s3://${bucket}/${prefix}`;
  }

  async #upload(file: string, key: string): Promise<void> {
    const body = await readFile(file);
    await this.#client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key.split(sep).join("/"), Body: body }),
    );
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
  }
}
