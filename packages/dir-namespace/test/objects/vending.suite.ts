/** Credentials for one table, on a server that enforces them. */
import { randomUUID } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { StoragePermission } from "@lancetree/core";
import { openTableEngine } from "@lancetree/tables";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { addUser, removeUser } from "../../../../scripts/minio/users.ts";
import { DirectoryNamespace } from "../../src/index.ts";
import { sessionPolicy } from "../../src/vending/session-policy.ts";
import { openVending } from "../../src/vending/vending.ts";
import { errorOf } from "../support/outcome.ts";
import { arrowStream } from "../support/rows.ts";

const bucket = "lancetree";
const roleArn = "arn:aws:iam::123456789012:role/tables";
const user = { id: "vending-user", secret: "vending-user-secret" };
const serverOptions: Record<string, string> = { ...inject("storageOptions") };
const endpoint = serverOptions["endpoint"] ?? "";
const prefix = randomUUID();
const root = `s3://${bucket}/${prefix}`;
const storageOptions = { ...serverOptions, aws_access_key_id: user.id, aws_secret_access_key: user.secret };
const rootKeys = {
  id: serverOptions["aws_access_key_id"] ?? "",
  secret: serverOptions["aws_secret_access_key"] ?? "",
};

describe.runIf(inject("abilities").includes("sessions"))("credentials for one table", () => {
  let owner: S3Client;
  const catalogs: DirectoryNamespace[] = [];

  /** A catalog that vends, and what it vends for a table. */
  async function vended(id: string[], permission: StoragePermission): Promise<Record<string, string>> {
    const catalog = new DirectoryNamespace({
      root,
      storageOptions,
      credentialVendor: { enabled: "true", permission: "admin", aws_role_arn: roleArn },
    });
    catalogs.push(catalog);
    const options = { storageAccess: { permission }, caller: permission };
    return (await catalog.describeTable({ id }, options)).storage_options ?? {};
  }

  beforeAll(async () => {
    await addUser(endpoint, rootKeys, user);
    owner = clientWith(rootKeys.id, rootKeys.secret);
    await using catalog = new DirectoryNamespace({ root, storageOptions });
    await catalog.createNamespace({ id: ["n"] });
    for (const id of [["table"], ["table2"], ["n", "table"]]) {
      // oxlint-disable-next-line no-await-in-loop
      await catalog.createTable({ id, data: arrowStream([1, 2]) });
    }
  });

  afterAll(async () => {
    owner.destroy();
    await Promise.all(catalogs.map((catalog) => catalog.close()));
  });

  test.each(["read", "write", "admin"] as const)("with %s end at the table's folder", async (permission) => {
    const options = await vended(["table"], permission);
    expect(Number(options["expires_at_millis"])).toBeGreaterThan(Date.now());
    expect(Object.values(options)).not.toContain(user.secret);
    const client = clientWith(
      options["aws_access_key_id"],
      options["aws_secret_access_key"],
      options["aws_session_token"],
    );
    const own = `${prefix}/table.lance/`;
    expect(await list(client, own)).toBe("allowed");
    expect(await list(client, `${own}_versions/`)).toBe("allowed");
    for (const other of [
      "",
      prefix,
      `${prefix}/`,
      `${prefix}/table`,
      `${prefix}/table2.lance/`,
      `${prefix}/__manifest/`,
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      expect([other, await list(client, other)]).toEqual([other, "denied"]);
    }
    const [key = ""] = await keysBelow(owner, own);
    const [manifestKey = ""] = await keysBelow(owner, `${prefix}/__manifest/`);
    const [otherKey = ""] = await keysBelow(owner, `${prefix}/table2.lance/`);
    expect(await get(client, key)).toBe("allowed");
    expect(await put(client, `${own}new`)).toBe(permission === "read" ? "denied" : "allowed");
    expect(await remove(client, `${own}new`)).toBe(permission === "admin" ? "allowed" : "denied");
    for (const outside of [
      manifestKey,
      otherKey,
      `${prefix}/new`,
      `${prefix}/table.lance`,
      `${prefix}/table.lance2/x`,
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      const results = [await get(client, outside), await put(client, outside), await remove(client, outside)];
      expect([outside, ...results]).toEqual([outside, "denied", "denied", "denied"]);
    }
    client.destroy();
  });

  test.each([[["table"]], [["n", "table"]]])("of %s are enough for LanceDB", async (id) => {
    const reading = await vended(id, "read");
    await using catalog = new DirectoryNamespace({ root, storageOptions });
    const { location = "" } = await catalog.describeTable({ id });
    await using engine = await openTableEngine();
    const table = await engine.open({ location, storageOptions: reading });
    expect(await table.countRows()).toBe(2);
    expect(await errorOf(table.add([{ id: 3 }]))).toBeInstanceOf(Error);
    table.close();
    await using writer = await openTableEngine();
    const written = await writer.open({ location, storageOptions: await vended(id, "write") });
    await written.add([{ id: 3 }]);
    expect(await written.countRows()).toBe(3);
    written.close();
  });

  // MinIO has no escapes: a pattern `a${*}b` also matches `a${x}b`. Therefore a catalog vends nothing for such names there.
  test.each(["a*b", "a?b", "a${aws:username}", "${*}", 'q"uote', "c\u0001trl", "表"])(
    "for a folder named %j never open another one",
    async (name) => {
      const folder = `${prefix}/${name}/`;
      const others = ["aXb", "ab", `a${user.id}`, "anything", `${name}2`, ""].filter(
        (other) => other !== name,
      );
      const policy = sessionPolicy({ partition: "aws", bucket, folder, permission: "admin" });
      const client = await clientOf(policy);
      for (const other of others) {
        const key = other === "" ? `${prefix}/x` : `${prefix}/${other}/x`;
        // oxlint-disable-next-line no-await-in-loop
        const results = [
          await put(client, key),
          await get(client, key),
          await list(client, key.slice(0, -1)),
        ];
        expect([key, ...results]).toEqual([key, "denied", "denied", "denied"]);
      }
      client.destroy();
    },
  );

  test("with a policy that denies everything open nothing", async () => {
    const unknown = JSON.parse('{"permission":"none"}');
    const client = await clientOf(
      sessionPolicy({ partition: "aws", bucket, folder: `${prefix}/table.lance/`, ...unknown }),
    );
    expect(await list(client, `${prefix}/table.lance/`)).toBe("denied");
    client.destroy();
  });

  test("are obtained with keys that a function returns, and with the next ones after these were removed", async () => {
    const old = { id: "old-user", secret: "old-user-secret" };
    const next = { id: "next-user", secret: "next-user-secret" };
    await addUser(endpoint, rootKeys, old);
    await addUser(endpoint, rootKeys, next);
    let current = old;
    let returned = "";
    const { aws_access_key_id: _, aws_secret_access_key: __, ...address } = serverOptions;
    await using catalog = new DirectoryNamespace({
      root,
      storageOptions: address,
      async storageOptionsProvider() {
        returned = current.id;
        const keys = { aws_access_key_id: current.id, aws_secret_access_key: current.secret };
        return { ...keys, expires_at_millis: String(Date.now() + 20_000) };
      },
      credentialVendor: { enabled: "true", permission: "read", aws_role_arn: roleArn },
    });
    const clients: S3Client[] = [];
    const session = async (): Promise<S3Client> => {
      const { storage_options: options } = await catalog.describeTable({ id: ["table"] });
      const client = clientWith(
        options?.["aws_access_key_id"],
        options?.["aws_secret_access_key"],
        options?.["aws_session_token"],
      );
      clients.push(client);
      return client;
    };
    const own = `${prefix}/table.lance/`;
    const first = await session();
    expect(await list(first, own)).toBe("allowed");
    current = next;
    const signer = async (): Promise<string> => {
      await session();
      return returned;
    };
    await expect.poll(signer, { interval: 1000 }).toBe(next.id);
    await removeUser(endpoint, rootKeys, old.id);
    expect(await list(first, own)).not.toBe("allowed");
    await expect.poll(async () => list(await session(), own), { interval: 1000 }).toBe("allowed");
    for (const client of clients) client.destroy();
  });

  test("that the store refuses reject without a secret", async () => {
    const secret = "wrong-secret-of-the-catalog";
    const vending = openVending({
      root,
      storageOptions: { ...storageOptions, aws_secret_access_key: secret },
      credentialVendor: { enabled: "true", aws_role_arn: roleArn },
    });
    const error = await errorOf(Promise.resolve(vending?.vend({ folder: "table.lance", location: root })));
    vending?.close();
    expect(error).toMatchObject({ message: expect.stringContaining("request credentials") });
    expect(String(error)).not.toContain(secret);
  });
});

function clientWith(accessKeyId = "", secretAccessKey = "", sessionToken?: string): S3Client {
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  return new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials, maxAttempts: 3 });
}

