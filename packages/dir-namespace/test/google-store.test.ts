import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openGoogleStore } from "../src/folders/google-store.ts";
import type { ObjectStore } from "../src/folders/object-store.ts";
import { googleOptions } from "../src/options/google-options.ts";
import { errorOf } from "./support/outcome.ts";

/* What the server in memory never does: bodies that end early, statuses of a service in trouble, and other credentials. */

let respond: (request: IncomingMessage, response: ServerResponse) => void;
const requests: IncomingMessage[] = [];
const server = createServer((request, response) => {
  request.resume();
  requests.push(request);
  request.on("end", () => respond(request, response));
});
let url = "";

beforeEach(async () => {
  requests.length = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : undefined}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function open(options: Record<string, string> = { google_storage_token: "t" }): Promise<ObjectStore> {
  return openGoogleStore(
    "bucket",
    googleOptions({ google_base_url: url, allow_http: "true", ...options }, {}),
  );
}

function refuse(
  status: number,
  message: string,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { code: status, message, errors: [{ message }] } }));
  };
}

test("an object that exists is taken", async () => {
  respond = refuse(412, "At least one of the pre-conditions did not hold.");
  const store = await open();
  expect(await store.putNew("key", new Uint8Array([1]))).toBe(false);
  expect(
    requests.map(({ url: target }) => new URL(target ?? "", url).searchParams.get("ifGenerationMatch")),
  ).toEqual(["0"]);
});

test("a body that ends early is requested again", async () => {
  respond = (_, response) => {
    response.writeHead(200, { "content-length": "4" });
    if (requests.length > 1) return void response.end("abcd");
    response.write("ab", () => response.destroy());
  };
  const store = await open();
  expect(Buffer.from((await store.get("key")) ?? []).toString()).toBe("abcd");
  expect(requests).toHaveLength(2);
});

test("a request that the service could not serve is repeated", async () => {
  respond = (request, response) => {
    if (requests.length === 1) refuse(503, "Try again.")(request, response);
    else response.writeHead(200, { "content-type": "application/json" }).end('{"generation":"7"}');
  };
  expect(await (await open()).tag("key")).toBe("7");
});

test.each([
  [404, "The specified bucket does not exist.", 13, /no such bucket/],
  [401, "Invalid Credentials", 16, /rejects the credentials/],
  [403, "a@b does not have storage.objects.get access.", 15, /do not allow it/],
])("status %d is an error of the spec without the service's message", async (status, said, code, message) => {
  respond = refuse(status, said);
  const error: unknown = await errorOf((await open()).get("key"));
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  expect(String(error)).not.toContain(said);
});

test("an object that does not exist is undefined", async () => {
  respond = refuse(404, "No such object: bucket/key");
  expect(await (await open()).get("key")).toBeUndefined();
});

test("a public bucket gets no credentials", async () => {
  respond = (_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end('{"generation":"7"}');
  await (await open({ google_skip_signature: "true" })).tag("key");
  await (await open({ google_storage_token: "t" })).tag("key");
  expect(requests.map(({ headers }) => headers.authorization)).toEqual([undefined, "Bearer t"]);
});

test("the token of a workload's identity is asked for, and again when it expires", async () => {
  const folder = await mkdtemp(join(tmpdir(), "google-store-"));
  const [file, identity] = [join(folder, "credentials.json"), join(folder, "identity")];
  await writeFile(identity, "a-signed-identity");
  await writeFile(
    file,
    JSON.stringify({
      type: "external_account",
      audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: `${url}/token`,
      credential_source: { file: identity },
    }),
  );
  let tokens = 0;
  respond = (request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const token = { access_token: `t${++tokens}`, token_type: "Bearer", expires_in: 1 };
    response.end(JSON.stringify(request.url === "/token" ? token : { generation: "7" }));
  };
  const store = await open({ google_application_credentials: file, google_storage_token: "" });
  await store.tag("key");
  tokens = 10;
  await store.tag("key");
  const sent = requests.filter((request) => request.url !== "/token");
  expect(sent.map(({ headers }) => headers.authorization)).toEqual(["Bearer t1", "Bearer t11"]);
  await rm(folder, { recursive: true });
});
