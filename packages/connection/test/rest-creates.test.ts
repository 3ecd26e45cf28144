/** Creating tables over REST: the server decides, in one step, and nothing is left behind. */
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Table } from "@lancedb/lancedb";
import { isNamespaceError, type Namespace, UnsupportedError } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { serve } from "@lancetree/rest-server/node";
import { Field, FixedSizeList, Float32, Schema } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectNamespace } from "../src/index.ts";
import { type RestCatalog, serveDirectory } from "./support/rest-catalog.ts";

let folder: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-rest-creates-"));
  root = join(folder, "catalog");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const row = { id: 1, vector: [0.1, 0.2] };

async function tags(table: Table): Promise<number[]> {
  const rows: { tag: number }[] = await table.query().toArray();
  return rows.map(({ tag }) => tag);
}

/** The codes of the errors among some outcomes. */
function codes(outcomes: PromiseSettledResult<unknown>[]): unknown[] {
  return outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [isNamespaceError(outcome.reason) && outcome.reason.code] : [],
  );
}

/** Serves the Directory Catalog and keeps the names of the operations that it was asked for. */
async function recorded(): Promise<RestCatalog & { operations: (string | undefined)[] }> {
  const operations: (string | undefined)[] = [];
  const catalog = await serveDirectory(root, { log: ({ operation }) => operations.push(operation) });
  return { ...catalog, operations };
}

describe("a server that creates tables", () => {
  test("gets rows of any kind in one request", async () => {
    await using catalog = await recorded();
    await using db = await connectNamespace("rest", { uri: catalog.uri });
    const schema = new Schema([new Field("v", new FixedSizeList(2, new Field("item", new Float32())))]);
    await db.createTable("rows", [row]);
    await db.createEmptyTable("empty", schema);
    await db.createTable(
      "large",
      Array.from({ length: 200_000 }, (_, id) => ({ id, v: [id, id, id, id] })),
    );
    expect(catalog.operations.filter((name) => name !== "describeTable")).toEqual(
      Array(3).fill("createTable"),
    );
    expect(await (await db.openTable("empty")).countRows()).toBe(0);
    expect(await (await db.openTable("large")).countRows()).toBe(200_000);
  });

  test("rows that cannot be stored are not sent", async () => {
    await using catalog = await recorded();
    await using db = await connectNamespace("rest", { uri: catalog.uri });
    await expect(db.createTable("t", [{ id: 1 }, { id: "x" }])).rejects.toMatchObject({ code: 20 });
    await expect(db.createTable("t", [])).rejects.toMatchObject({ code: 13 });
    expect(catalog.operations).toEqual([]);
  });

  test("of many creates of one name one wins, and its rows are there; over REST and on the folder", async () => {
    await using catalog = await serveDirectory(root);
    await using first = await connectNamespace("rest", { uri: catalog.uri });
    await using second = await connectNamespace("rest", { uri: catalog.uri });
    await using local = await connectNamespace("dir", { root });
    for (let round = 0; round < 4; round += 1) {
      const name = `t${round}`;
      const creates = await Promise.allSettled(
        [first, second, local, first].map((db, tag) => db.createTable(name, [{ tag }])),
      );
      const winners = creates.flatMap(({ status }, tag) => (status === "fulfilled" ? [tag] : []));
      expect(winners).toHaveLength(1);
      expect(codes(creates)).toEqual(creates.slice(1).map(() => 5));
      for (const db of [second, local]) expect(await tags(await db.openTable(name))).toEqual(winners);
    }
  });

  test("exist_ok opens one table for all, overwrite replaces it with its properties", async () => {
    await using catalog = await serveDirectory(root);
    await using db = await connectNamespace("rest", { uri: catalog.uri });
    const opened = await Promise.all(
      [0, 1, 2].map((tag) => db.createTable("t", [{ tag }], { mode: "exist_ok" })),
    );
    const seen = await Promise.all(opened.map(tags));
    expect(new Set(seen.flat()).size).toBe(1);
    await db.declareTable("declared", [], { properties: { owner: "me" } });
    await db.createTable("declared", [{ tag: 4 }]);
    expect((await db.describeTable("declared")).properties).toEqual({ owner: "me" });
    expect(await tags(await db.createTable("declared", [{ tag: 5 }], { mode: "overwrite" }))).toEqual([5]);
    expect((await db.describeTable("declared")).properties).toEqual({});
  });

  test("a lost response is reported; the table is there, whole", async () => {
    await using catalog = await serveDirectory(root);
    let responses = 0;
    await using db = await connectNamespace("rest", {
      uri: catalog.uri,
      fetch: async (request) => {
        const response = await fetch(request);
        if (!request.url.includes("/create?") || responses++ > 0) return response;
        throw new TypeError("fetch failed");
      },
    });
    await expect(db.createTable("t", [row])).rejects.toMatchObject({
      code: 17,
      message: expect.stringContaining("Whether createTable took effect is not known"),
    });
    await expect(db.createTable("t", [row])).rejects.toMatchObject({ code: 5 });
    expect(await (await db.createTable("t", [row, row], { existOk: true })).countRows()).toBe(1);
  });

  test("a client that is killed in the middle leaves no name and no folder", async () => {
    let child: ReturnType<typeof spawn> | undefined;
    await using catalog = await serveDirectory(root, {
      authorize: async ({ operation }) => {
        if (operation === "createTable" && child?.exitCode === null) {
          const gone = new Promise((resolve) => child?.once("exit", resolve));
          child.kill("SIGKILL");
          await gone;
          child = undefined;
        }
        return true;
      },
    });
    const program = `
      import { connectNamespace } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
      const db = await connectNamespace("rest", { uri: ${JSON.stringify(catalog.uri)} });
      const vector = Array.from({ length: 256 }, (_, index) => index);
      await db.createTable("t", Array.from({ length: 50_000 }, (_, id) => ({ id, vector })));
    `;
    child = spawn(
      process.execPath,
      ["--import", "tsx", "--conditions", "@lancetree/source", "--input-type=module", "-e", program],
      { stdio: "inherit" },
    );
    await new Promise((resolve) => child?.once("exit", resolve));
    await using db = await connectNamespace("rest", { uri: catalog.uri });
    expect(await db.tableNames()).toEqual([]);
    expect(await (await db.createTable("t", [row])).countRows()).toBe(1);
    // The server notices a little later that the client has gone, and removes what it had begun.
    await expect.poll(() => readdir(root)).toEqual(["__manifest", "t.lance"]);
  });
});

