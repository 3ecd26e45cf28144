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
let endpoint: string;

const openStore = (requestTimeoutMs?: number): Promise<ObjectStore> => {
  const options = {
    account: "account",
    endpoint,
    credential: { kind: "key", key: "a2V5" },
    forLance: {},
  } as const;
  return openAzureStore("container", options, requestTimeoutMs);
};

beforeEach(async () => {
  requests.length = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  endpoint = `http://127.0.0.1:${port}/account`;
  store = await openStore();
});

afterEach(async () => {
  store.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("a request that hangs is repeated, and in the end an error", async () => {
  const impatient = await openStore(100);
  respond = () => (requests.length < 3 ? undefined : { status: 201 });
  expect(await impatient.putNew("key", new Uint8Array([1]))).toBe(true);
  expect(requests.length).toBeGreaterThanOrEqual(3);
  requests.length = 0;
  respond = () => undefined;
  await expect(impatient.putNew("key", new Uint8Array([1]))).rejects.toMatchObject({
    code: 17,
    message: expect.stringContaining("ETIMEDOUT"),
  });
  expect(requests).toEqual(Array.from({ length: 6 }, () => "PUT"));
  impatient.close();
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
