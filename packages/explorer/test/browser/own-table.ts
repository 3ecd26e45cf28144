import { RestNamespace } from "@lancetree/rest-client";
import type { Table } from "apache-arrow";
import { inject } from "vitest";
import { arrowBytes } from "./sample.ts";

/** The catalog with the sample. */
export function sampleCatalog(): RestNamespace {
  return new RestNamespace({ uri: inject("catalog"), timeoutMs: 1_800_000 });
}

/** Makes a table for one test, and resolves with its address in the page. */
export async function createOwn(path: readonly string[], table: Table): Promise<string> {
  await sampleCatalog().createTable({ id: [...path], data: await arrowBytes(table) });
  return `#/table/${path.join("/")}`;
}
