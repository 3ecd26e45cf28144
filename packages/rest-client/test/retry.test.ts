import { BaseNamespace, isNamespaceError, operationNames } from "@lancetree/core";
import { createNamespaceHandler } from "@lancetree/rest-server";
import { describe, expect, it } from "vitest";
import { RestNamespace } from "../src/index.ts";
import { isRepeatable, parseRetryAfter, waitBeforeNext } from "../src/retry.ts";
import { failureOf, type Play, startServer } from "./support/server.ts";

const quick = { baseDelayMs: 1 };
const read = (namespace: RestNamespace): Promise<unknown> => namespace.describeTable({ id: ["t"] });
const write = (namespace: RestNamespace): Promise<unknown> => namespace.declareTable({ id: ["t"] });
const success: Play = { body: { location: "x" } };
const cut: Play = (response) => {
  response.destroy();
};
const cutBody: Play = (response) => {
  response.writeHead(200, { "content-length": "100" });
  response.write('{"location"');
  setTimeout(() => response.destroy(), 20);
};

async function attempts(call: typeof read, ...plays: Play[]): Promise<{ count: number; outcome: unknown }> {
  const server = await startServer(...plays);
  const outcome = await call(new RestNamespace({ uri: server.url, retry: quick })).catch(
    (error: unknown) => error,
  );
  return { count: server.arrived.length, outcome };
}

describe("a read", () => {
  it.each<[string, Play]>([
    ["429", { status: 429 }],
    ["502", { status: 502 }],
    ["503", { status: 503, body: "<html>" }],
    ["504", { status: 504 }],
    ["503 with its code", { status: 503, body: { code: 17 } }],
    ["a cut connection", cut],
    ["a cut body", cutBody],
  ])("is tried again after %s", async (_, play) => {
    expect(await attempts(read, play, play, success)).toEqual({ count: 3, outcome: { location: "x" } });
  });

  it.each<[string, Play]>([
    ["500", { status: 500 }],
    ["404", { status: 404, body: { code: 4 } }],
    ["409", { status: 409, body: { code: 14 } }],
    ["503 with another code", { status: 503, body: { code: 18 } }],
    ["a response that is not JSON", { body: "<html>" }],
  ])("is not tried again after %s", async (_, play) => {
    const { count, outcome } = await attempts(read, play, success);
    expect(count).toBe(1);
    expect(isNamespaceError(outcome)).toBe(true);
  });
});

describe("a write", () => {
  it.each<[string, Play]>([
    ["429", { status: 429 }],
    ["code 21", { status: 429, body: { code: 21 } }],
    [
      "503 with code 17",
      { status: 503, headers: { "retry-after": "0" }, body: { code: 17, error: "later" } },
    ],
  ])("is tried again after a refusal: %s", async (_, play) => {
    expect(await attempts(write, play, success)).toEqual({ count: 2, outcome: { location: "x" } });
  });

  it.each<[string, Play]>([
    ["502", { status: 502 }],
    ["503 with code 17, without Retry-After", { status: 503, body: { code: 17, error: "later" } }],
    ["503 of a proxy", { status: 503, headers: { "retry-after": "0" }, body: "unavailable" }],
    ["504", { status: 504 }],
    ["a cut connection", cut],
    ["a cut body", cutBody],
  ])("that may have happened is never tried again: %s", async (_, play) => {
    const { count, outcome } = await attempts(write, play, success);
    expect(count).toBe(1);
    expect(outcome).toMatchObject({
      code: 17,
      message: expect.stringContaining("Whether declareTable took effect is not known."),
    });
  });

  it("that takes longer than the server's time limit is never tried again", async () => {
    let inserts = 0;
    const handler = createNamespaceHandler(
      new (class extends BaseNamespace {
        override insertIntoTable(): Promise<never> {
          inserts++;
          return new Promise(() => {});
        }
      })(),
      { limits: { timeMs: 20 } },
    );
    const namespace = new RestNamespace({ uri: "http://catalog", retry: quick, fetch: handler });
    const error = await failureOf(namespace.insertIntoTable({ id: ["t"], data: new Uint8Array(8) }));
    expect(error).toMatchObject({
      code: 17,
      message: expect.stringContaining("Whether insertIntoTable took effect is not known."),
    });
    expect(inserts).toBe(1);
  });

  it("that ends the same when done twice is tried again", async () => {
    const twice = (mode: string) => (n: RestNamespace) => n.createNamespace({ id: ["a"], mode });
    expect((await attempts(twice("exist_ok"), { status: 502 }, {})).count).toBe(2);
    expect((await attempts(twice("overwrite"), { status: 502 }, {})).count).toBe(1);
    const drop = (mode: string) => (n: RestNamespace) => n.dropNamespace({ id: ["a"], mode });
    expect((await attempts(drop("skip"), { status: 502 }, {})).count).toBe(2);
    expect((await attempts(drop("fail"), { status: 502 }, {})).count).toBe(1);
  });

  it("that never left is tried again", async () => {
    const gone = await startServer({});
    await gone.close();
    let fetched = 0;
    const namespace = new RestNamespace({
      uri: gone.url,
      retry: quick,
      fetch: async (request) => {
        fetched++;
        return await fetch(request);
      },
    });
    const error = await failureOf(write(namespace));
    expect(fetched).toBe(3);
    expect(error).toMatchObject({
      code: 17,
      message: `The connection to the catalog at ${new URL(gone.url).host} failed (ECONNREFUSED). (3 attempts)`,
    });
  });
});

