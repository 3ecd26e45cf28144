import { startAzurite } from "../azurite/server.ts";
import { builtProgram, type GoProgram } from "../go-program.ts";
import { startGoogleStorage } from "../google-storage/server.ts";
import { minioProgram } from "../minio/program.ts";
import { startMinio } from "../minio/server.ts";
import { seaweedProgram } from "../seaweedfs/program.ts";
import { startSeaweed } from "../seaweedfs/server.ts";
import type { S3Server } from "./s3-server.ts";
import type { StoreServer } from "./store-server.ts";

/** The environment variable that names the kind of object store for a run. */
export const storeVariable = "LANCETREE_STORE";

const bucket = "lancetree";

interface StoreKind {
  /** What must be built first. */
  readonly program?: GoProgram;
  start(): Promise<StoreServer>;
}

const stores: Readonly<Record<string, StoreKind>> = {
  s3: { program: minioProgram, start: () => withBucket(startMinio([bucket])) },
  seaweedfs: { program: seaweedProgram, start: () => withBucket(startSeaweed(bucket)) },
  azure: { start: () => startAzurite(bucket) },
  gcs: { start: () => startGoogleStorage(bucket) },
};

export const storeKinds: readonly string[] = Object.keys(stores);

/** Builds what a kind of object store needs. Rejects with what to install if that is not possible. */
export async function prepareStore(kind: string): Promise<void> {
  const { program } = kindOf(kind);
  if (program !== undefined) await builtProgram(program);
}

/** Starts an object store. */
export async function startStore(kind: string): Promise<StoreServer> {
  return kindOf(kind).start();
}

/** Throws for an unknown kind. */
function kindOf(kind: string): StoreKind {
  const found = stores[kind];
  if (found === undefined) throw new Error(`Object stores are ${storeKinds.join(", ")}, not ${kind}.`);
  return found;
}

async function withBucket(starting: Promise<S3Server>): Promise<StoreServer> {
  const server = await starting;
  return {
    bucket: `s3://${bucket}`,
    storageOptions: server.storageOptions,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
