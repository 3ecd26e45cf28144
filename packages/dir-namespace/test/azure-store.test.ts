import { createServer, type IncomingMessage } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openAzureStore } from "../src/folders/azure-store.ts";
import type { ObjectStore } from "../src/folders/object-store.ts";

/* What Azure does and Azurite never: a request that hangs, and copies that go on after the response. */

interface Response {
  readonly status: number;
  readonly copyStatus?: string;
}

/** The response to a request; undefined leaves it hanging. */
let respond: (request: IncomingMessage) => Response | undefined;
const requests: string[] = [];
const server = createServer((request, response) => {
  request.resume();
  requests.push(request.headers["x-ms-copy-source"] === undefined ? (request.method ?? "") : "COPY");
  const found = respond(request);
  if (found === undefined) return;
  const { status, copyStatus } = found;
  response.writeHead(status, {
    etag: '"e"',
    "last-modified": new Date(0).toUTCString(),
    ...(copyStatus !== undefined && { "x-ms-copy-status": copyStatus, "x-ms-copy-id": "1" }),
  });
  response.end();
});
let store: ObjectStore;

beforeEach(async () => {
  requests.length = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  store = await openAzureStore("container", {
    account: "account",
    endpoint: `http://127.0.0.1:${port}/account`,
    credential: { kind: "key", key: "a2V5" },
    forLance: {},
  });
});

afterEach(async () => {
  store.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("a request that hangs is repeated", { timeout: 120_000 }, async () => {
  respond = () => (requests.length === 1 ? undefined : { status: 201 });
  expect(await store.putNew("key", new Uint8Array([1]))).toBe(true);
  expect(requests).toEqual(["PUT", "PUT"]);
});

test.each([409, 412])("an object that exists is taken, also with status %d", async (status) => {
  respond = () => ({ status });
  expect(await store.putNew("key", new Uint8Array([1]))).toBe(false);
});

test("a copy resolves when it is complete, and does not replace an object", async () => {
  const conditions: unknown[] = [];
  const copyStatuses = ["pending", "success"];
  respond = ({ method, headers }) => {
    if (method === "HEAD") return { status: 200, copyStatus: copyStatuses.shift() ?? "none left" };
    conditions.push(headers["if-none-match"]);
    return { status: 202, copyStatus: "pending" };
  };
  expect(await store.copy("from", "to")).toBe(true);
  expect(conditions).toEqual(["*"]);
  expect(requests).toEqual(["COPY", "HEAD", "HEAD"]);
});

test("a copy waits for the one that another process has started", async () => {
  const copyStatuses = ["pending", "success"];
  respond = ({ method }) =>
    method === "HEAD" ? { status: 200, copyStatus: copyStatuses.shift() ?? "none left" } : { status: 409 };
  expect(await store.copy("from", "to")).toBe(true);
  expect(copyStatuses).toEqual([]);
});

test("a copy that failed is removed and made again", async () => {
  respond = ({ method }) => {
    if (method === "HEAD") return { status: 200, copyStatus: "failed" };
    if (method === "DELETE") return { status: 202 };
    const isFirst = requests.filter((request) => request === "COPY").length === 1;
    return { status: 202, copyStatus: isFirst ? "pending" : "success" };
  };
  expect(await store.copy("from", "to")).toBe(true);
  expect(requests).toEqual(["COPY", "HEAD", "DELETE", "COPY"]);
});
