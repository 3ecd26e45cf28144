import type { TestProject } from "vitest/node";
import { startMinio } from "./server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** LanceDB's storage options for the server of this run; its bucket is `lancetree`. */
    readonly storageOptions: Readonly<Record<string, string>>;
  }
}

/** One server for all tests of a run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const minio = await startMinio(["lancetree"]);
  project.provide("storageOptions", minio.storageOptions);
  return async () => minio[Symbol.asyncDispose]();
}
