import { createServer, type Server } from "node:http";
import type { StoragePermission, VendedAccess } from "@lancetree/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Catalog } from "../../src/catalog.ts";
import { openVending, type Vending } from "../../src/vending/vending.ts";
import { errorOf, thrownBy } from "../support/outcome.ts";

const expiration = "2035-01-01T00:00:00Z";
const table = { folder: "t.lance", location: "s3://bucket/prefix/t.lance" };
const ownSecret = "own-secret-of-the-catalog";

let server: Server;
let endpoint: string;
let requests: URLSearchParams[] = [];
/** The access keys with which they were signed. */
let signers: (string | undefined)[] = [];
let response: { status: number; body: string };

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      signers.push(/Credential=([^/]+)/.exec(incoming.headers.authorization ?? "")?.[1]);
      requests.push(new URLSearchParams(Buffer.concat(chunks).toString()));
      outgoing.writeHead(response.status, { "content-type": "text/xml" });
      outgoing.end(response.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(() => {
  [requests, signers] = [[], []];
  response = { status: 200, body: assumed("ID") };
});

function assumed(id: string): string {
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>${id}</AccessKeyId><SecretAccessKey>vended-secret</SecretAccessKey><SessionToken>vended-token</SessionToken>
<Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}

function open(
  permission: StoragePermission,
  properties: Record<string, string> = {},
  options: Record<string, string> = {},
): Vending {
  const vending = openVending({
    root: "s3://bucket/prefix",
    storageOptions: {
      endpoint,
      allow_http: "true",
      region: "eu-central-1",
      aws_access_key_id: "own-id",
      aws_secret_access_key: ownSecret,
      user_agent: ownSecret,
      conditional_put: "etag",
      ...options,
    },
    credentialVendor: {
      enabled: "true",
      permission,
      aws_role_arn: "arn:aws:iam::123456789012:role/tables",
      ...properties,
    },
  });
  if (vending === undefined) throw new Error("This catalog vends nothing.");
  return vending;
}

function actionsOf(request: URLSearchParams | undefined): string {
  return JSON.stringify(JSON.parse(request?.get("Policy") ?? "{}"));
}

describe("AssumeRole", () => {
  test("is called with the folder's policy, and its credentials open the table", async () => {
    const vended = await open("read", {
      aws_external_id: "external",
      aws_duration_millis: "900000",
      aws_role_session_name: "tables",
    }).vend(table, { caller: "ann b" });
    expect(vended).toEqual({
      aws_access_key_id: "ID",
      aws_secret_access_key: "vended-secret",
      aws_session_token: "vended-token",
      aws_region: "eu-central-1",
      aws_endpoint: endpoint,
      allow_http: "true",
      conditional_put: "etag",
      expires_at_millis: String(Date.parse(expiration)),
    });
    expect(Object.fromEntries(requests[0] ?? [])).toMatchObject({
      Action: "AssumeRole",
      RoleArn: "arn:aws:iam::123456789012:role/tables",
      RoleSessionName: "tables-ann_b",
      ExternalId: "external",
      DurationSeconds: "900",
      Policy: expect.stringContaining('"arn:aws:s3:::bucket/prefix/t.lance/*"'),
    });
  });

  test.each([
    ["read", undefined, "read"],
    ["admin", undefined, "admin"],
    ["read", "admin", "read"],
    ["write", "admin", "write"],
    ["admin", "read", "read"],
    ["admin", "write", "write"],
  ] as const)(
    "configured for %s, with a caller who may %s, allows %s",
    async (configured, caller, expected) => {
      const seen: VendedAccess[] = [];
      const onVended = (one: VendedAccess): void => void seen.push(one);
      const storageAccess = caller === undefined ? undefined : { permission: caller, onVended };
      await open(configured).vend(table, { storageAccess });
      const policy = actionsOf(requests[0]);
      expect([policy.includes("s3:PutObject"), policy.includes("s3:DeleteObject")]).toEqual([
        expected !== "read",
        expected === "admin",
      ]);
      const record = {
        location: table.location,
        permission: expected,
        expiresAtMillis: Date.parse(expiration),
      };
      expect(seen).toEqual(caller === undefined ? [] : [record]);
    },
  );

  test("is not called for a caller who may do nothing", async () => {
    const vending = open("admin");
    expect(await vending.vend(table, { storageAccess: { permission: undefined } })).toBeUndefined();
    expect(requests).toEqual([]);
  });

  test("is called again for another caller", async () => {
    const vending = open("read");
    await vending.vend(table, { caller: "a" });
    await vending.vend(table, { caller: "a" });
    await vending.vend(table, { caller: "b" });
    expect(requests.map((request) => request.get("RoleSessionName"))).toEqual(["lancetree-a", "lancetree-b"]);
  });

  test("is never called for the catalog's own files, or outside of the root", async () => {
    const vending = open("admin");
    for (const folder of ["__manifest", "__lancetree/retired", "..", "a/../..", "", "."]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await errorOf(vending.vend({ ...table, folder }))).toMatchObject({ code: 19 });
    }
    expect(requests).toEqual([]);
  });

  test("is not called for a name that only AWS could limit", async () => {
    const vending = open("read");
    for (const folder of ["a*b", "a?b", "a${aws:username}"]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await errorOf(vending.vend({ ...table, folder }))).toMatchObject({ code: 0 });
    }
    expect(requests).toEqual([]);
    await vending.vend({ ...table, folder: "0123_n$t" });
    expect(requests[0]?.get("Policy")).toContain("prefix/0123_n$t/*");
  });

  test("that is refused rejects without a secret, and is tried again", async () => {
    const vending = open("read");
    response = {
      status: 403,
      body: `<ErrorResponse><Error><Code>AccessDenied</Code><Message>no ${ownSecret}</Message></Error></ErrorResponse>`,
    };
    const error = await errorOf(vending.vend(table));
    expect(error).toMatchObject({ code: 15, message: expect.stringContaining("request credentials") });
    expect(String(error)).not.toContain(ownSecret);
    response = { status: 200, body: assumed("ID") };
    expect(await vending.vend(table)).toHaveProperty("aws_access_key_id", "ID");
  });

  test("without credentials in the response rejects", async () => {
    response = { status: 200, body: assumed("") };
    expect(await errorOf(open("read").vend(table))).toMatchObject({ code: 17 });
  });

  test("is sent to the STS that the storage options name", async () => {
    const options = { endpoint: "https://s3.example.com", endpoint_url_sts: endpoint };
    expect(await open("read", {}, options).vend(table)).toMatchObject({
      aws_endpoint: "https://s3.example.com",
    });
    expect(requests).toHaveLength(1);
    const virtual = thrownBy(() => open("read", {}, { virtual_hosted_style_request: "true" }));
    expect(virtual).toMatchObject({ code: 13, message: expect.stringContaining("endpoint_url_sts") });
  });

  test("is signed with the keys that a function returns, until these are renewed", async () => {
    let key = 0;
    let end = Date.now() + 60_000;
    const storageOptionsProvider = async (): Promise<Record<string, string>> => {
      key++;
      const keys = { aws_access_key_id: `key-${key}`, aws_secret_access_key: ownSecret };
      return { ...keys, expires_at_millis: String(end) };
    };
    const catalog = new Catalog({
      root: "s3://bucket/prefix",
      storageOptions: { endpoint, allow_http: "true", region: "eu-central-1" },
      storageOptionsProvider,
      credentialVendor: { enabled: "true", aws_role_arn: "arn:aws:iam::123456789012:role/tables" },
    });
    const first = await catalog.vendedOptions(table, { caller: "a" });
    // The credentials may end with the keys that obtained them.
    expect(first).toMatchObject({ aws_access_key_id: "ID", expires_at_millis: String(end) });
    expect(JSON.stringify(first)).not.toContain(ownSecret);
    await catalog.vendedOptions(table, { caller: "b" });
    const renewed = Date.now() + 45_000;
    vi.useFakeTimers({ toFake: ["Date"], now: renewed });
    try {
      end = renewed + 60_000;
      const second = await catalog.vendedOptions(table, { caller: "a" });
      expect(second).toMatchObject({ expires_at_millis: String(end) });
    } finally {
      vi.useRealTimers();
      await catalog.close();
    }
    expect(signers).toEqual(["key-1", "key-1", "key-2"]);
  });

  test("is not called where a function returns no keys", async () => {
    const catalog = new Catalog({
      root: "s3://bucket/prefix",
      storageOptions: { endpoint, allow_http: "true" },
      storageOptionsProvider: async () => {
        throw new Error(ownSecret);
      },
      credentialVendor: { enabled: "true", aws_role_arn: "arn:aws:iam::123456789012:role/tables" },
    });
    const error = await errorOf(catalog.vendedOptions(table));
    await catalog.close();
    expect(error).toMatchObject({ code: 17 });
    expect(String(error)).not.toContain(ownSecret);
    expect(requests).toEqual([]);
  });
});