describe("after the last attempt", () => {
  it("the error holds every attempt", async () => {
    const { outcome } = await attempts(
      read,
      { status: 503, body: { code: 17, error: "one" } },
      { status: 502 },
      { status: 429, body: { code: 21, error: "three", detail: "d" } },
    );
    expect(outcome).toMatchObject({ code: 21, message: "three (3 attempts)", detail: "d" });
    const { cause } = outcome as { cause: AggregateError };
    expect(cause.errors.map(({ code }: { code: number }) => code)).toEqual([17, 17, 21]);
  });

  it("of one, the error is just that", async () => {
    const server = await startServer({ status: 503, body: { code: 17, error: "one" } });
    const namespace = new RestNamespace({ uri: server.url, retry: false });
    const error = await failureOf(read(namespace));
    expect(error).toMatchObject({ message: "one" });
    expect(error).not.toHaveProperty("cause");
    expect(server.arrived.length).toBe(1);
  });
});

describe("Retry-After", () => {
  it("is waited for, in seconds and as a date", async () => {
    const date = (): string => new Date(Date.now() + 2000).toUTCString();
    for (const value of [() => "1", date]) {
      const started = performance.now();
      const { count } = await attempts(
        read,
        { status: 503, headers: { "retry-after": value() }, body: { code: 17 } },
        success,
      );
      expect(count).toBe(2);
      // dates have whole seconds
      expect(performance.now() - started).toBeGreaterThan(950);
    }
  });

  it("that is longer than the longest wait, or than what is left, ends the call at once", async () => {
    for (const options of [{ retry: { maxDelayMs: 500 } }, { timeoutMs: 60_000 }]) {
      const server = await startServer({ status: 429, headers: { "retry-after": "3600" } });
      const namespace = new RestNamespace({ uri: server.url, ...options });
      // One that waits ends at its time, with another code.
      await expect(read(namespace)).rejects.toMatchObject({ code: 21 });
      expect(server.arrived.length).toBe(1);
    }
  });

  it("is read as HTTP writes it", () => {
    expect(parseRetryAfter("120", 0)).toBe(120_000);
    expect(parseRetryAfter("Thu, 01 Jan 1970 00:00:05 GMT", 2000)).toBe(3000);
    expect(parseRetryAfter("Thu, 01 Jan 1970 00:00:05 GMT", 9000)).toBe(0);
    expect(parseRetryAfter("soon", 0)).toBeUndefined();
    expect(parseRetryAfter(null, 0)).toBeUndefined();
  });
});

describe("the wait", () => {
  it("doubles up to its longest, half of it at random", () => {
    const retry = { attempts: 20, baseDelayMs: 100, maxDelayMs: 1000 };
    for (let attempt = 1; attempt < 12; attempt++) {
      const full = Math.min(1000, 100 * 2 ** (attempt - 1));
      for (let repeat = 0; repeat < 20; repeat++) {
        const failure = { error: 0, kind: "rejected" } as const;
        const wait = waitBeforeNext({ failure, repeatable: false, attempt, budgetMs: 60_000 }, retry);
        expect(wait).toBeGreaterThanOrEqual(full / 2);
        expect(wait).toBeLessThanOrEqual(full);
      }
    }
  });
});

it("only reads, and what keeps or skips, may be repeated", () => {
  expect(operationNames.filter((name) => isRepeatable(name, undefined)).toSorted()).toEqual(
    [
      "analyzeTableQueryPlan",
      "countTableRows",
      "describeNamespace",
      "describeTable",
      "describeTableIndexStats",
      "describeTableVersion",
      "describeTransaction",
      "explainTableQueryPlan",
      "getTableStats",
      "getTableTagVersion",
      "listAllTables",
      "listNamespaces",
      "listTableBranches",
      "listTableIndices",
      "listTableTags",
      "listTableVersions",
      "listTables",
      "namespaceExists",
      "queryTable",
      "tableExists",
    ].toSorted(),
  );
});
