import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { makeCertificate } from "../../../../scripts/certificate.ts";
import { openVending, type Vending } from "../../src/vending/vending.ts";
import { errorOf, thrownBy } from "../support/outcome.ts";
import { lettersFor } from "./signature-check.ts";

/* The service of Azure does not run here: requests and signatures are compared with the documented form. */

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

const [account, token] = ["account", "own-token"];
const key = Buffer.from("user delegation key").toString("base64");
const table = { folder: "t.lance", location: "az://container/root/t.lance" };
const [hour, week] = [3_600_000, 604_800_000];
let folder: string;
let server: Server;
let endpoint: string;
let received: Received[] = [];
let response: { readonly status: number; readonly body?: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-azure-"));
  const made = await makeCertificate(folder, "azure");
  server = createServer(
    { key: await readFile(made.key), cert: made.ca },
    (incoming, outgoing) =>
      void respond(incoming).then((body) =>
        outgoing.writeHead(response.status, { "content-type": "application/xml" }).end(body),
      ),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  endpoint = `https://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  received = [];
  response = { status: 200 };
  // The server's certificate vouches for itself.
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
});

afterEach(() => {
  vi.unstubAllEnvs();
});

async function respond(incoming: IncomingMessage): Promise<string> {
  const { method, url, headers } = incoming;
  const body = await text(incoming);
  received.push({ method, url, authorization: headers.authorization, body });
  return response.body ?? delegationKey(body);
}

/** What Azure returns for a request of a user delegation key. */
function delegationKey(body: string): string {
  const [start, end] = ["Start", "Expiry"].map(
    (name) => new RegExp(`<${name}>(.*)</${name}>`).exec(body)?.[1],
  );
  return `<?xml version="1.0" encoding="utf-8"?><UserDelegationKey><SignedOid>object</SignedOid><SignedTid>tenant</SignedTid>
<SignedStart>${start}</SignedStart><SignedExpiry>${end}</SignedExpiry><SignedService>b</SignedService>
<SignedVersion>2026-02-06</SignedVersion><Value>${key}</Value></UserDelegationKey>`;
}

function open(properties: Record<string, string> = {}, storageOptions: Record<string, string> = {}): Vending {
  const vending = openVending({
    root: "az://container/root",
    storageOptions: { account_name: account, azure_storage_token: token, endpoint, ...storageOptions },
    credentialVendor: { enabled: "true", permission: "admin", azure_account_name: account, ...properties },
  });
  if (vending === undefined) throw new Error("This catalog vends nothing.");
  return vending;
}

/** The letters that a vended signature allows for a path, as Azure documents it. */
function letters(vended: Record<string, string> | undefined, path: string): string {
  const query = new URLSearchParams(vended?.["azure_storage_sas_token"]);
  return lettersFor({ query, key, account, container: "container" }, path);
}

test("a user delegation key is requested in the documented form, and its signature opens the table", async () => {
  const before = Math.floor(Date.now() / 1000) * 1000;
  const vended = await open().vend(table);
  expect(vended).toEqual({
    azure_storage_account_name: account,
    azure_storage_sas_token: expect.stringContaining("sr=d"),
    azure_storage_endpoint: endpoint,
    expires_at_millis: expect.stringMatching(/^\d+000$/),
  });
  expect(received).toHaveLength(1);
  const [{ body, ...request } = { body: "" }] = received;
  const url = "/?restype=service&comp=userdelegationkey";
  expect(request).toEqual({ method: "POST", url, authorization: `Bearer ${token}` });
  const timeOf = (name: string): number =>
    Date.parse(new RegExp(`<${name}>(.*)</${name}>`).exec(body)?.[1] ?? "");
  expect(timeOf("Start")).toBeGreaterThanOrEqual(before - 60_000);
  expect(timeOf("Start")).toBeLessThanOrEqual(Date.now() - 60_000);
  expect(timeOf("Expiry")).toBeGreaterThanOrEqual(before + hour);
  expect(timeOf("Expiry")).toBeLessThanOrEqual(Date.now() + hour);
  expect(vended?.["expires_at_millis"]).toBe(String(timeOf("Expiry")));
  const query = new URLSearchParams(vended?.["azure_storage_sas_token"]);
  const times = ["st", "se", "skt", "ske"].map((name) => Date.parse(query.get(name) ?? ""));
  expect(times).toEqual(["Start", "Expiry", "Start", "Expiry"].map(timeOf));
  expect(letters(vended, "root/t.lance/data/x")).toBe("racwdl");
  for (const path of ["root/t.lance2/x", "root/__manifest/x", "root"]) expect(letters(vended, path)).toBe("");
});

test.each([
  ["read", undefined, "rl"],
  ["write", undefined, "racwl"],
  ["read", "admin", "rl"],
  ["admin", "read", "rl"],
  ["admin", "write", "racwl"],
] as const)(
  "configured for %s, with a caller who may %s, allows %s",
  async (permission, caller, expected) => {
    const storageAccess = caller === undefined ? undefined : { permission: caller };
    const vended = await open({ permission }).vend(table, { storageAccess });
    expect(letters(vended, "root/t.lance/x")).toBe(expected);
  },
);

test("the longest life ends seven days after the start of the key", async () => {
  const vended = await open({ azure_duration_millis: String(week) }).vend(table);
  const query = new URLSearchParams(vended?.["azure_storage_sas_token"]);
  const [start = 0, end = 0] = ["skt", "se"].map((name) => Date.parse(query.get(name) ?? ""));
  expect(week - (end - start)).toBeGreaterThanOrEqual(0);
  expect(week - (end - start)).toBeLessThanOrEqual(1000);
});

test("a signature is valid for longer than the token that requested its key", async () => {
  const soon = Date.now() + 60_000;
  const vended = await open({}, { expires_at_millis: String(soon) }).vend(table);
  expect(Number(vended?.["expires_at_millis"])).toBeGreaterThan(soon);
});

test("callers do not share signatures, and each gets its own again", async () => {
  const vending = open();
  for (const caller of ["a", "a", "b"]) await vending.vend(table, { caller });
  expect(received).toHaveLength(2);
});

test("names of other clients are signed as they are, or refused before a request", async () => {
  const vending = open();
  const vended = await vending.vend({ ...table, folder: "a%2Fb?c#d&sdd=1" });
  expect(letters(vended, "root/a%2Fb?c#d&sdd=1/x")).toBe("racwdl");
  expect(letters(vended, "root/x")).toBe("");
  expect(await errorOf(vending.vend({ ...table, folder: "a\nb" }))).toMatchObject({ code: 0 });
  for (const other of ["__manifest", "__lancetree/retired", "..", "a/../..", "", "."]) {
    expect(await errorOf(vending.vend({ ...table, folder: other }))).toMatchObject({ code: 19 });
  }
  expect(received).toHaveLength(1);
});

test("a key that Azure refuses rejects without a secret, and is requested again", async () => {
  const vending = open();
  const body = `<Error><Code>AuthorizationPermissionMismatch</Code><Message>no ${token}</Message></Error>`;
  response = { status: 403, body };
  const error = await errorOf(vending.vend(table));
  expect(error).toMatchObject({ code: 15, message: expect.stringContaining("request credentials") });
  expect(String(error)).not.toContain(token);
  response = { status: 200 };
  expect(letters(await vending.vend(table), "root/t.lance/x")).toBe("racwdl");
});

test("a response without a key rejects", async () => {
  response = { status: 200, body: "<UserDelegationKey></UserDelegationKey>" };
  expect(await errorOf(open().vend(table))).toMatchObject({ code: 17 });
});

test("a catalog with the account's key uses a token of @azure/identity, which gets the tenant's and client's ids", async () => {
  const requests: URL[] = [];
  const identities = createHttpServer((incoming, outgoing) => {
    requests.push(new URL(incoming.url ?? "", "http://127.0.0.1"));
    const vended = { access_token: "identity-token", expires_on: Math.floor(Date.now() / 1000) + 3600 };
    outgoing.writeHead(200, { "content-type": "application/json" });
    outgoing.end(JSON.stringify({ ...vended, resource: "https://storage.azure.com", token_type: "Bearer" }));
  });
  await new Promise<void>((resolve) => identities.listen(0, "127.0.0.1", resolve));
  const address = identities.address();
  vi.stubEnv("AZURE_TOKEN_CREDENTIALS", "prod");
  vi.stubEnv(
    "IDENTITY_ENDPOINT",
    `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/token`,
  );
  vi.stubEnv("IDENTITY_HEADER", "identity-header");
  const accountKey = Buffer.from("the key of the account").toString("base64");
  try {
    const properties = { azure_tenant_id: "tenant", azure_federated_client_id: "client-id" };
    const vended = await open(properties, { azure_storage_token: "", account_key: accountKey }).vend(table);
    expect(letters(vended, "root/t.lance/x")).toBe("racwdl");
    expect(JSON.stringify(vended)).not.toContain(accountKey);
  } finally {
    identities.closeAllConnections();
    await new Promise((resolve) => identities.close(resolve));
  }
  expect(received.map(({ authorization }) => authorization)).toEqual(["Bearer identity-token"]);
  expect(requests.map(({ searchParams }) => searchParams.get("client_id"))).toEqual(["client-id"]);
  expect(requests[0]?.searchParams.get("resource")).toBe("https://storage.azure.com");
});

test("a catalog without any identity rejects with what to set", async () => {
  vi.stubEnv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential");
  for (const name of ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"]) vi.stubEnv(name, "");
  const vending = open({}, { azure_storage_token: "", account_key: key });
  const error = await errorOf(vending.vend(table));
  expect(error).toMatchObject({
    code: 16,
    message: expect.stringContaining("@azure/identity obtained no token"),
  });
  expect(received).toEqual([]);
});

test.each<[string, Record<string, string>, Record<string, string>, number, string]>([
  ["another account", { azure_account_name: "other" }, {}, 13, "azure_account_name names another account"],
  ["an endpoint without TLS", {}, { endpoint: "http://127.0.0.1:1", allow_http: "true" }, 0, "https://"],
  ["the emulator", {}, { use_emulator: "true", account_name: "" }, 13, "another account"],
  ["no credential", {}, { azure_storage_token: "" }, 0, "azure_storage_token"],
])("%s is refused at the start", (_, properties, storageOptions, code, message) => {
  const error = thrownBy(() => open(properties, storageOptions));
  expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  expect(String(error)).not.toContain(token);
});

test("the account of the root must be the configured one", () => {
  const credentialVendor = { enabled: "true", azure_account_name: "other" };
  const root = "abfss://container@account.dfs.core.windows.net/root";
  const error = thrownBy(() => openVending({ root, storageOptions: { token }, credentialVendor }));
  expect(error).toMatchObject({ code: 13 });
});
