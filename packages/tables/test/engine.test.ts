import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CreateTableOptions, type Data, Session, Table } from "@lancedb/lancedb";
import { isNamespaceError } from "@lancetree/core";
import { Field, FixedSizeList, Float64, Int32, Schema, Utf8 } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { acquireLoopbackBridge } from "../src/engine/loopback-bridge.ts";
import { openTableEngine, type TableEngine } from "../src/index.ts";
import { startObjectStore } from "./object-store.ts";

let folder: string;
let engine: TableEngine;

/** LanceDB requests new options when they expire in less than a minute; this clock is half a minute before that. */
const passHalfOf = (lifetimeMs: number) =>
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + lifetimeMs / 2 + 1000 });

afterEach(() => {
  vi.useRealTimers();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-engine-"));
  engine = await openTableEngine();
});

afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string) => ({ location: join(folder, name), name: "user" });

describe("create and open", () => {
  test("a table is exactly at its location and has the given name", async () => {
    const created = await engine.create(at("1f2e_prod$search$user"), [{ id: 1, vector: [0.1, 0.2] }]);
    expect(created).toBeInstanceOf(Table);
    expect(created.name).toBe("user");
    expect(await readdir(join(folder, "1f2e_prod$search$user"))).toContain("_versions");
    const opened = await engine.open(at("1f2e_prod$search$user"));
    expect(opened.name).toBe("user");
    expect(await opened.countRows()).toBe(1);
  });

  test("without a name the table has the name of its folder", async () => {
    const table = await engine.create({ location: join(folder, "items.lance") }, [{ id: 1 }]);
    expect(table.name).toBe("items");
  });

  test.each(["a b", "a+b", "50%", "a$b", "..", "é", "a/b"])("any name works: %s", async (name) => {
    await engine.create({ location: join(folder, "t"), name }, [{ id: 1 }]);
    expect((await engine.open({ location: join(folder, "t"), name })).name).toBe(name);
  });

  test("a file URL is a location", async () => {
    await engine.create({ location: `file://${folder}/sp%20ace` }, [{ id: 1 }]);
    expect(await readdir(folder)).toEqual(["sp ace"]);
  });

  test("create at an existing dataset is TableAlreadyExists and changes nothing", async () => {
    await engine.create(at("t"), [{ id: 1 }]);
    await expect(engine.create(at("t"), [{ id: 2 }, { id: 3 }])).rejects.toMatchObject({ code: 5 });
    expect(await (await engine.open(at("t"))).countRows()).toBe(1);
  });

  test("existOk opens an existing table and ignores the rows", async () => {
    await engine.create(at("t"), [{ id: 1 }]);
    const table = await engine.create(at("t"), [{ id: 2 }, { id: 3 }], { existOk: true });
    expect(await table.countRows()).toBe(1);
  });

  test("overwrite replaces rows and schema", async () => {
    await engine.create(at("t"), [{ id: 1 }]);
    const table = await engine.create(at("t"), [{ name: "a" }, { name: "b" }], { mode: "overwrite" });
    expect((await table.schema()).names).toEqual(["name"]);
    expect(await table.countRows()).toBe(2);
  });

  test("createEmpty takes a schema", async () => {
    const schema = new Schema([new Field("id", new Int32(), false), new Field("name", new Utf8())]);
    const table = await engine.createEmpty(at("t"), schema);
    expect((await table.schema()).fields[0]).toMatchObject({ name: "id", nullable: false });
    await expect(engine.createEmpty(at("t"), schema)).rejects.toMatchObject({ code: 5 });
  });

  test("schema and dataStorageVersion reach LanceDB", async () => {
    const schema = new Schema([new Field("id", new Float64())]);
    const table = await engine.create(at("t"), [{ id: 1 }], { schema });
    expect((await table.schema()).fields[0]!.type.toString()).toBe("Float64");
    await engine.create(at("old"), [{ id: 1 }], { dataStorageVersion: "legacy" });
    await expect(engine.create(at("odd"), [{ id: 1 }], { dataStorageVersion: "0.0.7" })).rejects.toSatisfy(
      isNamespaceError,
    );
  });

  test("version and branch at open change what is read", async () => {
    const table = await engine.create(at("t"), [{ id: 1 }]);
    await table.add([{ id: 2 }]);
    await (await (await table.branches()).create("dev")).add([{ id: 3 }]);
    expect(await (await engine.open(at("t"), { version: 1 })).countRows()).toBe(1);
    expect(await (await engine.open(at("t"), { branch: "dev" })).countRows()).toBe(3);
    expect(await (await engine.open(at("t"))).countRows()).toBe(2);
  });
});

