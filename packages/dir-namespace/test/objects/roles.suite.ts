/** A catalog without keys of its own: AWS's libraries for files, and LanceDB's for rows, find those of a role and renew them. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { openTableEngine, withTables } from "@lancetree/tables";
import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { addUser, revokeSessions } from "../../../../scripts/minio/users.ts";
import { DirectoryNamespace } from "../../src/index.ts";
import { errorOf } from "../support/outcome.ts";
import { arrowStream } from "../support/rows.ts";
import { type RoleService, type RoleSession, startRoleService } from "./role-service.ts";

const roleArn = "arn:aws:iam::123456789012:role/tables";
const user = { id: "role-user", secret: "role-user-secret" };
const {
  aws_access_key_id: rootId = "",
  aws_secret_access_key: rootSecret = "",
  ...storageOptions
} = inject("storageOptions");
const { endpoint = "", region = "" } = storageOptions;
const rootKeys = { id: rootId, secret: rootSecret };

/** For how long sessions are said to be valid. The store accepts them for longer, until the test ends them. */
const saidMs = 10_000;

describe.runIf(inject("abilities").includes("sessions"))("a catalog with the keys of a role", () => {
  let folder: string;
  let service: RoleService;
  let sts: STSClient;
  /** When each session ends, as the service says. */
  let ends: number[];

  async function session(): Promise<RoleSession> {
    const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "role" });
    const { Credentials: credentials } = await sts.send(command);
    const {
      AccessKeyId: id = "",
      SecretAccessKey: secret = "",
      SessionToken: token = "",
    } = credentials ?? {};
    const end = Date.now() + saidMs;
    ends.push(end);
    return { id, secret, token, end: new Date(end) };
  }

  /** Ends all sessions, and waits until none is said to be valid. */
  async function endSessions(): Promise<void> {
    await revokeSessions(endpoint, rootKeys, user.id);
    await sleep(Math.max(...ends.splice(0)) - Date.now() + 1000);
  }

  beforeEach(async () => {
    ends = [];
    folder = await mkdtemp(join(tmpdir(), "lancetree-roles-"));
    await writeFile(join(folder, "profile"), "");
    await addUser(endpoint, rootKeys, user);
    const credentials = { accessKeyId: user.id, secretAccessKey: user.secret };
    sts = new STSClient({ endpoint, region, credentials });
    service = await startRoleService(session);
    // A developer's own profile must not be found first.
    for (const name of ["AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"])
      vi.stubEnv(name, join(folder, "profile"));
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await service[Symbol.asyncDispose]();
    sts.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  const environments = {
    "a machine": async () => ({ AWS_EC2_METADATA_SERVICE_ENDPOINT: service.url }),
    "a container": async () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${service.url}/container` }),
    "a web identity": async () => {
      const file = join(folder, "identity");
      await writeFile(file, "first-identity");
      return {
        AWS_WEB_IDENTITY_TOKEN_FILE: file,
        AWS_ROLE_ARN: roleArn,
        AWS_ENDPOINT_URL_STS: service.url,
      };
    },
  };

  test.each(Object.entries(environments))(
    "of %s works on after its sessions have ended",
    async (_, setUp) => {
      for (const [name, value] of Object.entries(await setUp())) vi.stubEnv(name, value);
      const root = `s3://lancetree/${randomUUID()}`;
      await using catalog = new DirectoryNamespace({ root, storageOptions });
      await using rows = withTables(catalog, { storageOptions });
      await using engine = await openTableEngine({ storageOptions });
      await rows.createTable({ id: ["t"], data: arrowStream([1]) });
      const { location = "" } = await catalog.describeTable({ id: ["t"] });
      const table = await engine.open({ location });
      expect(await table.countRows()).toBe(1);

      const { id, secret, token } = await session();
      const fixed = { aws_access_key_id: id, aws_secret_access_key: secret, aws_session_token: token };
      await using old = new DirectoryNamespace({ root, storageOptions: { ...storageOptions, ...fixed } });
      expect(await old.listTables({ id: [] })).toMatchObject({ tables: ["t"] });
      await endSessions();
      expect(await errorOf(old.createNamespace({ id: ["old"] }))).toBeDefined();

      await catalog.createNamespace({ id: ["after"] });
      await rows.insertIntoTable({ id: ["t"], data: arrowStream([2]) });
      await table.checkoutLatest();
      await table.add([{ id: 3 }]);
      expect(await rows.countTableRows({ id: ["t"] })).toEqual({ count: 3n });
      table.close();
    },
  );

  test("of a web identity reads the file again", async () => {
    const environment = await environments["a web identity"]();
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    await using catalog = new DirectoryNamespace({ root: `s3://lancetree/${randomUUID()}`, storageOptions });
    await catalog.createNamespace({ id: ["a"] });
    await writeFile(environment.AWS_WEB_IDENTITY_TOKEN_FILE, "second-identity");
    await endSessions();
    service.identities.length = 0;
    await catalog.createTable({ id: ["a", "t"], data: arrowStream([1]) });
    expect(new Set(service.identities)).toEqual(new Set(["second-identity"]));
  });
});
