import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, readFile, rename, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { connect, connectNamespace } from "@lancedb/lancedb";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { withTables } from "@lancetree/tables";
import { beforeAll, describe, expect, it } from "vitest";
import { makeCertificate } from "../../../../scripts/certificate.ts";
import { testFolder } from "./support/folder.ts";
import { rows, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { run, startServer } from "./support/server-process.ts";

let folder: string;
let held: TestKeys<"ann" | "reader">;

beforeAll(async () => {
  folder = await testFolder();
  held = await writeKeys(folder, { ann: { role: "admin" }, reader: { role: "read" } });
});

const exists = "/v1/namespace/%24/exists";

describe("LanceDB's own clients", () => {
  it("work with a key, both of them", async () => {
    await using server = await startServer(["--root", join(folder, "native"), "--api-key-file", held.file]);
    const data = [
      { id: 1, vector: [0.1, 0.2] },
      { id: 2, vector: [0.9, 0.8] },
    ];
    const remote = (apiKey: string, path = "") =>
      connect(`db://catalog${path}`, {
        apiKey,
        region: "us-east-1",
        hostOverride: server.url,
        clientConfig: { retryConfig: { retries: 1 } },
      });
    const db = await remote(held.keys.ann);
    await db.createNamespace(["prod"], { mode: "create" });
    const table = await db.createTable("user", data, ["prod"]);
    await table.add([{ id: 3, vector: [0.5, 0.5] }]);
    expect(await table.countRows()).toBe(3);
    const nearest = await table.vectorSearch([0.9, 0.8]).limit(1).toArray();
    expect(nearest.map(({ id }) => Number(id))).toEqual([2]);
    // The prefix is kept to, with one database as with several.
    expect(await (await remote(held.keys.ann, "/prod")).tableNames()).toEqual(["user"]);
    const reader = await remote(held.keys.reader);
    expect(await (await reader.openTable("user", ["prod"])).countRows()).toBe(3);
    await expect(reader.dropTable("user", ["prod"])).rejects.toThrow(/403/);
    await expect((await remote("wrong")).tableNames()).rejects.toThrow(/401/);

    const native = await connectNamespace("rest", {
      uri: server.url,
      headers: { "x-api-key": held.keys.ann },
    });
    expect(await (await native.openTable("user", ["prod"])).countRows()).toBe(3);
    await native.dropTable("user", ["prod"]);
    expect(await db.tableNames(["prod"])).toEqual([]);
  });
});

describe("coming to an end", () => {
  it.each([
    ["SIGTERM in the middle of a create leaves it complete", []],
    ["so does a repeated SIGTERM", ["SIGTERM", "SIGTERM"]],
    ["so does SIGHUP after it", ["SIGHUP"]],
  ] as const)("%s", async (name, further) => {
    const root = join(folder, name);
    const server = await startServer(["--root", root, "--api-key-file", held.file]);
    const bytes = rows(...Array.from({ length: 20_000 }, (_, index) => index));
    const { port } = new URL(server.url);
    let finish = (): void => undefined;
    const status = new Promise<number>((resolve, reject) => {
      const outgoing = request(
        {
          port,
          host: "127.0.0.1",
          method: "POST",
          path: "/v1/table/big/create",
          headers: { "x-api-key": held.keys.ann, expect: "100-continue" },
        },
        (incoming) => {
          incoming.resume();
          resolve(incoming.statusCode ?? 0);
        },
      );
      outgoing.on("error", reject);
      // The server has the request.
      outgoing.once("continue", () => {
        outgoing.write(bytes.subarray(0, bytes.byteLength / 2));
        server.send("SIGTERM");
      });
      finish = () => outgoing.end(bytes.subarray(bytes.byteLength / 2));
      outgoing.flushHeaders();
    });
    await server.saw(/Finishing the requests under way/);
    for (const signal of further) server.send(signal);
    // It still reports that it is shutting down, and refuses new requests.
    expect((await send(server.url, "/ready", { method: "GET" })).status).toBe(503);
    expect((await send(server.url, "/health", { method: "GET" })).status).toBe(200);
    const refused = await send(server.url, exists, { key: held.keys.ann });
    expect([refused.status, refused.code, refused.headers["retry-after"]]).toEqual([503, 17, "1"]);
    finish();
    expect(await status).toBe(200);
    expect(await server.ended()).toBe(0);
    await using catalog = new DirectoryNamespace({ root });
    await using namespace = withTables(catalog);
    expect(await namespace.countTableRows({ id: ["big"] })).toEqual({ count: 20_000n });
  });

  it("Ctrl-C after it ends the server at once", async () => {
    const server = await startServer(["--root", join(folder, "twice"), "--api-key-file", held.file]);
    const { port } = new URL(server.url);
    const headers = { "x-api-key": held.keys.ann, expect: "100-continue" };
    const hanging = request({ port, host: "127.0.0.1", method: "POST", path: "/v1/table/t/create", headers });
    hanging.on("error", () => undefined).flushHeaders();
    await once(hanging, "continue");
    // Too short to be distinguished from the beginning of an Arrow stream.
    hanging.write("never");
    server.send("SIGTERM");
    await server.saw(/Finishing/);
    expect(await server.end("SIGINT")).toBe(130);
  });

  it("is clean when nothing is under way", async () => {
    const server = await startServer(["--root", join(folder, "idle")]);
    expect(await server.end("SIGINT")).toBe(0);
  });
});

describe("TLS", () => {
  it("is spoken with a key and a certificate, which are read again", async () => {
    const [first, second] = await Promise.all([
      makeCertificate(folder, "first"),
      makeCertificate(folder, "second"),
    ]);
    const words = ["--tls-cert", first.cert, "--tls-key", first.key, "--api-key-file", held.file];
    await using server = await startServer(["--root", join(folder, "tls"), ...words]);
    expect(server.url).toMatch(/^https:/);
    const status = async (ca: string): Promise<number> =>
      (await send(server.url, exists, { key: held.keys.ann, tls: { ca } })).status;
    expect(await status(first.ca)).toBe(200);
    await expect(status(second.ca)).rejects.toThrow(/self-signed|certificate/);
    await expect(send(server.url.replace("https", "http"), exists)).rejects.toThrow(/hang up|ECONNRESET/);
    await Promise.all([copyFile(second.cert, first.cert), copyFile(second.key, first.key)]);
    server.send("SIGHUP");
    await server.saw(/Reloaded the certificate/);
    expect(await status(second.ca)).toBe(200);
    expect(await server.end()).toBe(0);
  });
});

describe("what an operator sees", () => {
  it("/ready says when the root cannot be read", async () => {
    const root = join(folder, "vanishing");
    await using server = await startServer(["--root", root]);
    expect((await send(server.url, "/ready", { method: "GET" })).status).toBe(200);
    await writeFile(root, "a file where the folder was");
    await expect.poll(async () => (await send(server.url, "/ready", { method: "GET" })).status).toBe(503);
  });

  it("a root that is a file is refused at the start", async () => {
    const root = join(folder, "file");
    await writeFile(root, "");
    const { code, err } = await run(["serve", "--root", root, "--port", "0"]);
    expect(code).not.toBe(0);
    expect(err).toMatch(/is a file; a catalog needs a folder/);
  });

  it("figures for Prometheus count what was done", async () => {
    await using server = await startServer(["--root", join(folder, "figures")]);
    await send(server.url, "/v1/namespace/n/create", { body: {} });
    await send(server.url, "/v1/namespace/n/create", { body: {} });
    const { text, headers } = await send(server.url, "/metrics", { method: "GET" });
    expect(headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toContain(
      'lancetree_request_duration_seconds_count{operation="createNamespace",status="200"} 1',
    );
    expect(text).toContain(
      'lancetree_request_duration_seconds_count{operation="createNamespace",status="409"} 1',
    );
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
  });

  it("an audit file is created again after it was moved away", async () => {
    const audit = join(folder, "audit.jsonl");
    await using server = await startServer(["--root", join(folder, "audited"), "--audit-file", audit]);
    const headers = { "x-request-id": "first" };
    await send(server.url, "/v1/namespace/n/create", { body: {}, headers });
    await rename(audit, `${audit}.1`);
    server.send("SIGHUP");
    await expect.poll(() => existsSync(audit)).toBe(true);
    await send(server.url, "/v1/namespace/n/drop", { body: {}, headers: { "x-request-id": "second" } });
    const [line = ""] = (await readFile(`${audit}.1`, "utf8")).split("\n");
    expect(JSON.parse(line)).toEqual({
      time: expect.stringMatching(/^\d{4}-/),
      requestId: "first",
      who: null,
      address: "127.0.0.1",
      operation: "createNamespace",
      database: null,
      path: ["n"],
      outcome: "done",
      status: 200,
      code: null,
      durationMs: expect.any(Number),
    });
    expect(await readFile(audit, "utf8")).toMatch(/"second".*"dropNamespace"/);
  });

  it("a configuration that changed is reloaded, one that is not valid is not", async () => {
    const config = join(folder, "databases.toml");
    const database = (name: string): string => `[federated_dbs.${name}]\nns_impl = "dir"\nroot = "${name}"\n`;
    await writeFile(config, database("one"));
    await using server = await startServer(["--config", config]);
    const status = async (name: string): Promise<number> =>
      (await send(server.url, exists, { headers: { "x-lancedb-database": name } })).status;
    expect([await status("one"), await status("two")]).toEqual([200, 404]);
    await writeFile(config, database("one") + database("two"));
    server.send("SIGHUP");
    await server.saw(/Reloaded the configuration/);
    expect([await status("one"), await status("two")]).toEqual([200, 200]);
    await writeFile(config, "nonsense");
    server.send("SIGHUP");
    await server.saw(/The configuration was not reloaded: .*databases\.toml/);
    expect([await status("one"), await status("two")]).toEqual([200, 200]);
  });

  it("a folder of the options is served without the database of the environment", async () => {
    const environment = { LANCETREE_ROOT: "elsewhere", LANCETREE_POSTGRES: "postgres://127.0.0.1:1/none" };
    await using server = await startServer(["--root", join(folder, "alone")], environment);
    expect((await send(server.url, exists)).status).toBe(200);
  });

  it("says what is wrong with the command line", async () => {
    const wrong: [string[], RegExp][] = [
      [["serve", "--port", "70000", "--root", folder], /--port takes an integer/],
      [["serve", "--root", folder, "--config", "x"], /--root and --config cannot be combined/],
      [["serve", "--postgres", "pglite:", "--config", "x"], /--postgres and --config cannot be combined/],
      [["serve", "--postgres", "pglite:"], /A catalog in PostgreSQL needs a root/],
      [["serve", "--root", ""], /Nothing to serve/],
      [["serve", "--root", folder, "--tls-cert", "x"], /--tls-cert and --tls-key must be used together/],
      [["serve", "--root", folder, "--api-key-file", join(folder, "none")], /cannot be read \(ENOENT\)/],
      [["keys", "remove", "carl", "--api-key-file", held.file], /"carl" has no key/],
    ];
    for (const [words, message] of wrong) {
      const { code, err } = await run(words);
      expect([words, code]).toEqual([words, 2]);
      expect(err).toMatch(message);
    }
  });
});
