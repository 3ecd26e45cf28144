import { startAzurite } from "../azurite/server.ts";
import { startGoogleStorage } from "../google-storage/server.ts";
import { startMinio } from "../minio/server.ts";
import { startSeaweed } from "../seaweedfs/server.ts";
import type { StoreServer } from "./store-server.ts";

/** The environment variable that names the kind of object store for a run. */
export const storeVariable = "LANCETREE_STORE";

const bucket = "lancetree";

/** How each kind of object store is started. */
const stores: Readonly<Record<string, () => Promise<StoreServer>>> = {
  s3: async () => {
    const minio = await startMinio([bucket]);
    const { storageOptions } = minio;
    return {
      bucket: `s3://${bucket}`,
      storageOptions,
      [Symbol.asyncDispose]: () => minio[Symbol.asyncDispose](),
    };
  },
  seaweedfs: () => startSeaweed(bucket),
  azure: () => startAzurite(bucket),
  gcs: () => startGoogleStorage(bucket),
};

export const storeKinds: readonly string[] = Object.keys(stores);

/** Starts an object store. Rejects for an unknown kind. */
export async function startStore(kind: string): Promise<StoreServer> {
  const start = stores[kind];
  if (start === undefined) throw new Error(`Object stores are ${storeKinds.join(", ")}, not ${kind}.`);
  return start();
}