describe("a server that leaves the rows to its clients", () => {
  /** Knows names and locations. */
  function namesOnly(where: string): MemoryNamespace {
    const namespace = new MemoryNamespace({ root: where });
    Object.defineProperty(namespace, "createTableWith", { value: undefined });
    namespace.createTable = () => Promise.reject(new UnsupportedError("This catalog has no rows."));
    return namespace;
  }

  async function connected(namespace: Namespace, fetchThere?: (request: Request) => Promise<Response>) {
    const server = await serve(namespace, { port: 0 });
    const db = await connectNamespace("rest", { uri: server.url, fetch: fetchThere });
    return {
      db,
      async [Symbol.asyncDispose]() {
        db.close();
        await server.close();
      },
    };
  }

  test("tables are declared and written here, with their modes", async () => {
    await using own = await connected(namesOnly(folder));
    const { db } = own;
    expect(await (await db.createTable("t", [row])).countRows()).toBe(1);
    await expect(db.createTable("t", [row])).rejects.toMatchObject({ code: 5 });
    expect(await (await db.createTable("t", [row, row], { existOk: true })).countRows()).toBe(1);
    expect(await (await db.createTable("t", [row, row], { mode: "overwrite" })).countRows()).toBe(2);
    await expect(db.createTable("t", [row], ["nowhere"])).rejects.toMatchObject({ code: 1 });
    await expect(db.createTable("a b", [row])).rejects.toMatchObject({ code: 13 });
  });

  test("of many creates of one name one wins, and its rows are there", async () => {
    await using own = await connected(namesOnly(folder));
    for (let round = 0; round < 10; round += 1) {
      const creates = await Promise.allSettled(
        [0, 1, 2].map((tag) => own.db.createTable(`t${round}`, [{ tag }])),
      );
      const winners = creates.flatMap(({ status }, tag) => (status === "fulfilled" ? [tag] : []));
      expect(winners).toHaveLength(1);
      expect(codes(creates)).toEqual(creates.slice(1).map(() => 5));
      expect(await tags(await own.db.openTable(`t${round}`))).toEqual(winners);
    }
  });

  test("a name is given back when its rows cannot be written", async () => {
    await using own = await connected(namesOnly("/proc/nowhere"));
    const { db } = own;
    await expect(db.createTable("t", [row])).rejects.toSatisfy(isNamespaceError);
    expect(await db.tableNames()).toEqual([]);
  });

  test("a server that takes rows and keeps nothing of them gets its tables written, too", async () => {
    await using own = await connected(new MemoryNamespace({ root: folder }));
    expect(await (await own.db.createTable("t", [row])).countRows()).toBe(1);
    await expect(own.db.createTable("t", [row])).rejects.toMatchObject({ code: 5 });
    expect(await (await own.db.openTable("t")).countRows()).toBe(1);
  });

  test.each([
    [404, "404 page not found"],
    [405, ""],
    [413, "<html>413 Request Entity Too Large</html>"],
    [501, ""],
  ])("a bare %i to the request with the rows means the same", async (status, body) => {
    const refuse = async (request: Request) =>
      request.url.includes("/create?") ? new Response(body, { status }) : fetch(request);
    await using own = await connected(new MemoryNamespace({ root: folder }), refuse);
    expect(await (await own.db.createTable("t", [row])).countRows()).toBe(1);
  });
});