describe("errors", () => {
  test.each([
    ["a missing dataset", {}, 4],
    ["a missing version", { version: 99 }, 11],
    ["a missing branch", { branch: "zz" }, 22],
  ])("%s", async (_, options, code) => {
    await engine.create(at("t"), [{ id: 1 }]);
    const target = code === 4 ? at("missing") : at("t");
    const error: unknown = await engine.open(target, options).catch((reason: unknown) => reason);
    expect(isNamespaceError(error) && error).toMatchObject({ code });
    const { message, cause } = error as Error;
    expect(message).not.toMatch(/\.rs|cargo|registry|Caused by|\n/);
    expect(cause).toBeInstanceOf(Error);
  });

  test("a half-deleted folder is TableNotFound", async () => {
    await mkdir(join(folder, "half", "data"), { recursive: true });
    await expect(engine.open(at("half"))).rejects.toMatchObject({ code: 4 });
  });

  test("a file at a table's location is reported as such, without build paths", async () => {
    await writeFile(join(folder, "f"), "x");
    const error = (await engine.create(at("f"), [{ id: 1 }]).catch((reason: unknown) => reason)) as Error;
    expect(isNamespaceError(error)).toBe(true);
    expect(error.message).toMatch(/Not a directory/);
    expect(error.message).not.toMatch(/\.rs|cargo|registry|Caused by/);
  });

  test("an unknown scheme is InvalidInput", async () => {
    await expect(engine.open({ location: "foo://bar/t" })).rejects.toMatchObject({ code: 13 });
  });

  const strict = new Schema([new Field("id", new Int32(), false)]);
  const vectors = new Schema([new Field("v", new FixedSizeList(2, new Field("item", new Float64(), true)))]);
  const strings = new Schema([new Field("name", new Utf8())]);

  test("rows that fit a schema are stored unchanged, including nulls", async () => {
    const nullable = [...vectors.fields, ...strings.fields].map((field) => field.clone({ nullable: true }));
    const schema = new Schema([...nullable, new Field("id", new Int32(), true)]);
    const rows = [
      { v: [1, 2], name: "a", id: 1 },
      { v: Float32Array.of(3, 4), name: null },
      { v: null, id: 3 },
    ];
    const table = await engine.create(at("t"), rows, { schema });
    expect((await table.query().toArray()).map((row) => [row.v && [...row.v], row.name, row.id])).toEqual([
      [[1, 2], "a", 1],
      [[3, 4], null, null],
      [null, null, 3],
    ]);
  });

  test.each([
    ["types that disagree", [{ id: 1 }, { id: "a" }], {}, 20],
    ["a column of nulls", [{ id: null }], {}, 20],
    ["no rows and no schema", [], {}, 13],
    ["null where the schema has none", [{ id: null }], { schema: strict }, 20],
    ["a field that the schema lacks", [{ id: 1, more: 2 }], { schema: strict }, 20],
    ["a missing value where the schema wants one", [{ id: 1 }, {}], { schema: strict }, 20],
    ["a text where the schema has a number", [{ id: "7" }], { schema: strict }, 20],
    ["a fraction where the schema has an integer", [{ id: 1.5 }], { schema: strict }, 20],
    ["a vector longer than the schema's", [{ v: [1, 2, 3] }], { schema: vectors }, 20],
    ["a vector shorter than the schema's", [{ v: [1, 2] }, { v: [1] }], { schema: vectors }, 20],
    ["a number for a column of strings", [{ name: 5 }], { schema: strings }, 20],
    ["vectors of two lengths", [{ vector: [1, 2] }, { vector: [1] }], {}, 20],
    ["a column with a dot", [{ "a.b": 1 }], {}, 20],
    ["rows that are numbers", [1, 2], {}, 13],
    ["rows that are arrays", [[1, 2]], {}, 13],
    ["a row that is null", [{ id: 1 }, null], {}, 13],
    ["a row without columns", [{}], {}, 13],
    ["one object instead of rows", { id: 1 }, {}, 13],
    ["a text instead of rows", "id", {}, 13],
    ["no data", undefined, {}, 13],
    ["an unknown mode", [{ id: 1 }], { mode: "replace" }, 13],
    ["a schema that is none", [{ id: 1 }], { schema: 5 }, 13],
  ])("%s creates nothing", async (_, rows, options, code) => {
    await expect(
      engine.create(at("t"), rows as Data, options as Partial<CreateTableOptions>),
    ).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual([]);
  });

  test("a closed engine rejects calls, and its open tables keep working", async () => {
    const table = await engine.create(at("t"), [{ id: 1 }]);
    await engine.close();
    await engine.close();
    await expect(engine.open(at("t"))).rejects.toThrow(/engine is closed/);
    await expect(engine.open(at("t"))).rejects.toSatisfy((error: unknown) => isNamespaceError(error, 13));
    await table.add([{ id: 2 }]);
    expect(await table.countRows()).toBe(2);
  });
});

