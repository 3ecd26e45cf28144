/**
 * Google Cloud Storage in memory, for tests: the calls of the XML API that LanceDB makes and those of the JSON API that
 * `@google-cloud/storage` makes, on the same objects. Both APIs honor preconditions on generations; the emulators at hand do not for puts of
 * the XML API, so that two commits of one version would both succeed there. Any other call is 501.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { StoreServer } from "../object-stores/store-server.ts";
import { Bucket, StorageFailure } from "./bucket.ts";
import type { Call, Reply } from "./call.ts";
import { jsonCall, jsonFailure } from "./json-calls.ts";
import { type Uploads, xmlCall, xmlFailure } from "./xml-calls.ts";

const token = "a-token-for-tests";
const expiringToken = "a-token-until-";

/** A token that the server accepts for some milliseconds. */
export function tokenFor(lifetimeMs: number): string {
  return `${expiringToken}${Date.now() + lifetimeMs}`;
}

/** Starts the server on loopback, with one bucket. */
export async function startGoogleStorage(name: string): Promise<StoreServer> {
  const bucket = new Bucket();
  const uploads: Uploads = new Map();
  const reply = async (request: IncomingMessage): Promise<Reply> => {
    const call = await callOf(request);
    const isJson = /^\/(?:upload\/)?storage\/v1\//.test(call.path);
    try {
      if (!isValid(call.headers["authorization"]?.slice("Bearer ".length) ?? "")) {
        throw new StorageFailure(401, "AuthenticationRequired", "The token is not valid.");
      }
      assertBucket(call.path, name);
      return isJson ? jsonCall(bucket, name, call) : xmlCall(bucket, uploads, name, call);
    } catch (error) {
      const failure =
        error instanceof StorageFailure ? error : new StorageFailure(500, "InternalError", String(error));
      return isJson ? jsonFailure(failure) : xmlFailure(failure);
    }
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    void reply(request).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      () => response.destroy(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    bucket: `gs://${name}`,
    storageOptions: {
      google_base_url: `http://127.0.0.1:${port}`,
      google_storage_token: token,
      allow_http: "true",
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function isValid(received: string): boolean {
  if (received.startsWith(expiringToken)) return Date.now() < Number(received.slice(expiringToken.length));
  return received === token;
}

async function callOf(request: IncomingMessage): Promise<Call> {
  const { method = "", url = "" } = request;
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
  return {
    method,
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers,
    body: await buffer(request),
  };
}

/** The first name in the path is the bucket's, in the JSON API behind `/b/`. */
function assertBucket(path: string, name: string): void {
  const [, bucketName] = /^\/(?:(?:upload\/)?storage\/v1\/b\/)?([^/]+)/.exec(path) ?? [];
  if (bucketName !== name)
    throw new StorageFailure(404, "NoSuchBucket", "The specified bucket does not exist.");
}
