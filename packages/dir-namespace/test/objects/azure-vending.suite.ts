/** Credentials for one table in Azure, as far as Azurite and a gateway before it enforce them. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  generateAccountSASQueryParameters,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import type { StoragePermission } from "@lancetree/core";
import { openTableEngine } from "@lancetree/tables";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { startAzurite } from "../../../../scripts/azurite/server.ts";
import { makeCertificate } from "../../../../scripts/certificate.ts";
import type { StoreServer } from "../../../../scripts/object-stores/store-server.ts";
import { DirectoryNamespace } from "../../src/index.ts";
import { errorOf } from "../support/outcome.ts";
import { arrowStream } from "../support/rows.ts";
import { signatureOf } from "../vending/signature-check.ts";
import { type DirectoryGateway, startDirectoryGateway } from "./directory-gateway.ts";

const canSign = inject("abilities").includes("delegated signatures");
const container = "lancetree";
const prefix = randomUUID();
const root = `az://${container}/${prefix}`;
const tables = [["table"], ["table2"], ["n", "table"]];

describe.runIf(canSign)("credentials for one table in Azure", () => {
  let folder: string;
  let azurite: StoreServer;
  let gateway: DirectoryGateway;
  let account: string;
  let catalog: DirectoryNamespace;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lancetree-azure-"));
    const certificate = await makeCertificate(folder, "azurite");
    // The certificate vouches for itself.
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    azurite = await startAzurite(container, certificate);
    const { endpoint = "", azure_storage_account_key: key = "" } = azurite.storageOptions;
    account = azurite.storageOptions["azure_storage_account_name"] ?? "";
    const ownSignature = accountSignature(account, key);
    gateway = await startDirectoryGateway({
      certificate,
      target: endpoint,
      account,
      container,
      ownSignature,
    });
    catalog = new DirectoryNamespace({
      root,
      storageOptions: {
        azure_storage_account_name: account,
        azure_storage_token: tokenOf(3600),
        endpoint: gateway.endpoint,
        allow_invalid_certificates: "true",
      },
      credentialVendor: { enabled: "true", permission: "admin", azure_account_name: account },
    });
    await catalog.createNamespace({ id: ["n"] });
    for (const id of tables) {
      // oxlint-disable-next-line no-await-in-loop
      await catalog.createTable({ id, data: arrowStream([1, 2]) });
    }
  });

  afterAll(async () => {
    await catalog?.close();
    await gateway?.[Symbol.asyncDispose]();
    await azurite?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
    vi.unstubAllEnvs();
  });

  async function vended(id: string[], permission: StoragePermission): Promise<Record<string, string>> {
    const { storage_options: options } = await catalog.describeTable(
      { id },
      { storageAccess: { permission }, caller: permission },
    );
    return options ?? {};
  }

  /** The status of a request with a signature, to the gateway or another address. */
  async function send(
    signature: string | undefined,
    method: string,
    path: string,
    endpoint: string = gateway.endpoint,
  ): Promise<number> {
    const separator = path.includes("?") ? "&" : "?";
    const url = `${endpoint}/${container}${path}${separator}${signature}`;
    const put = method === "PUT" && { body: "x", headers: { "x-ms-blob-type": "BlockBlob" } };
    return (await fetch(url, { method, ...put })).status;
  }

  const blob = (name: string): string => `/${prefix}/${name}`;
  const list = (below: string): string => `?restype=container&comp=list&prefix=${encodeURIComponent(below)}`;

  test.each(["read", "write", "admin"] as const)("with %s end at the table's folder", async (permission) => {
    const options = await vended(["table"], permission);
    expect(Number(options["expires_at_millis"])).toBeGreaterThan(Date.now());
    const signature = options["azure_storage_sas_token"];
    const own = "table.lance/new";
    expect(await send(signature, "GET", list(`${prefix}/table.lance/`))).toBe(200);
    expect(await send(signature, "PUT", blob(own))).toBe(permission === "read" ? 403 : 201);
    expect(await send(signature, "DELETE", blob(own))).toBe(permission === "admin" ? 202 : 403);
    for (const other of ["", `${prefix}/`, `${prefix}/table2.lance/`, `${prefix}/__manifest/`]) {
      // oxlint-disable-next-line no-await-in-loop
      expect([other, await send(signature, "GET", list(other))]).toEqual([other, 403]);
    }
    for (const outside of ["new", "table2.lance/new", "table.lance2/x"]) {
      const requests = ["GET", "PUT", "DELETE"].map((method) => send(signature, method, blob(outside)));
      // oxlint-disable-next-line no-await-in-loop
      expect([outside, ...(await Promise.all(requests))]).toEqual([outside, 403, 403, 403]);
    }
  });

  test.each([[["table"]], [["n", "table"]]])("of %s are enough for LanceDB", async (id) => {
    const more = { allow_invalid_certificates: "true" };
    const { location = "" } = await catalog.describeTable({ id, vend_credentials: false });
    await using engine = await openTableEngine();
    const storageOptions = { ...(await vended(id, "read")), ...more };
    const table = await engine.open({ location, storageOptions });
    expect(await table.countRows()).toBe(2);
    expect(await errorOf(table.add([{ id: 3 }]))).toBeInstanceOf(Error);
    table.close();
    await using writer = await openTableEngine();
    const written = await writer.open({
      location,
      storageOptions: { ...(await vended(id, "write")), ...more },
    });
    await written.add([{ id: 3 }]);
    expect(await written.countRows()).toBe(3);
    written.close();
    await using stranger = await openTableEngine();
    const { location: other = "" } = await catalog.describeTable({ id: ["table2"], vend_credentials: false });
    expect(await errorOf(stranger.open({ location: other, storageOptions }))).toBeInstanceOf(Error);
  });

  test("are refused by an account without a hierarchical namespace, which Azurite is", async () => {
    const { azure_storage_sas_token: signature } = await vended(["table"], "admin");
    const endpoint = azurite.storageOptions["endpoint"];
    expect(await send(signature, "GET", list(`${prefix}/table.lance/`), endpoint)).toBe(403);
    expect(await send(signature, "PUT", blob("table.lance/new"), endpoint)).toBe(403);
  });

  test("are signed with a key that Azurite accepts, over the fields that it reads", async () => {
    const { azure_storage_sas_token: signature } = await vended(["table"], "admin");
    const endpoint = azurite.storageOptions["endpoint"];
    const query = new URLSearchParams(signature);
    // A signature for the container, which Azurite knows, with the same key and fields.
    query.delete("sdd");
    query.set("sr", "c");
    query.set("sig", signatureOf({ query, key: gateway.keyOf(query), account, container }));
    expect(await send(query.toString(), "PUT", blob("table.lance/new"), endpoint)).toBe(201);
    query.set("sp", "rl");
    expect(await send(query.toString(), "PUT", blob("table.lance/new"), endpoint)).toBe(403);
  });

  test("are not obtained with a token that has expired", async () => {
    await using expired = new DirectoryNamespace({
      root,
      storageOptions: {
        azure_storage_account_name: account,
        azure_storage_token: tokenOf(-60),
        endpoint: gateway.endpoint,
        allow_invalid_certificates: "true",
      },
    });
    const error = await errorOf(expired.describeTable({ id: ["table"] }));
    expect(error).toMatchObject({ code: 16 });
  });
});

/** A token of Microsoft Entra ID, as far as Azurite reads it. */
function tokenOf(seconds: number): string {
  const now = Math.floor(Date.now() / 1000);
  const ids = { oid: randomUUID(), tid: randomUUID() };
  const claims = { aud: "https://storage.azure.com", iss: `https://sts.windows.net/${ids.tid}/`, ...ids };
  const times = { iat: now - 7200, nbf: now - 7200, exp: now + seconds };
  const parts = [
    { alg: "none", typ: "JWT" },
    { ...claims, ...times },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return `${parts.join(".")}.x`;
}

/** A signature that allows everything. */
function accountSignature(account: string, key: string): string {
  const values = {
    expiresOn: new Date(Date.now() + 3_600_000),
    permissions: AccountSASPermissions.parse("rwdlac"),
    resourceTypes: AccountSASResourceTypes.parse("co").toString(),
    services: AccountSASServices.parse("b").toString(),
  };
  return generateAccountSASQueryParameters(values, new StorageSharedKeyCredential(account, key)).toString();
}
