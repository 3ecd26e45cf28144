/** The storage options that a server vends: asked for, used, and renewed before they expire. */
import {
  type DescribeTableRequest,
  type DescribeTableResponse,
  PermissionDeniedError,
} from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { afterEach, expect, test, vi } from "vitest";
import { type ObjectStore, startObjectStore } from "../../tables/test/object-store.ts";
import { connectNamespace } from "../src/index.ts";
import { serveTables } from "./support/rest-catalog.ts";

const rows = [{ id: 1 }, { id: 2 }];

/** Vends a new key with every response, valid for as long as the test says. */
class Vending extends MemoryNamespace {
  readonly requests: DescribeTableRequest[] = [];
  lifetimeMs = 3_600_000;
  revoked = false;
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    super({ root: "s3://bucket/tables" });
    this.#store = store;
  }

  override async describeTable(request: DescribeTableRequest): Promise<DescribeTableResponse> {
    if (this.revoked) throw new PermissionDeniedError("No more.");
    const response = await super.describeTable(request);
    if (request.vend_credentials !== true) return response;
    this.requests.push(request);
    const expires_at_millis = String(Date.now() + this.lifetimeMs);
    const storage_options = { ...this.#store.options(`VENDED${this.requests.length}`), expires_at_millis };
    return { ...response, storage_options };
  }
}

/** The server's own key is the one of the tables that it writes. */
async function serveVending(store: ObjectStore, namespace: Vending) {
  return serveTables(namespace, {}, { storageOptions: store.options("SERVER") });
}

test("tables open with the options of the server, over those of the connection", async () => {
  await using store = await startObjectStore();
  const namespace = new Vending(store);
  await using catalog = await serveVending(store, namespace);
  const options = { storageOptions: store.options("CONNECTION") };
  await using db = await connectNamespace("rest", { uri: catalog.uri }, options);
  await db.createTable("t", rows);
  expect(store.takeKeys()).toEqual(["SERVER", "VENDED1"]);
  const table = await db.openTable("t");
  expect(await table.countRows("id > 1")).toBe(1);
  expect(store.takeKeys()).toEqual(["VENDED2"]);
  expect(namespace.requests).toHaveLength(2);
});

/** LanceDB asks each time when less than a minute is left; by this clock half of that is over. */
const passHalfOf = (lifetimeMs: number) =>
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + lifetimeMs / 2 + 1000 });

afterEach(() => {
  vi.useRealTimers();
});

test("options that hold are not asked for again, those that run out are, before they do", async () => {
  await using store = await startObjectStore();
  const namespace = new Vending(store);
  await using catalog = await serveVending(store, namespace);
  await using db = await connectNamespace("rest", { uri: catalog.uri });
  const lasting = await db.createTable("t", rows);
  await lasting.add(rows);
  await lasting.add(rows);
  expect(namespace.requests).toHaveLength(1);

  namespace.lifetimeMs = 50_000;
  const table = await db.openTable("t");
  namespace.lifetimeMs = 3_600_000;
  expect(namespace.requests).toHaveLength(2);
  store.takeKeys();
  passHalfOf(50_000);
  for (let round = 0; round < 3; round += 1) await table.add(rows);
  expect(namespace.requests).toHaveLength(3);
  expect(store.takeKeys()).toEqual(["VENDED3"]);
  expect(await table.countRows()).toBe(12);
});

test("a server that vends no more ends what a table does, once its options run out", async () => {
  await using store = await startObjectStore();
  const namespace = new Vending(store);
  await using catalog = await serveVending(store, namespace);
  await using db = await connectNamespace("rest", { uri: catalog.uri });
  await db.createTable("t", rows);
  namespace.lifetimeMs = 50_000;
  const table = await db.openTable("t");
  namespace.revoked = true;
  passHalfOf(50_000);
  store.takeKeys();
  await expect(table.add(rows)).rejects.toThrow("could not be renewed");
  expect(store.takeKeys()).toEqual([]);
  await expect(db.openTable("t")).rejects.toMatchObject({ code: 15, message: "No more." });
});

test("a function renews the options of the connection", async () => {
  await using store = await startObjectStore();
  const namespace = new MemoryNamespace({ root: "s3://bucket/tables" });
  let requests = 0;
  const storageOptionsProvider = async (): Promise<Record<string, string>> => ({
    ...store.options(`PROVIDED${requests++}`),
    expires_at_millis: String(Date.now() + 50_000),
  });
  await using db = await connectNamespace(namespace, { storageOptionsProvider });
  const table = await db.createTable("t", rows);
  passHalfOf(50_000);
  store.takeKeys();
  await table.add(rows);
  expect([requests, store.takeKeys()]).toEqual([2, ["PROVIDED1"]]);
});

test("a catalog asks the function of its connection, and only a function is one", async () => {
  const storageOptionsProvider = async (): Promise<Record<string, string>> => {
    throw new PermissionDeniedError("No keys today.");
  };
  const open = { root: "az://container/prefix", storageOptions: { account_name: "account" } };
  await using db = await connectNamespace("dir", open, { storageOptionsProvider });
  await expect(db.tableNames()).rejects.toMatchObject({ code: 15, message: "No keys today." });
  const wrong = { storageOptionsProvider: "no function" } as object;
  await expect(connectNamespace("dir", open, wrong)).rejects.toMatchObject({ code: 13 });
});
