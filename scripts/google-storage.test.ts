import { afterEach, beforeEach, expect, test } from "vitest";
import { startGoogleStorage } from "./google-storage/server.ts";
import type { StoreServer } from "./object-stores/store-server.ts";

/* The tests on gs:// rely on the preconditions of this server: without them, two commits of one version would both succeed. */

let server: StoreServer;
let url = "";

beforeEach(async () => {
  server = await startGoogleStorage("bucket");
  url = server.storageOptions["google_base_url"] ?? "";
});

afterEach(() => server[Symbol.asyncDispose]());

function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Response> {
  const authorization = `Bearer ${server.storageOptions["google_storage_token"]}`;
  return fetch(url + path, {
    method,
    headers: { authorization, ...headers },
    ...(body !== undefined && { body }),
  });
}

function putXml(body: string, generation?: string): Promise<Response> {
  return send(
    "PUT",
    "/bucket/a%2Fb",
    generation === undefined ? {} : { "x-goog-if-generation-match": generation },
    body,
  );
}

function putJson(text: string, generation: string): Promise<Response> {
  const body = `--x\r\ncontent-type: application/json\r\n\r\n{}\r\n--x\r\ncontent-type: text/plain\r\n\r\n${text}\r\n--x--`;
  const path = `/upload/storage/v1/b/bucket/o?name=a%2Fb&uploadType=multipart&ifGenerationMatch=${generation}`;
  return send("POST", path, { "content-type": "multipart/related; boundary=x" }, body);
}

async function stored(): Promise<string> {
  return (await send("GET", "/bucket/a%2Fb")).text();
}

test.each([
  ["XML", putXml],
  ["JSON", putJson],
])("a put of the %s API replaces only the generation that it names", async (_, put) => {
  expect((await put("new", "1")).status).toBe(412);
  expect((await put("first", "0")).status).toBe(200);
  expect((await put("second", "0")).status).toBe(412);
  expect(await stored()).toBe("first");
  const generation = (await send("HEAD", "/bucket/a%2Fb")).headers.get("x-goog-generation") ?? "";
  expect((await put("third", String(Number(generation) - 1))).status).toBe(412);
  expect((await put("third", generation)).status).toBe(200);
  expect((await put("fourth", generation)).status).toBe(412);
  expect(await stored()).toBe("third");
});

test("of many puts of a new object one succeeds, in whichever API", async () => {
  const puts = Array.from({ length: 20 }, (_, index) =>
    (index % 2 === 0 ? putXml : putJson)(`${index}`, "0"),
  );
  const statuses = (await Promise.all(puts)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
});

test("a copy and an upload in parts honor the condition, too", async () => {
  await putXml("first");
  const condition = { "x-goog-if-generation-match": "0" };
  const copy = await send("PUT", "/bucket/a%2Fb", { ...condition, "x-goog-copy-source": "bucket/a%2Fb" });
  expect(copy.status).toBe(412);
  const [, upload] =
    /<UploadId>(.*)<\/UploadId>/.exec(await (await send("POST", "/bucket/a%2Fb?uploads")).text()) ?? [];
  await send("PUT", `/bucket/a%2Fb?uploadId=${upload}&partNumber=1`, {}, "second");
  const parts = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>";
  expect((await send("POST", `/bucket/a%2Fb?uploadId=${upload}`, condition, parts)).status).toBe(412);
  expect(await stored()).toBe("first");
});

test("a listing is in the order of the bytes, in pages, with folders once", async () => {
  for (const key of ["b", "a/1", "a/2", "a-", "ä"])
    await send("PUT", `/bucket/${encodeURIComponent(key)}`, {}, "");
  const pages: string[][] = [];
  for (let token = ""; ; ) {
    const query = `list-type=2&delimiter=%2F&max-keys=2${token}`;
    const page = await (await send("GET", `/bucket?${query}`)).text();
    pages.push([...page.matchAll(/<(?:Key|Prefix)>(.*?)</g)].map(([, name = ""]) => name));
    const [, next] = /<NextContinuationToken>(.*)</.exec(page) ?? [];
    if (next === undefined) break;
    token = `&continuation-token=${encodeURIComponent(next)}`;
  }
  expect(pages).toEqual([
    ["a-", "a/"],
    ["b", "ä"],
  ]);
});

test("another token, another bucket and an unknown call are refused", async () => {
  expect((await fetch(`${url}/bucket/a`)).status).toBe(401);
  expect((await send("GET", "/other/a")).status).toBe(404);
  expect((await send("PATCH", "/bucket/a")).status).toBe(501);
  expect((await send("POST", "/storage/v1/b/bucket/o/a/compose")).status).toBe(501);
});
