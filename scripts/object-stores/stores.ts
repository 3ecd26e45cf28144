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

/**
 * What only some stores can do, and some suites need:
 * - `sessions`: users, which the suites add by MinIO's own calls, get sessions with policies by AssumeRole;
 * - `delegated signatures`: users get signatures for a folder that are signed with a key of theirs;
 * - `unsigned conditions`: some credentials leave the conditions of a request unsigned, so that a proxy can remove them.
 */
export type StoreAbility = "sessions" | "delegated signatures" | "unsigned conditions";

interface StoreKind {
  readonly abilities: readonly StoreAbility[];
  /** What must be built first. */
  readonly program?: GoProgram;
  start(): Promise<StoreServer>;
}

const stores: Readonly<Record<string, StoreKind>> = {
  s3: {
    abilities: ["sessions", "unsigned conditions"],
    program: minioProgram,
    start: () => withBucket(startMinio([bucket])),
  },
  // It refuses requests without a signature also in a bucket that everyone may use.
  seaweedfs: { abilities: [], program: seaweedProgram, start: () => withBucket(startSeaweed(bucket)) },
  azure: { abilities: ["delegated signatures", "unsigned conditions"], start: () => startAzurite(bucket) },
  gcs: { abilities: ["unsigned conditions"], start: () => startGoogleStorage(bucket) },
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

/** What a kind of object store can do that others cannot. */
export function abilitiesOf(kind: string): readonly StoreAbility[] {
  return kindOf(kind).abilities;
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
