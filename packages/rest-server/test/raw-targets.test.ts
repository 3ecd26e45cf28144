import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createNamespaceHandler } from "../src/index.ts";
import { type NamespaceServer, serve } from "../src/node/index.ts";
import { sendRaw, stubNamespace } from "./support.ts";

let server: NamespaceServer;
const called: string[] = [];
const namespace = stubNamespace({
  dropTable: ({ id }: { id: string[] }) => {
    called.push(id.join("/"));
    return {};
  },
  dropTableIndex: ({ index_name: name }: { index_name: string }) => {
    called.push(name);
    return {};
  },
});

beforeAll(async () => {
  server = await serve(namespace, { port: 0 });
});

afterAll(async () => {
  await server.close();
});

/** Sends a target as it stands, which fetch would not. */
async function post(target: string): Promise<{ status: number; called: string | undefined }> {
  called.length = 0;
  const raw = await sendRaw(server.url, `POST ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(raw)?.[1]), called: called[0] };
}

describe("a target with dot segments is 400, and has no effect", () => {
  test.each([
    "/v1/table/t/index/../drop",
    "/v1/table/t/index/%2e%2e/drop",
    "/v1/table/t/index/%2E./drop",
    "/v1/table/t/index/.%2e/drop",
    "/v1/table/t/index/..;/drop",
    "/v1/table/t/index/..;a=b/drop",
    "/v1/table/t/index/..%3Ba/drop",
    "/v1/table/t/index/i/x/../drop",
    "/v1/./table/t/drop",
    "/v1/%2e/table/t/drop",
    "/v1/table/../table/t/drop",
    "/../v1/table/t/drop",
    "/v1/table/t/drop/..",
    "/v1/table/t/drop/x/..",
    "/v1/table/t/drop/.",
    "/v1/table/a%2F..%2Ft/drop",
    "/v1/table/a%2f%2e%2e/drop",
    "/v1/table/..%2Ft/drop",
    "/v1/table/%2F../drop",
    "/v1/table/a\\..\\t/drop",
    "/v1/table/a%5C..%5Ct/drop",
    "/v1/table/t/drop/x/..?limit=1",
    "http://elsewhere/v1/table/../table/t/drop",
    "//x/../v1/table/t/drop",
  ])("%s", async (target) => {
    expect(await post(target)).toEqual({ status: 400, called: undefined });
  });
});

describe("dots that are not a segment of their own are names", () => {
  test.each([
    ["/v1/table/t/drop", "t"],
    ["/v1/table/a%24../drop", "a/.."],
    ["/v1/table/.../drop", "..."],
    ["/v1/table/..a/drop", "..a"],
    ["/v1/table/a..;b/drop", "a..;b"],
    ["/v1/table/t/index/a.b/drop", "a.b"],
    ["/v1/table/t/drop?delimiter=/../y", "t"],
  ])("%s", async (target, name) => {
    expect((await post(target)).called).toBe(name);
  });
});

test("the handler rejects those that a host has not resolved", async () => {
  const handler = createNamespaceHandler(namespace);
  for (const path of ["..;/drop", "a%2F../drop", "..%2Fa/drop", "%2F../drop"]) {
    // oxlint-disable-next-line no-await-in-loop
    const response = await handler(new Request(`http://host/v1/table/${path}`, { method: "POST" }));
    expect([path, response.status]).toEqual([path, 400]);
  }
});
