import type { TestProject } from "vitest/node";
import { isolated, postgresPrograms, startPostgres } from "./server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly postgresUrl: string;
  }
}

/** Starts one server for all suites of a run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error("PostgreSQL is not installed: initdb was not found.");
  const server = await startPostgres(programs);
  const isolation = process.env["LANCETREE_TEST_ISOLATION"] ?? "read committed";
  console.log(`${server.version}, ${isolation}`);
  project.provide("postgresUrl", isolated(server.url, isolation));
  return async () => server[Symbol.asyncDispose]();
}
