import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, mustSucceed, rows, type Sent, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { run, type ServerProcess, startServer } from "./support/server-process.ts";
import { startUpstream, type Upstream } from "./support/upstream.ts";

const storageSecret = "s3cr3t-of-the-storage";
const expired = "expired-secret-9";

let folder: string;
let auditFile: string;
let held: TestKeys<"admin" | "writer" | "reader" | "scoped">;
let server: ServerProcess;
let upstream: Upstream;
const responses: HttpResponse[] = [];

async function as(
  key: "admin" | "writer" | "reader" | "scoped",
  database: string,
  path: string,
  sent: Sent = {},
): Promise<HttpResponse> {
  const headers = { "x-lancedb-database": database, ...sent.headers };
  const response = await send(server.url, path, { key: held.keys[key], ...sent, headers });
  responses.push(response);
  return response;
}

beforeAll(async () => {
  folder = await testFolder();
  upstream = await startUpstream();
  upstream.respond(400, {
    error: "Bearer upstream-bearer-token is old; ask at https://me:pass-word@far/",
    code: 13,
  });
  auditFile = join(folder, "audit.jsonl");
  const config = join(folder, "databases.toml");
  await writeFile(
    config,
    `
[federated_dbs.vending]
ns_impl = "dir"
root = "${join(folder, "vending")}"
vend_input_storage_options = true
"storage.secret_access_key" = "\${STORAGE_SECRET}"
[federated_dbs.gone]
ns_impl = "dir"
root = "${join(folder, "gone")}"
"storage.secret_access_key" = "${expired}"
"storage.expires_at_millis" = "1000"
[federated_dbs.failing]
ns_impl = "rest"
uri = "${upstream.url}"
"header.authorization" = "Bearer upstream-bearer-token"
`,
  );
  held = await writeKeys(folder, {
    admin: { role: "admin" },
    writer: { role: "write" },
    reader: { role: "read" },
    scoped: { role: "admin", paths: [["n"]] },
  });
  server = await startServer(["--config", config, "--api-key-file", held.file, "--audit-file", auditFile], {
    STORAGE_SECRET: storageSecret,
  });
  await mustSucceed(as("admin", "vending", "/v1/namespace/n/create", { body: {} }));
  await mustSucceed(as("admin", "vending", "/v1/table/n%24t/create", { body: rows(1) }));
});

afterAll(async () => {
  await server.end("SIGKILL");
  await upstream[Symbol.asyncDispose]();
});

describe("storage options", () => {
  it("are for keys that may do everything with tables, and for no others", async () => {
    const describeTable = (
      key: "admin" | "writer" | "reader" | "scoped",
      sent: Sent = {},
    ): Promise<HttpResponse> =>
      send(server.url, "/v1/table/n%24t/describe?delimiter=%24", {
        key: held.keys[key],
        headers: { "x-lancedb-database": "vending" },
        ...sent,
      });
    expect((await describeTable("admin")).text).toContain(storageSecret);
    expect((await describeTable("writer")).text).toContain(storageSecret);
    for (const key of ["reader", "scoped"] as const) {
      const { status, text } = await describeTable(key, { body: { vend_credentials: true } });
      expect([key, status]).toEqual([key, 200]);
      expect(text).not.toMatch(/s3cr3t|storage_options/);
    }
    const declared = await as("scoped", "vending", "/v1/table/n%24declared/declare?delimiter=%24", {
      body: { vend_credentials: true },
    });
    expect(declared.status).toBe(200);
    expect(declared.text).not.toMatch(/s3cr3t|storage_options/);
  });
});

describe("no log and no response holds a secret", () => {
  it("in requests that succeed and in requests that fail", async () => {
    const { admin } = held.keys;
    const body = { identity: { api_key: admin, auth_token: "caller-token" } };
    await as("admin", "gone", "/v1/table/n%24t/describe", { body });
    await as("admin", "failing", "/v1/table/n%24t/describe", { body });
    await as("admin", "vending", `/v1/namespace/${admin}/describe`, { body });
    await as("admin", "vending", `/v1/namespace/n/describe?x-api-key=${admin}`, { body });
    await as("admin", "vending", `/v1/${admin}`, { method: "GET" });
    await as("admin", "vending", "/v1/table/n%24t/count_rows", {
      body: { predicate: `password = '${storageSecret}'` },
    });
    await as("admin", "vending", "/v1/table/n%24t/describe", { headers: { "x-request-id": admin } });
    await as("admin", "vending", "/v1/table/n%24t/rename", {
      body: { new_table_name: admin, new_namespace_id: ["no"] },
    });
    await as("admin", "vending", "/v1/namespace/n/create", { body: `{"broken": "${admin}` });
    await send(server.url, "/v1/namespace/n/describe", { key: `${admin}x` });
    await send(server.url, "/v1/namespace/n/describe", { headers: { authorization: `Bearer ${admin}x` } });
    const figures = await send(server.url, "/metrics", { method: "GET", key: admin });
    const audit = await import("node:fs/promises").then(({ readFile }) => readFile(auditFile, "utf8"));
    expect(audit.split("\n").length).toBeGreaterThan(10);
    const secrets = [
      ...Object.values(held.keys),
      storageSecret,
      expired,
      "upstream-bearer-token",
      "pass-word",
      "caller-token",
    ];
    const outputs = { audit, written: server.written(), figures: figures.text };
    for (const [output, text] of Object.entries(outputs)) {
      for (const secret of secrets)
        expect([output, secret, text.includes(secret)]).toEqual([output, secret, false]);
      expect(text).not.toMatch(/sha256:/);
    }
    // The caller's own words may come back to the caller, but for keys; the storage's secrets never.
    for (const { text } of responses) {
      for (const secret of [admin, expired, "upstream-bearer-token", "pass-word"])
        expect(text).not.toContain(secret);
    }
  });

  it("the files are for their owner only", async () => {
    for (const file of [auditFile, held.file]) expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it("a key is shown once: when it is made", async () => {
    const file = join(folder, "made.json");
    const made = await run(["keys", "add", "bob", "--role", "write", "--api-key-file", file]);
    expect(made).toMatchObject({ code: 0 });
    expect(made.out.trim()).toMatch(/^lt_[0-9a-f]{12}_[\w-]{43}$/);
    const listed = await run(["keys", "list", "--json", "--api-key-file", file]);
    expect(JSON.parse(listed.out)).toMatchObject({ name: "bob", role: "write", paths: null });
    expect(listed.out + listed.err).not.toMatch(/sha256|lt_/);
  });
});
