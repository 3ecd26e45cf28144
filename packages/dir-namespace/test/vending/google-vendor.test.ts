import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CredentialVendor } from "../../src/vending/credential-vendor.ts";
import { openGoogleVendor } from "../../src/vending/google-vendor.ts";
import { vendorSettings } from "../../src/vending/vendor-settings.ts";
import { errorOf, thrownBy } from "../support/outcome.ts";

/* Google's services do not run here: the requests are compared with the documented form, and nothing enforces what they ask for. */

interface Received {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

let replies: { readonly status?: number; readonly body: object }[];
const received: Received[] = [];
const server = createServer(
  (request, response) =>
    void respond(request).then(([status, body]) =>
      response.writeHead(status, { "content-type": "application/json" }).end(body),
    ),
);
let url = "";

async function respond(request: IncomingMessage): Promise<[number, string]> {
  const { authorization } = request.headers;
  received.push({ url: request.url, authorization, body: await text(request) });
  const { status = 200, body } = replies.shift() ?? { body: {} };
  return [status, JSON.stringify(body)];
}

beforeEach(async () => {
  received.length = 0;
  replies = [{ body: { access_token: "limited", expires_in: 1800, token_type: "Bearer" } }];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : undefined}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function open(
  properties: Record<string, string> = {},
  storageOptions: Record<string, string> = { google_storage_token: "own-token" },
): CredentialVendor {
  const settings = vendorSettings({ store: "google" }, { enabled: "true", ...properties });
  if (settings?.store !== "google") throw new Error("The settings are not for Google.");
  return openGoogleVendor(settings, storageOptions, { tokens: url, serviceAccounts: url });
}

const request = {
  bucket: "bucket",
  folder: "root/1f2e_prod$t/",
  permission: "read",
  identity: undefined,
  durationMs: 3_600_000,
} as const;

/** The rule of the access boundary in a request. */
function ruleIn({
  body,
}: Received): { availabilityCondition: { expression: string } } & Record<string, unknown> {
  return JSON.parse(new URLSearchParams(body).get("options") ?? "").accessBoundary.accessBoundaryRules[0];
}

test.each([
  ["read", ["inRole:roles/storage.objectViewer"]],
  ["write", ["inRole:roles/storage.objectViewer", "inRole:roles/storage.objectCreator"]],
  ["admin", ["inRole:roles/storage.objectUser"]],
] as const)("a token to %s is requested in the documented form", async (permission, availablePermissions) => {
  const before = Date.now();
  const { storageOptions, expiresAtMillis } = await open().vend({ ...request, permission });
  expect(storageOptions).toEqual({ google_storage_token: "limited" });
  expect(expiresAtMillis).toBeGreaterThanOrEqual(before + 1_800_000);
  expect(expiresAtMillis).toBeLessThanOrEqual(Date.now() + 1_800_000);
  expect(received.map((one) => [one.url, one.authorization])).toEqual([["/v1/token", undefined]]);
  const { options, ...form } = Object.fromEntries(new URLSearchParams(received[0]?.body));
  expect(form).toEqual({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
    subject_token: "own-token",
  });
  expect(JSON.parse(options ?? "")).toEqual({
    accessBoundary: {
      accessBoundaryRules: [
        {
          availableResource: "//storage.googleapis.com/projects/_/buckets/bucket",
          availablePermissions,
          availabilityCondition: {
            expression:
              "resource.name.startsWith('projects/_/buckets/bucket/objects/root/1f2e_prod$t/') || api.getAttribute('storage.googleapis.com/objectListPrefix', '').startsWith('root/1f2e_prod$t/')",
          },
        },
      ],
    },
  });
});

test.each([
  ["') || true || ('", String.raw`\') || true || (\'`],
  [String.raw`\' || true`, String.raw`\\\' || true`],
  ['"`', String.raw`\"\``],
  ["a\nb\u0000", String.raw`a\u000ab\u0000`],
  ["ä😀", String.raw`\u00e4\U0001f600`],
])("the name %j stays inside of its string", async (name, escaped) => {
  await open().vend({ ...request, folder: `root/${name}/` });
  const [one] = received;
  const { expression } = one ? ruleIn(one).availabilityCondition : { expression: "" };
  expect(expression).toBe(
    `resource.name.startsWith('projects/_/buckets/bucket/objects/root/${escaped}/') || api.getAttribute('storage.googleapis.com/objectListPrefix', '').startsWith('root/${escaped}/')`,
  );
});

test("the token of a service account that the catalog may impersonate is limited", async () => {
  const expireTime = "2026-12-01T00:00:00Z";
  replies = [{ body: { accessToken: "impersonated", expireTime } }, { body: { access_token: "limited" } }];
  const vendor = open({ gcp_service_account: "tables@project.iam.gserviceaccount.com" });
  expect((await vendor.vend(request)).expiresAtMillis).toBe(Date.parse(expireTime));
  expect(received[0]).toEqual({
    url: "/v1/projects/-/serviceAccounts/tables%40project.iam.gserviceaccount.com:generateAccessToken",
    authorization: "Bearer own-token",
    body: JSON.stringify({
      scope: ["https://www.googleapis.com/auth/cloud-platform"],
      lifetime: "3600s",
    }),
  });
  expect(new URLSearchParams(received[1]?.body).get("subject_token")).toBe("impersonated");
});

test("the address of another service is vended too", async () => {
  const vendor = open({}, { google_storage_token: "own-token", google_base_url: url, allow_http: "true" });
  expect((await vendor.vend(request)).storageOptions).toEqual({
    google_storage_token: "limited",
    google_base_url: url,
    allow_http: "true",
  });
});

test.each([
  [403, 15],
  [401, 16],
  [429, 21],
  [503, 17],
])("a response with status %i is an error without a secret", async (status, code) => {
  replies = [{ status, body: { error: "own-token" } }];
  const error = await errorOf(open().vend(request));
  expect(error).toMatchObject({ code });
  expect(String(error)).not.toContain("own-token");
});

test("a token is not vended if neither its expiry nor that of the catalog's is known", async () => {
  replies = [{ body: { access_token: "limited" } }];
  expect(await errorOf(open().vend(request))).toMatchObject({ code: 17 });
  replies = [{ body: { access_token: "limited" } }];
  const known = open({}, { google_storage_token: "own-token", expires_at_millis: "2000000000000" });
  expect(await known.vend(request)).toMatchObject({ expiresAtMillis: 2_000_000_000_000 });
});

test("a folder that is the root, and one with too long a name, are refused before a request", async () => {
  for (const folder of ["", "/", `${"x".repeat(1500)}/`]) {
    expect(await errorOf(open().vend({ ...request, folder }))).toMatchObject({ code: 13 });
  }
  expect(received).toEqual([]);
});

test("settings without an effect, and a catalog without credentials, are refused", () => {
  expect(thrownBy(() => open({ gcp_workload_identity_provider: "x" }))).toMatchObject({ code: 0 });
  expect(thrownBy(() => open({ gcp_impersonation_service_account: "x" }))).toMatchObject({ code: 0 });
  expect(thrownBy(() => open({}, { google_skip_signature: "true" }))).toMatchObject({ code: 0 });
});
