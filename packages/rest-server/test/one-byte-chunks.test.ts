import { expect, test } from "vitest";
import { serve } from "../src/node/index.ts";
import { sendRaw, stubNamespace } from "./support.ts";

test("bytes that a client sends as chunks of their own are read together", async () => {
  const bytes = 50_000;
  let [chunks, length] = [0, 0];
  const namespace = stubNamespace({
    async insertIntoTable({ data }: { data: AsyncIterable<Uint8Array> }) {
      for await (const chunk of data) {
        chunks++;
        length += chunk.byteLength;
      }
      return { version: 1 };
    },
  });
  await using server = await serve(namespace, { port: 0 });
  const head =
    "POST /v1/table/t/insert HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
  const raw = await sendRaw(server.url, `${head}${"1\r\nx\r\n".repeat(bytes)}0\r\n\r\n`);
  expect(raw).toMatch(/^HTTP\/1\.1 200 /);
  expect(length).toBe(bytes);
  // One for each time that the server reads from the connection, which is a few thousand bytes at least.
  expect(chunks).toBeLessThan(1_000);
});
