import { readFile, rename, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { MemoryNamespace } from "@lancetree/core/memory";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { describe, expect, it, vi } from "vitest";
import { type AuditEntry, isServerOptionError, type ServerOptions, startServer } from "../src/index.ts";
import { addKey, removeKey } from "../src/keys/index.ts";
import { testFolder } from "./support.ts";

const folder = await testFolder();

/** Starts a server on a free port, over a namespace of its own unless the options name a source. */
const start = (options: Partial<ServerOptions> = {}) =>
  startServer({ source: { namespace: new MemoryNamespace() }, port: 0, ...options });

const post = async (url: string, path: string, key?: string): Promise<number> => {
  const headers = { "content-type": "application/json", ...(key !== undefined && { "x-api-key": key }) };
  return (await fetch(url + path, { method: "POST", headers, body: "{}" })).status;
};

describe("a server of a program", () => {
  it("serves a namespace to keys within their roles, and writes an audit entry for each request", async () => {
    const apiKeyFile = join(folder, "keys.json");
    const { key: writer } = await addKey(apiKeyFile, { name: "ann", role: "write" });
    const { key: reader } = await addKey(apiKeyFile, { name: "bob", role: "read" });
    const entries: AuditEntry[] = [];
    const messages: string[] = [];
    const server = await start({
      apiKeyFile,
      audit: (entry) => void entries.push(entry),
      log: (message) => messages.push(message),
    });
    expect(messages).toEqual([`Serving a namespace of this program at ${server.url}`]);
    expect(await post(server.url, "/v1/namespace/prod/create", writer)).toBe(200);
    expect(await post(server.url, "/v1/namespace/prod/describe", reader)).toBe(200);
    expect(await post(server.url, "/v1/namespace/more/create", reader)).toBe(403);
    expect(await post(server.url, "/v1/namespace/prod/describe")).toBe(401);
    const metrics = await fetch(`${server.url}/metrics`, { headers: { "x-api-key": reader } });
    expect(await metrics.text()).toContain(
      'lancetree_request_duration_seconds_count{operation="createNamespace",status="200"} 1',
    );
    await removeKey(apiKeyFile, "bob");
    await server.reload();
    expect(messages.at(-1)).toBe("Reloaded the key file.");
    expect(await post(server.url, "/v1/namespace/prod/describe", reader)).toBe(401);
    await server.close();
    expect(entries.map(({ who, operation, outcome }) => [who, operation, outcome])).toEqual([
      ["ann", "createNamespace", "done"],
      ["bob", "describeNamespace", "done"],
      ["bob", "createNamespace", "denied"],
      [null, "describeNamespace", "denied"],
      [null, "describeNamespace", "denied"],
    ]);
  });

  it("serves a directory, and the databases of a configuration", async () => {
    const root = join(folder, "catalog");
    const config = join(folder, "databases.toml");
    await writeFile(config, `[federated_dbs.sales]\nns_impl = "dir"\nroot = "${root}"\n`);
    const directory = await start({ source: { root } });
    expect(await post(directory.url, "/v1/namespace/prod/create")).toBe(200);
    await directory.close();
    const federation = await start({ source: { config } });
    expect(await post(federation.url, "/v1/namespace/prod/exists")).toBe(200);
    await federation.close();
  });

  it("opens its audit file again after a rotation", async () => {
    const file = join(folder, "audit.jsonl");
    const server = await start({ audit: { file } });
    await post(server.url, "/v1/namespace/a/create");
    await rename(file, `${file}.1`);
    await server.reload();
    await post(server.url, "/v1/namespace/b/create");
    await server.close();
    const pathsIn = async (path: string): Promise<unknown[]> =>
      (await readFile(path, "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).path);
    expect([await pathsIn(`${file}.1`), await pathsIn(file)]).toEqual([[["a"]], [["b"]]]);
  });

  it("counts audit entries that its function does not store, and reports the first one", async () => {
    const messages: string[] = [];
    let calls = 0;
    const audit = async (): Promise<void> => {
      calls++;
      throw new Error("the disk is full");
    };
    const server = await start({ audit, log: (message) => messages.push(message) });
    await post(server.url, "/v1/namespace/a/create");
    await post(server.url, "/v1/namespace/b/create");
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    await server.close();
    expect(metrics).toContain("lancetree_audit_lines_lost_total 2");
    expect(calls).toBe(2);
    expect(messages.filter((message) => message.includes("the disk is full"))).toHaveLength(1);
  });

  it("is not ready while its namespace fails, and says why", async () => {
    const namespace = new MemoryNamespace();
    const messages: string[] = [];
    const server = await start({ source: { namespace }, log: (message) => messages.push(message) });
    const ready = async (): Promise<number> => (await fetch(`${server.url}/ready`)).status;
    expect(await ready()).toBe(200);
    namespace.listNamespaces = async () => {
      throw new Error("no storage at https://me:pass-word@far/");
    };
    await expect.poll(ready).toBe(503);
    expect(messages).toContain("Not ready: no storage at https://***@far/");
    await server.close();
  });

  it("reports a storage that cannot be closed, and ends", async () => {
    const closing = vi.spyOn(DirectoryNamespace.prototype, "close");
    closing.mockRejectedValueOnce(new Error("no storage at https://me:pass-word@far/"));
    const messages: string[] = [];
    const log = (message: string): void => void messages.push(message);
    const server = await start({ source: { root: join(folder, "failing") }, log });
    await server.close();
    expect(messages.at(-1)).toBe("The storage could not be closed: no storage at https://***@far/");
    await expect(fetch(`${server.url}/health`)).rejects.toThrow(/fetch failed/);
    closing.mockRestore();
  });

  it("starts with a database whose password is not percent-encoded, and does not show the password", async () => {
    const messages: string[] = [];
    const database = "postgres://ann:50%zz-off@127.0.0.1:1/none";
    const log = (message: string): void => void messages.push(message);
    const server = await start({ source: { postgres: database, root: join(folder, "tables") }, log });
    await server.close();
    expect(messages.join("\n")).not.toContain("50%zz-off");
  });

  it("closes once, and takes no request afterwards", async () => {
    const server = await start();
    await Promise.all([server.close(), server.close()]);
    await expect(fetch(`${server.url}/health`)).rejects.toThrow(/fetch failed/);
  });
});

describe("a start that fails", () => {
  it.each<[string, ServerOptions["source"] | undefined, Partial<ServerOptions>, object]>([
    [
      "a key file that does not exist",
      undefined,
      { apiKeyFile: join(folder, "none") },
      { option: "apiKeyFile" },
    ],
    ["a key file that is a folder", undefined, { apiKeyFile: folder }, { option: "apiKeyFile" }],
    [
      "a certificate that does not exist",
      undefined,
      { tls: { certFile: join(folder, "none"), keyFile: join(folder, "none") } },
      { option: "tls" },
    ],
    [
      "an audit file that cannot be made",
      undefined,
      { audit: { file: join(folder, "no", "a") } },
      { option: "audit" },
    ],
    ["a configuration that does not exist", { config: join(folder, "none.toml") }, {}, {}],
    ["a root that is a file", { root: import.meta.filename }, {}, {}],
  ])("%s", async (_, source, options, expected) => {
    const rejection: unknown = await start({ ...(source && { source }), ...options }).catch(
      (error: unknown) => error,
    );
    expect(rejection).toMatchObject({ code: 13, ...expected });
    expect(isServerOptionError(rejection)).toBe("option" in expected);
  });

  it("a port that is in use", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const rejection: unknown = await start({ port }).catch((error: unknown) => error);
    other.close();
    expect(rejection).toMatchObject({
      option: "port",
      message: `Cannot listen on 127.0.0.1 port ${port} (EADDRINUSE).`,
    });
  });
});