/** A client with a session that has a policy. */
async function clientOf(policy: string): Promise<S3Client> {
  const credentials = { accessKeyId: user.id, secretAccessKey: user.secret };
  const sts = new STSClient({ endpoint, region: "us-east-1", credentials });
  const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "test", Policy: policy });
  const { Credentials: session } = await sts.send(command);
  sts.destroy();
  return clientWith(session?.AccessKeyId, session?.SecretAccessKey, session?.SessionToken);
}

async function allowed(call: Promise<unknown>): Promise<unknown> {
  const error = await errorOf(call);
  if (error === undefined) return "allowed";
  return error instanceof Error && error.name === "AccessDenied" ? "denied" : error;
}

function list(client: S3Client, Prefix: string): Promise<unknown> {
  return allowed(client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix })));
}

function get(client: S3Client, Key: string): Promise<unknown> {
  return allowed(client.send(new GetObjectCommand({ Bucket: bucket, Key })));
}

function put(client: S3Client, Key: string): Promise<unknown> {
  return allowed(client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "x" })));
}

function remove(client: S3Client, Key: string): Promise<unknown> {
  return allowed(client.send(new DeleteObjectCommand({ Bucket: bucket, Key })));
}

async function keysBelow(client: S3Client, Prefix: string): Promise<string[]> {
  const { Contents: contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
  return contents.map(({ Key: key = "" }) => key);
}
