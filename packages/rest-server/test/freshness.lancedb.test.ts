import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BaseNamespace, type CallOptions, type ListTablesResponse } from "@lancetree/core";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createNamespaceHandler } from "../src/index.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-freshness-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

class Recording extends BaseNamespace {
  seen: CallOptions["headers"];

  override async listTables(_: unknown, options: CallOptions = {}): Promise<ListTablesResponse> {
    this.seen = options.headers;
    return { tables: [] };
  }
}

const list = (headers: Record<string, string> = {}, route = "table/list"): Request =>
  new Request(`http://catalog.example/v1/namespace/$/${route}`, { headers });

test("the namespace receives only the header that limits the age of a result", async () => {
  const namespace = new Recording();
  const handler = createNamespaceHandler(namespace);
  await handler(list({ "x-api-key": "secret", cookie: "a=b" }));
  expect(namespace.seen).toBeUndefined();
  await handler(list({ "X-LanceDB-Min-Timestamp": "2026-01-02T03:04:05.000000006+00:00", cookie: "a=b" }));
  expect(namespace.seen).toEqual({ "x-lancedb-min-timestamp": "2026-01-02T03:04:05.000000006+00:00" });
});

test("a catalog with a cache reads again when a request demands it", async () => {
  await using other = new DirectoryNamespace({ root: folder });
  await using lazy = new DirectoryNamespace({ root: folder, readConsistencyInterval: 3600 });
  const handler = createNamespaceHandler(lazy);
  const names = async (headers?: Record<string, string>): Promise<unknown> =>
    (await handler(list(headers, "list"))).json();
  await other.createNamespace({ id: ["a"] });
  expect(await names()).toEqual({ namespaces: ["a"] });
  await other.createNamespace({ id: ["b"] });
  expect(await names()).toEqual({ namespaces: ["a"] });
  const now = new Date().toISOString();
  expect(await names({ "x-lancedb-min-timestamp": now })).toEqual({ namespaces: ["a", "b"] });
});
