import { join } from "node:path";
import { extensionTable } from "@lancetree/core";
import { operationRoles } from "@lancetree/server";
import { operationTable } from "@lancetree/spec";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everyOperation } from "./support/every-operation.ts";
import { testFolder } from "./support/folder.ts";
import { mustSucceed, rows, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

let held: TestKeys<"reader" | "writer" | "admin">;
let server: ServerProcess;

beforeAll(async () => {
  const folder = await testFolder();
  held = await writeKeys(folder, {
    reader: { role: "read" },
    writer: { role: "write" },
    admin: { role: "admin" },
  });
  server = await startServer(["--root", join(folder, "catalog"), "--api-key-file", held.file]);
  const { admin: key } = held.keys;
  await mustSucceed(send(server.url, "/v1/namespace/n/create", { key, body: {} }));
  await mustSucceed(send(server.url, "/v1/table/n%24t/create", { key, body: rows(1, 2) }));
});

afterAll(async () => {
  await server.end("SIGKILL");
});

/** What the protocol's document calls a change; the table of roles must not be read by itself. */
const readOperations = /^(list|describe|count|query|get|explain|analyze|find|whoAmI)|Exists$/;
/** What takes away more than a table, or reaches beneath one. */
const powerful = new Set([
  "dropNamespace",
  "registerTable",
  "deregisterTable",
  "createTableVersion",
  "batchCreateTableVersions",
  "batchDeleteTableVersions",
  "batchCommitTables",
  "createMaterializedView",
  "describeTransaction",
  "alterTransaction",
  "purgeDropped",
]);

describe("every operation has its role", () => {
  it("and only what looks is for readers", () => {
    const operations = [...Object.keys(operationTable), ...Object.keys(extensionTable)];
    expect(Object.keys(operationRoles).toSorted()).toEqual(operations.toSorted());
    for (const [operation, role] of Object.entries(operationRoles)) {
      const expected = powerful.has(operation) ? "admin" : readOperations.test(operation) ? "read" : "write";
      expect([operation, role]).toEqual([operation, expected]);
    }
  });

  it.each(everyOperation("n%24t"))("$operation", async ({ operation, path, sent }) => {
    const outcome = async (key: string): Promise<"denied" | "let through"> => {
      const { status, code } = await send(server.url, path, { ...sent, key });
      return status === 403 && code === 15 ? "denied" : "let through";
    };
    const isRead = readOperations.test(operation) && operation !== "describeTransaction";
    // Those who may not go first: afterwards the table may be gone.
    expect(await outcome(held.keys.reader)).toBe(isRead ? "let through" : "denied");
    // What a writer may change is changed elsewhere; here the table stays.
    const writers = powerful.has(operation) ? "denied" : "let through";
    const tried = isRead || powerful.has(operation) ? await outcome(held.keys.writer) : writers;
    expect(tried).toBe(writers);
  });
});

describe("no role is reached by another way", () => {
  it("a writer makes namespaces but overwrites none, however it is spelled", async () => {
    const { writer: key } = held.keys;
    const create = (mode: unknown) => send(server.url, "/v1/namespace/n/create", { key, body: { mode } });
    for (const mode of ["Overwrite", "overwrite", "OVERWRITE", '"Overwrite"', "over_write", "over-write"]) {
      expect([mode, (await create(mode)).status]).toEqual([mode, 403]);
    }
    expect((await create("exist_ok")).status).toBe(200);
    expect((await create("Create")).status).toBe(409);
    const fresh = await send(server.url, "/v1/namespace/n%24inner/create", { key, body: {} });
    expect(fresh.status).toBe(200);
    expect((await send(server.url, "/v1/table/n%24t/exists", { key })).status).toBe(200);
  });

  it("a method or a slash more makes no difference", async () => {
    const { reader: key } = held.keys;
    const paths = ["/v1/table/n%24t/drop/", "//v1//table/n%24t/drop", "/v1/table/n$t/drop"];
    for (const path of paths)
      expect([path, (await send(server.url, path, { key })).status]).toEqual([path, 403]);
    // A parameter that no operation has is refused before the caller's role is looked at.
    expect((await send(server.url, "/v1/table/n%24t/drop?x=1", { key })).status).toBe(400);
    for (const method of ["GET", "PUT", "DELETE", "PATCH"]) {
      const { status } = await send(server.url, "/v1/table/n%24t/drop", { key, method });
      expect([method, status]).toEqual([method, 405]);
    }
    const { status } = await send(server.url, "/v1/table/n%24t/describe", {
      key,
      headers: { "x-http-method-override": "DELETE", "x-original-url": "/v1/table/n%24t/drop" },
    });
    expect(status).toBe(200);
  });

  it("who a request says it is counts for nothing beside its key", async () => {
    const { reader, admin } = held.keys;
    const body = { identity: { api_key: admin } };
    expect((await send(server.url, "/v1/table/n%24t/drop", { key: reader, body })).status).toBe(403);
    const headers = { authorization: `Bearer ${admin}` };
    expect((await send(server.url, "/v1/table/n%24t/drop", { key: reader, headers })).status).toBe(403);
  });

  it("the operator chooses the storage, not a request", async () => {
    const options = encodeURIComponent(
      JSON.stringify({ endpoint: "http://127.0.0.1:1", allow_http: "true" }),
    );
    const path = `/v1/table/n%24elsewhere/create?storage_options=${options}`;
    expect((await send(server.url, path, { key: held.keys.writer, body: rows(1) })).status).toBe(403);
    const exists = await send(server.url, "/v1/table/n%24elsewhere/exists", { key: held.keys.reader });
    expect(exists.status).toBe(404);
  });

  it("the audit log has who tried what", async () => {
    const { reader: key } = held.keys;
    await send(server.url, "/v1/namespace/n/drop", {
      key,
      body: {},
      headers: { "x-request-id": "look-here" },
    });
    await server.saw(/look-here/);
    expect(server.audit().find(({ requestId }) => requestId === "look-here")).toMatchObject({
      who: "reader",
      operation: "dropNamespace",
      path: ["n"],
      outcome: "denied",
      status: 403,
    });
  });
});
