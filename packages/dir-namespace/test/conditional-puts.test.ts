import { createServer } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DirectoryNamespace } from "../src/index.ts";
import { codeOf, errorOf } from "./support/outcome.ts";
import { arrowStream } from "./support/rows.ts";

/* A store that ignores the condition of a put, as some that speak S3 do. */

const puts: string[] = [];
let status: number;
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://store");
  if (request.method === "PUT") {
    puts.push(pathname);
    request.resume().on("end", () => response.writeHead(status, { etag: '"e"' }).end());
  } else if (request.method === "GET" && !pathname.includes("/x/")) {
    response
      .writeHead(200, { "content-type": "application/xml" })
      .end("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
  } else response.writeHead(404).end();
});
let catalog: DirectoryNamespace;

beforeEach(async () => {
  puts.length = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  catalog = new DirectoryNamespace({
    root: "s3://bucket/x",
    storageOptions: {
      aws_access_key_id: "id",
      aws_secret_access_key: "secret",
      region: "us-east-1",
      endpoint: `http://127.0.0.1:${port}`,
      allow_http: "true",
    },
  });
});

afterEach(async () => {
  await catalog.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test.each([200, 501])(
  "a store that responds with %d to each conditional put gets nothing but the probe",
  async (code) => {
    status = code;
    expect(await codeOf(catalog.listNamespaces({ id: [] }))).toBeUndefined();
    expect(puts).toEqual([]);
    const calls = [
      () => catalog.createNamespace({ id: ["a"] }),
      () => catalog.createTable({ id: ["t"], data: arrowStream([1]) }),
      () => catalog.declareTable({ id: ["d"] }),
    ];
    for (const call of calls) {
      const error = await errorOf(call());
      expect(error).toMatchObject({
        code: 0,
        message: expect.stringContaining("does not honor conditional puts"),
      });
    }
    expect(new Set(puts)).toEqual(new Set(["/bucket/x/__lancetree/conditional-put"]));
  },
);
