import type { TestProject } from "vitest/node";
import { abilitiesOf, type StoreAbility, startStore, storeVariable } from "./stores.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The kind of object store of this run: `s3` is MinIO. */
    readonly store: string;
    readonly abilities: readonly StoreAbility[];
    /** The root of the bucket of this run, `s3://lancetree`. */
    readonly bucket: string;
    /** LanceDB's storage options for the server of this run. */
    readonly storageOptions: Readonly<Record<string, string>>;
  }
}

/** One server for all tests of a run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const kind = process.env[storeVariable] ?? "s3";
  const store = await startStore(kind);
  project.provide("store", kind);
  project.provide("abilities", abilitiesOf(kind));
  project.provide("bucket", store.bucket);
  project.provide("storageOptions", store.storageOptions);
  return async () => store[Symbol.asyncDispose]();
}
