import type { TestProject } from "vitest/node";
import { startStore, storeVariable } from "./stores.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The root of the bucket of this run, `s3://lancetree`. */
    readonly bucket: string;
    /** LanceDB's storage options for the server of this run. */
    readonly storageOptions: Readonly<Record<string, string>>;
  }
}

/** One server for all tests of a run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const store = await startStore(process.env[storeVariable] ?? "s3");
  project.provide("bucket", store.bucket);
  project.provide("storageOptions", store.storageOptions);
  return async () => store[Symbol.asyncDispose]();
}
