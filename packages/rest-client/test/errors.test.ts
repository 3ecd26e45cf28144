import { errorCodes, isNamespaceError } from "@lancetree/core";
import { describe, expect, it } from "vitest";
import { RestNamespace } from "../src/index.ts";
import { failureOf, type Reply, startServer } from "./support/server.ts";

type Call = (namespace: RestNamespace) => Promise<unknown>;

const describeTable: Call = (namespace) => namespace.describeTable({ id: ["t"] });

async function errorOf(reply: Reply, call: Call = describeTable): Promise<unknown> {
  const server = await startServer(reply);
  const error = await failureOf(call(new RestNamespace({ uri: server.url, retry: false })));
  expect(isNamespaceError(error)).toBe(true);
  return error;
}

describe("an error of the protocol", () => {
  it.each(errorCodes)("with code $code is a $name, for every status", async ({ code, name, status }) => {
    for (const sent of [status, 400, 500]) {
      const body = { error: "why", code, detail: "more", instance: "i1" };
      const error = await errorOf({ status: sent, body });
      expect(error).toMatchObject({ code, name, detail: "more", instance: "i1" });
      expect(String(error)).toContain("why");
    }
  });

  it.each([
    ["digits", { code: "4", error: "gone" }],
    ["a name", { code: "TableNotFound", error: "gone" }],
    ["a name in capitals", { code: "TABLE_NOT_FOUND", error: "gone" }],
    ["a nested error", { error: { code: 4, message: "gone" } }],
    ["a nested error with a code beside it", { code: 4, error: { message: "gone" } }],
  ])("whose code is %s is understood", async (_, body) => {
    expect(await errorOf({ status: 400, body })).toMatchObject({ code: 4, message: "gone" });
  });

  it.each([99, -1, 1.5, "TeapotError"])("with the unknown code %j is Internal and says so", async (code) => {
    const error = await errorOf({ status: 404, body: { code, error: "odd" } });
    expect(error).toMatchObject({ code: 18, message: `odd (code ${JSON.stringify(code)}, HTTP status 404)` });
  });

  it("has no place in the server's sources in its message", async () => {
    const error = "Not supported: rename, /build/of/another/lance/src/namespace.rs:292:13";
    expect(await errorOf({ status: 500, body: { code: 18, error } })).toMatchObject({
      message: "Not supported: rename",
    });
  });

  it("takes the request id of the response if it has no instance", async () => {
    const reply = { status: 500, headers: { "x-request-id": "r1" }, body: { code: 18 } };
    expect(await errorOf(reply)).toMatchObject({ code: 18, instance: "r1" });
  });
});

describe("anything else that is not a success", () => {
  it.each([
    [400, 13],
    [401, 16],
    [403, 15],
    [405, 0],
    [406, 0],
    [413, 13],
    [415, 13],
    [422, 13],
    [429, 21],
    [418, 18],
    [500, 18],
    [501, 0],
    [502, 17],
    [503, 17],
    [504, 17],
    [599, 18],
    [304, 18],
  ])("with status %i and no body has code %i", async (status, code) => {
    expect(await errorOf({ status })).toMatchObject({ code, message: expect.stringContaining(`${status}`) });
  });

  it.each<[string, number, string, Call]>([
    ["404 describeNamespace", 404, "1", (n) => n.describeNamespace({ id: ["a"] })],
    ["404 namespaceExists", 404, "1", (n) => n.namespaceExists({ id: ["a"] })],
    ["404 listTables", 404, "1", (n) => n.listTables({ id: ["a"] })],
    ["404 declareTable", 404, "1", (n) => n.declareTable({ id: ["a", "t"] })],
    ["404 tableExists", 404, "4", (n) => n.tableExists({ id: ["t"] })],
    ["410 countTableRows", 410, "4", (n) => n.countTableRows({ id: ["t"] })],
    ["404 describeTransaction", 404, "10", (n) => n.describeTransaction({ id: ["x"] })],
    ["404 listAllTables", 404, "18", (n) => n.listAllTables({})],
    ["409 createNamespace", 409, "2", (n) => n.createNamespace({ id: ["a"] })],
    ["409 dropNamespace", 409, "3", (n) => n.dropNamespace({ id: ["a"] })],
    ["409 declareTable", 409, "5", (n) => n.declareTable({ id: ["t"] })],
    ["409 updateTable", 409, "14", (n) => n.updateTable({ id: ["t"], updates: [] })],
  ])("without a body is judged by operation and status: %s", async (_, status, code, call) => {
    expect(await errorOf({ status }, call)).toMatchObject({ code: Number(code) });
  });

  it.each([
    ["a page of HTML", "<!DOCTYPE html><h1>nginx</h1>", "describeTable failed with HTTP status 403"],
    ["text", "forbidden for you\n  at secret.js:1", "forbidden for you"],
    ["a problem of RFC 7807", { type: "about:blank", title: "No", status: 403, detail: "d" }, "No"],
    ["a detail alone", { detail: "Not allowed" }, "Not allowed"],
    ["an array", [1], "describeTable failed with HTTP status 403"],
    ["null", "null", "describeTable failed with HTTP status 403"],
    ["a long text", "x".repeat(5000), `${"x".repeat(300)}…`],
  ])("may be %s", async (_, body, message) => {
    expect(await errorOf({ status: 403, body })).toMatchObject({ code: 15, message });
  });
});

describe("a success that is none", () => {
  it.each([
    ["listTables", "", (n: RestNamespace) => n.listTables({ id: [] })],
    ["listTables", "{}", (n: RestNamespace) => n.listTables({ id: [] })],
    ["listTables", '{"tables":null}', (n: RestNamespace) => n.listTables({ id: [] })],
    ["listTables", '{"tables":{}}', (n: RestNamespace) => n.listTables({ id: [] })],
    ["listTableTags", "{}", (n: RestNamespace) => n.listTableTags({ id: ["t"] })],
    ["listTableTags", '{"tags":[]}', (n: RestNamespace) => n.listTableTags({ id: ["t"] })],
    ["listTableBranches", '{"branches":null}', (n: RestNamespace) => n.listTableBranches({ id: ["t"] })],
    ["describeTable", "<html>", describeTable],
    ["describeTable", "[]", describeTable],
    ["countTableRows", '{"count":1}', (n: RestNamespace) => n.countTableRows({ id: ["t"] })],
    ["countTableRows", "-1", (n: RestNamespace) => n.countTableRows({ id: ["t"] })],
  ])("is Internal: %s with the response %j", async (_, body, call) => {
    expect(await errorOf({ body }, call)).toMatchObject({ code: 18 });
  });
});