describe("options", () => {
  test("readConsistencyInterval decides whether an open table sees other writers", async () => {
    await using watching = await openTableEngine({ readConsistencyInterval: 0 });
    const writer = await engine.create(at("t"), [{ id: 1 }]);
    const [still, live] = [await engine.open(at("t")), await watching.open(at("t"))];
    await writer.add([{ id: 2 }]);
    expect(await still.countRows()).toBe(1);
    expect(await live.countRows()).toBe(2);
  });

  test("a session's caches are used", async () => {
    const session = new Session();
    await using own = await openTableEngine({ session });
    await own.create(at("t"), [{ id: 1 }]);
    const before = session.sizeBytes();
    await (await own.open(at("t"))).countRows("id > 0");
    expect(session.sizeBytes()).toBeGreaterThan(before);
  });

  test("storage options: those of the call, then of the table, then of the engine, at create and at open", async () => {
    await using store = await startObjectStore();
    await using own = await openTableEngine({ storageOptions: store.options("ENGINE") });
    const target = { location: "s3://bucket/t.lance" };
    const table = { ...target, storageOptions: { aws_access_key_id: "TABLE" } };
    const call = { storageOptions: { awsAccessKeyId: "CALL" } };
    await own.create(target, [{ id: 1 }]);
    expect(store.takeKeys()).toEqual(["ENGINE"]);
    await own.open(target);
    expect(store.takeKeys()).toEqual(["ENGINE"]);
    await own.open(table);
    expect(store.takeKeys()).toEqual(["TABLE"]);
    await own.open({ ...target }, { storageOptions: { aws_access_key_id: "CALL" } });
    expect(store.takeKeys()).toEqual(["CALL"]);
    await own.open({ ...table }, call);
    expect(store.takeKeys()).toEqual(["CALL"]);
    await own.create(table, [{ id: 2 }], { mode: "overwrite" });
    expect(store.takeKeys()).toEqual(["TABLE"]);
  });

  test("storage options are requested again shortly before they expire, and not earlier", async () => {
    await using store = await startObjectStore();
    await using own = await openTableEngine({ storageOptions: { region: "us-east-1" } });
    let vended = 0;
    let lifetime = 600_000;
    const vend = () => ({
      ...store.options(`KEY${vended++}`),
      expires_at_millis: String(Date.now() + lifetime),
    });
    const target = { location: "s3://bucket/t.lance", refreshStorageOptions: async () => vend() };
    const lasting = await own.create({ ...target, storageOptions: vend() }, [{ id: 1 }]);
    await lasting.add([{ id: 2 }]);
    expect([vended, store.takeKeys()]).toEqual([1, ["KEY0"]]);

    lifetime = 50_000;
    for (const make of [
      () => own.open({ ...target, storageOptions: vend() }),
      () => own.create({ ...target, storageOptions: vend() }, [{ id: 3 }], { mode: "overwrite" as const }),
    ]) {
      const table = await make();
      const before = vended;
      passHalfOf(lifetime);
      store.takeKeys();
      await table.add([{ id: 4 }]);
      expect(vended).toBe(before + 1);
      expect(store.takeKeys()).toContain(`KEY${before}`);
      vi.useRealTimers();
    }
    expect(await (await own.open({ ...target, storageOptions: vend() })).countRows()).toBe(2);
  });

  test("the options of a call take precedence over expiring ones, also after these were renewed", async () => {
    await using store = await startObjectStore();
    const vend = () => ({ ...store.options("VENDED"), expires_at_millis: String(Date.now() + 3_600_000) });
    const target = { location: "s3://bucket/t.lance", storageOptions: vend() };
    await engine.create(target, [{ id: 1 }]);
    store.takeKeys();
    const renewable = { ...target, refreshStorageOptions: async () => vend() };
    const table = await engine.open(renewable, { storageOptions: { awsAccessKeyId: "CALL" } });
    passHalfOf(3_600_000);
    await table.add([{ id: 2 }]);
    expect(store.takeKeys()).toEqual(["CALL"]);
  });
});

