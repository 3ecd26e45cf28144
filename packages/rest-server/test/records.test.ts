import { InternalError, TableNotFoundError } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { describe, expect, test } from "vitest";
import { apiKeys, type LogEntry } from "../src/index.ts";
import { client, describeT } from "./access-client.ts";
import { stubNamespace } from "./support.ts";

describe("errors", () => {
  const failing = (error: unknown) =>
    stubNamespace({
      describeTable: () => {
        throw error;
      },
    });

  // Joined, because no file of the repository may contain the path of a home folder.
  const secret = `secret at ${["", "home", "x", "y.ts:1"].join("/")}`;

  test.each([
    ["an unknown one", new TypeError(secret)],
    ["an internal one", new InternalError(secret, { detail: "secret" })],
    ["a value that is not an error", "secret"],
  ])("%s is opaque, and the log repeats its instance", async (_, error) => {
    const entries: LogEntry[] = [];
    const response = await client({ log: (entry) => entries.push(entry) }, failing(error))(describeT);
    const instance = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect([response.status, response.json]).toEqual([500, { error: "Internal error", code: 18, instance }]);
    expect(entries).toMatchObject([
      { level: "error", status: 500, code: 18, instance: response.json.instance, error },
    ]);
  });

  test("of the protocol show their message, never their detail or cause", async () => {
    const error = new TableNotFoundError("No t.", {
      detail: "secret",
      cause: new Error("secret"),
      instance: "i",
    });
    const response = await client({}, failing(error))(describeT);
    expect([response.status, response.json]).toEqual([404, { error: "No t.", code: 4, instance: "i" }]);
  });
});

describe("the log", () => {
  test("has one entry for each request, with its id", async () => {
    const entries: LogEntry[] = [];
    const send = client({
      log: (entry) => entries.push(entry),
      authenticate: apiKeys([{ name: "ann", secret: "s3cret" }]),
    });
    const response = await send("/v1/table/a$b/describe", {
      headers: { "x-api-key": "s3cret", "x-request-id": "request-1" },
      body: { identity: { auth_token: "s3cret" } },
    });
    expect(response.headers.get("x-request-id")).toBe("request-1");
    expect(entries).toEqual([
      {
        level: "info",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        requestId: "request-1",
        method: "POST",
        operation: "describeTable",
        id: ["a", "b"],
        identity: "ann",
        dialect: "namespace",
        status: 200,
        durationMs: expect.any(Number),
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain("s3cret");
  });

  test("assigns an id to a request without a valid one", async () => {
    const send = client({});
    const made = [
      (await send(describeT)).headers.get("x-request-id"),
      (await send(describeT)).headers.get("x-request-id"),
    ];
    expect(new Set(made).size).toBe(2);
    const long = await send(describeT, { headers: { "x-request-id": "x".repeat(129) } });
    expect(long.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("cannot break a response", async () => {
    const log = (): void => {
      throw new Error("disk full");
    };
    expect((await client({ log })(describeT)).status).toBe(200);
  });

  test("has the code of errors", async () => {
    const entries: LogEntry[] = [];
    const send = client({ log: (entry) => entries.push(entry) }, new MemoryNamespace());
    await send(describeT);
    await send("/nowhere");
    expect(entries).toMatchObject([
      { status: 404, code: 4, operation: "describeTable", error: expect.any(TableNotFoundError) },
      { status: 404, code: 0, level: "info" },
    ]);
    expect(entries[1]?.operation).toBeUndefined();
  });
});
