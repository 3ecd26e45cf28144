import { InvalidInputError, type Namespace } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { describe, expect, test } from "vitest";
import { type ChosenNamespace, createNamespaceHandler, type HandlerOptions } from "../src/index.ts";
import type { LogEntry } from "../src/telemetry/log-entry.ts";
import { stubNamespace } from "./support.ts";

const entries: LogEntry[] = [];
const decisions: unknown[] = [];

function handlerOf(choose: (headers: Headers) => ChosenNamespace, options: HandlerOptions = {}) {
  entries.length = 0;
  decisions.length = 0;
  return createNamespaceHandler(choose, { log: (entry) => entries.push(entry), ...options });
}

function request(path: string, headers: Record<string, string> = {}, body: unknown = {}): Request {
  return new Request(`http://localhost${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

const allow: HandlerOptions = {
  authorize({ operation, id, identity, database }) {
    decisions.push([operation, id, identity, database]);
    return true;
  },
};

describe("choosing the namespace by the headers of a request", () => {
  test("happens for every request", async () => {
    const namespaces: Record<string, Namespace> = { a: new MemoryNamespace(), b: new MemoryNamespace() };
    await namespaces["a"]?.createNamespace({ id: ["only-in-a"] });
    const handler = handlerOf((headers) => ({
      namespace: namespaces[headers.get("x-db") ?? ""] as Namespace,
    }));
    const path = "/v1/namespace/only-in-a/exists";
    expect((await handler(request(path, { "x-db": "a" }))).status).toBe(200);
    expect((await handler(request(path, { "x-db": "b" }))).status).toBe(404);
  });

  test("responds with the error that the function throws", async () => {
    const handler = handlerOf(() => {
      throw new InvalidInputError("Name one.");
    });
    const response = await handler(request("/v1/namespace/a/exists"));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: "Name one.", code: 13 });
  });

  test("happens only after authentication", async () => {
    const handler = handlerOf(
      () => {
        throw new Error("chosen");
      },
      { authenticate: () => undefined },
    );
    expect((await handler(request("/v1/namespace/a/exists", { "x-api-key": "k" }))).status).toBe(401);
  });

  test("passes whole paths and the database to authorize and to the log", async () => {
    const calls: unknown[] = [];
    const namespace = stubNamespace({
      renameTable: (input: object) => {
        calls.push(input);
        return {};
      },
    });
    const handler = handlerOf(() => ({ namespace, database: "db", prefix: ["team"] }), allow);
    const body = { new_table_name: "u", new_namespace_id: ["n"] };
    expect((await handler(request("/v1/table/t/rename", {}, body))).status).toBe(200);
    expect(calls).toEqual([{ id: ["t"], ...body }]);
    expect(decisions).toEqual([
      ["renameTable", ["team", "t"], undefined, "db"],
      ["renameTable", ["team", "n", "u"], undefined, "db"],
    ]);
    expect(entries[0]).toMatchObject({ database: "db", id: ["team", "t"], otherIds: [["team", "n", "u"]] });
  });

  test("withholds storage options by whole paths", async () => {
    const namespace = stubNamespace({
      declareTable: () => ({ location: "memory://t", storage_options: { key: "secret" } }),
    });
    const handler = handlerOf(() => ({ namespace, database: "db", prefix: ["team"] }), {
      authorize({ operation, id, database }) {
        decisions.push([operation, id, database]);
        return operation === "declareTable";
      },
    });
    const response = await handler(request("/v1/table/t/declare"));
    expect(await response.json()).toEqual({ location: "memory://t" });
    expect(decisions).toEqual([
      ["declareTable", ["team", "t"], "db"],
      ["describeTable", ["team", "t"], "db"],
    ]);
  });
});