describe("the bridge", () => {
  const post = (uri: string, path: string, headers: Record<string, string>) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const call = request(uri + path, { method: "POST", headers }, (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (body += chunk));
        response.on("end", () => resolve({ status: response.statusCode, body }));
      });
      call.on("error", reject);
      call.end("{}");
    });

  test("returns a location only for the secret, and only while it is registered", async () => {
    const bridge = await acquireLoopbackBridge();
    const parent = bridge.register(async () => ({ location: "/some/place" }));
    const path = `/v1/table/${parent}%24user/describe`;
    expect(new URL(bridge.uri).hostname).toBe("127.0.0.1");
    expect(await post(bridge.uri, path, bridge.headers)).toEqual({
      status: 200,
      body: '{"location":"/some/place"}',
    });
    for (const headers of [{}, { "x-lancetree-secret": "guess" }]) {
      const refused = await post(bridge.uri, path, headers);
      expect(refused.status).toBe(401);
      expect(refused.body).not.toContain("/some/place");
    }
    expect((await post(bridge.uri, `/v1/table/${parent}%24user/drop`, bridge.headers)).status).toBe(404);
    expect((await post(bridge.uri, `/v1/namespace/${parent}/list`, bridge.headers)).status).toBe(404);
    bridge.forget(parent);
    expect((await post(bridge.uri, path, bridge.headers)).status).toBe(404);
    bridge.release();
  });

  test("releases a table after the call; only expiring credentials stay, once per location", async () => {
    const bridge = await acquireLoopbackBridge();
    const own = await openTableEngine();
    await own.create(at("t"), [{ id: 1 }]);
    await own.open(at("missing")).catch(() => undefined);
    expect(bridge.registered).toBe(0);
    const storageOptions = { expires_at_millis: String(Date.now() + 600_000) };
    for (let opens = 0; opens < 3; opens += 1) await own.open({ ...at("t"), storageOptions });
    expect(bridge.registered).toBe(1);
    await own.close();
    expect(bridge.registered).toBe(0);
    bridge.release();
  });

  test("is shared by all engines, and closed with the last one", async () => {
    const [first, second] = [await acquireLoopbackBridge(), await acquireLoopbackBridge()];
    expect(second.uri).toBe(first.uri);
    first.release();
    first.release();
    expect((await post(second.uri, "/", second.headers)).status).toBe(404);
    second.release();
    await engine.close();
    await expect(post(second.uri, "/", second.headers)).rejects.toThrow(
      /ECONNREFUSED|ECONNRESET|socket hang up/,
    );
    engine = await openTableEngine();
    expect((await engine.create(at("t"), [{ id: 1 }])).name).toBe("user");
  });

  test("a proxy in the environment is not used, and the environment is unchanged", async () => {
    const urls: string[] = [];
    const proxy = createServer((call, response) => {
      urls.push(call.url ?? "");
      response.end("{}");
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const address = proxy.address();
    const before = { HTTP_PROXY: process.env["HTTP_PROXY"], NO_PROXY: process.env["NO_PROXY"] };
    process.env["HTTP_PROXY"] = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    process.env["NO_PROXY"] = "example.com";
    try {
      await using own = await openTableEngine();
      await own.create(at("t"), [{ id: 1 }]);
      expect(process.env["NO_PROXY"]).toBe("example.com");
      expect(urls).toEqual([]);
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      proxy.close();
      proxy.closeAllConnections();
    }
  });

  test("a program that does not close its tables ends", async () => {
    const program = `
      import { openTableEngine } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
      const engine = await openTableEngine();
      const table = await engine.create({ location: ${JSON.stringify(join(folder, "t"))} }, [{ id: 1 }]);
      process.stdout.write(String(await table.countRows()));
    `;
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "--conditions", "@lancetree/source", "--input-type=module", "-e", program],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
    expect([code, output]).toEqual([0, "1"]);
  });
});
