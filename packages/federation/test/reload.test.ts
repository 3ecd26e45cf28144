import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RestNamespace } from "@lancetree/rest-client";
import { describe, expect, it } from "vitest";
import type { FederationLogEntry } from "../src/index.ts";
import { encode } from "./support/arrow.ts";
import { replaceFile } from "./support/files.ts";
import { directory, serveToml } from "./support/serving.ts";

const backend = fileURLToPath(new URL("support/recording-backend.ts", import.meta.url));

/** A database that records its events in a file. */
function recording(folder: string, name: string, delay = 0): string {
  return `[federated_dbs.own]\nns_impl = "module:${backend}"\nrecord = "${folder}/record"\nname = "${name}"\ndelay = ${delay}\n`;
}

function until(isTrue: () => Promise<boolean>): Promise<void> {
  return expect.poll(isTrue, { interval: 5 }).toBe(true);
}

describe("a reload", () => {
  it("lets an upload finish in the database where it began, and sends later calls to the new one", async () => {
    const operations: string[] = [];
    const authorize = ({ operation }: { operation: string }) => operations.push(operation) > 0;
    const { server, federation, file, folder } = await serveToml(directory("one"), {}, { authorize });
    const client = new RestNamespace({ uri: server.url });
    await client.createTable({ id: ["t"], data: encode([{ id: 0 }]) });
    let goOn: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const bytes = encode([{ id: 1 }, { id: 2 }]);
    const slowly = async function* (): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 10);
      await waiting;
      yield bytes.subarray(10);
    };
    const uploading = client.insertIntoTable({ id: ["t"], data: slowly() });
    await until(async () => operations.includes("insertIntoTable"));
    // The operation starts right after it was authorized.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await replaceFile(file, '[federated_dbs.one]\nns_impl = "dir"\nroot = "elsewhere"\n');
    await federation.reload();
    expect((await client.listTables({ id: [] })).tables).toEqual([]);
    goOn();
    await uploading;
    expect((await client.listTables({ id: [] })).tables).toEqual([]);
    await replaceFile(file, `[federated_dbs.one]\nns_impl = "dir"\nroot = "${folder}/data-one"\n`);
    await federation.reload();
    expect(await client.countTableRows({ id: ["t"] })).toEqual({ count: 3n });
  });

  it("under load loses no request, closes every old database once, and never before its last call", async () => {
    const names = Array.from({ length: 6 }, (_, index) => `g${index}`);
    const { server, federation, file, folder } = await serveToml((at) => recording(at, "g0", 3), {
      allowModules: true,
    });
    const client = new RestNamespace({ uri: server.url, retry: false });
    const load = { isOver: false };
    const seen = new Set<string>();
    const callers = Array.from({ length: 10 }, async () => {
      let count = 0;
      while (!load.isOver) {
        // oxlint-disable-next-line no-await-in-loop
        const { tables } = await client.listTables({ id: [] });
        seen.add(tables.find((table) => table.startsWith("name=")) ?? "");
        count += 1;
      }
      return count;
    });
    for (const name of names.slice(1)) {
      // oxlint-disable-next-line no-await-in-loop
      await replaceFile(file, recording(folder, name, 3));
      // oxlint-disable-next-line no-await-in-loop
      await federation.reload();
      // oxlint-disable-next-line no-await-in-loop
      await until(async () => seen.has(`name=${name}`));
    }
    load.isOver = true;
    expect((await Promise.all(callers)).every((count) => count > 0)).toBe(true);
    await federation.close();
    const events = (await readFile(join(folder, "record"), "utf8")).trim().split("\n");
    expect(events.toSorted()).toEqual(
      [...names.map((name) => `open ${name}`), ...names.map((name) => `close ${name}`)].toSorted(),
    );
  });

  it("waits for rows that are still being read, and not for abandoned ones", async () => {
    const { federation, file, folder } = await serveToml((at) => recording(at, "old"), {
      allowModules: true,
    });
    const record = () => readFile(join(folder, "record"), "utf8");
    const own = federation.namespace("own");
    const query = { id: ["t"], k: 1, vector: {} };
    const read = (await own.queryTable(query)).data[Symbol.asyncIterator]();
    await read.next();
    const left = (await own.queryTable(query)).data[Symbol.asyncIterator]();
    const gone = new AbortController();
    await own.queryTable(query, { signal: gone.signal });
    await replaceFile(file, recording(folder, "new"));
    await federation.reload();
    await own.listTables({ id: [] });
    gone.abort();
    await left.return?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await record()).toBe("open old\nopen new\n");
    await read.next();
    expect((await read.next()).done).toBe(true);
    await until(async () => (await record()) === "open old\nopen new\nclose old\n");
  });

  it("of invalid files is rejected and logged, and nothing changes", async () => {
    const entries: FederationLogEntry[] = [];
    const { server, federation, file } = await serveToml(directory("one"), {
      log: (entry) => entries.push(entry),
    });
    const client = new RestNamespace({ uri: server.url });
    await client.createTable({ id: ["t"], data: encode([{ id: 0 }]) });
    await replaceFile(file, `${directory("one")}${directory("two")}nonsense = "s3cret"\n`);
    await expect(federation.reload()).rejects.toMatchObject({ code: 13 });
    expect(federation.databases).toEqual(["one"]);
    expect(await client.countTableRows({ id: ["t"] })).toEqual({ count: 1n });
    expect(entries).toMatchObject([
      {
        level: "error",
        message: "The files are invalid, so the databases stay as they were.",
        databases: ["one"],
        error: { code: 13, message: expect.stringContaining('unknown key "nonsense"') },
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain("s3cret");
    await replaceFile(file, directory("one") + directory("two"));
    await federation.reload();
    expect(federation.databases).toEqual(["one", "two"]);
    expect(entries[1]).toMatchObject({ level: "info", databases: ["one", "two"] });
    await expect(client.listTables({ id: [] })).rejects.toMatchObject({ code: 13 });
  });

  it("of two at the same time the later one wins, and a removed database is not found", async () => {
    const { federation, file } = await serveToml(directory("one"));
    const one = federation.namespace("one");
    await replaceFile(file, directory("two"));
    const first = federation.reload();
    await replaceFile(file, directory("three"));
    await Promise.all([first, federation.reload()]);
    expect(federation.databases).toEqual(["three"]);
    await expect(one.listTables({ id: [] })).rejects.toMatchObject({ code: 1 });
    expect(() => federation.namespace("one")).toThrow('There is no database "one" here.');
  });

  it("replaces credentials, which describeTable then returns", async () => {
    const vended = (key: string, end: number) =>
      directory(
        "one",
        `vend_input_storage_options = true\n"storage.access_key_id" = "${key}"\n"storage.expires_at_millis" = "${end}"`,
      );
    const soon = Date.now() + 60_000;
    const { federation, file } = await serveToml(vended("old", soon));
    const one = federation.namespace("one");
    await one.createTable({ id: ["t"], data: encode([{ id: 0 }]) });
    const vendedNow = async () => (await one.describeTable({ id: ["t"] })).storage_options;
    expect(await vendedNow()).toEqual({ access_key_id: "old", expires_at_millis: String(soon) });
    await replaceFile(file, vended("new", soon + 60_000));
    await federation.reload();
    expect(federation.secrets).toEqual(["old", "new"]);
    expect(await vendedNow()).toEqual({ access_key_id: "new", expires_at_millis: String(soon + 60_000) });
  });
});
