import { describe, expect, test } from "vitest";
import { apiKeys, createNamespaceHandler, type HandlerOptions } from "../src/index.ts";
import { stubNamespace } from "./support.ts";

async function dropped(
  headers: Record<string, string>,
  options: HandlerOptions = {},
  url = "http://localhost/v1/table/t/drop",
): Promise<number> {
  let calls = 0;
  const handler = createNamespaceHandler(stubNamespace({ dropTable: () => ({ calls: ++calls }) }), options);
  const { status } = await handler(new Request(url, { method: "POST", headers }));
  expect(calls).toBe(status === 200 ? 1 : 0);
  return status;
}

describe("an origin that is neither the server's own nor allowed is rejected", () => {
  test.each<Record<string, string>>([
    { origin: "http://evil.example" },
    { origin: "http://evil.example", host: "localhost:2333", "sec-fetch-site": "same-origin" },
    { origin: "http://evil.example", host: "localhost:2333", "sec-fetch-site": "none" },
    { origin: "http://localhost:8080", host: "localhost:2333" },
    { origin: "http://localhost", host: "localhost:2333" },
    { origin: "http://localhost:2333.evil.example", host: "localhost:2333" },
    { origin: "http://127.0.0.1:2333", host: "localhost:2333" },
    { origin: "null", host: "localhost:2333" },
    { origin: "", host: "localhost:2333" },
    { origin: "file://", host: "localhost:2333" },
    { origin: "http://localhost:2333, http://evil.example", host: "localhost:2333" },
    { origin: "localhost:2333", host: "localhost:2333" },
    { origin: "http://evil.example", "x-forwarded-host": "evil.example", host: "localhost:2333" },
  ])("%j", async (headers) => {
    expect(await dropped(headers)).toBe(403);
    expect(await dropped({ ...headers, "x-api-key": "one" }, { authenticate: apiKeys(["one"]) })).toBe(403);
    expect(await dropped(headers, { cors: { origins: ["https://app.example.com"] } })).toBe(403);
  });
});

describe("pages of the server itself, allowed pages and programs are admitted", () => {
  test.each<[Record<string, string>, string?]>([
    [{}],
    [{ host: "localhost:2333" }],
    [{ origin: "http://localhost:2333", host: "localhost:2333" }],
    [{ origin: "http://LOCALHOST:2333", host: "localhost:2333" }],
    [{ origin: "https://catalog.example", host: "catalog.example" }],
    [{ origin: "https://catalog.example", host: "catalog.example:443" }],
    [{ origin: "http://[::1]:2333", host: "[::1]:2333" }],
    [{ origin: "https://catalog.example" }, "https://catalog.example/v1/table/t/drop"],
  ])("%j", async (headers, url) => {
    expect(await dropped(headers, {}, url)).toBe(200);
  });

  test("of allowed origins", async () => {
    const origin = "https://app.example.com";
    expect(await dropped({ origin }, { cors: { origins: [origin] } })).toBe(200);
    expect(await dropped({ origin }, { cors: { origins: "*" } })).toBe(200);
  });
});
