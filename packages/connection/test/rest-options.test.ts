import { isNamespaceError } from "@lancetree/core";
import { describe, expect, test } from "vitest";
import { connectNamespace } from "../src/index.ts";
import { type RestOptions, toRestNamespaceOptions } from "../src/options/rest-options.ts";

const uri = "https://catalog.example";

describe("toRestNamespaceOptions", () => {
  test("every option of RestNamespace is passed on", async () => {
    const retry = { attempts: 5, baseDelayMs: 10, maxDelayMs: 20 };
    const options = { uri, apiKey: "k", token: "t", delimiter: ".", timeoutMs: 5, retry, fetch };
    expect(await toRestNamespaceOptions(options)).toEqual({ ...options, headers: {} });
    expect(await toRestNamespaceOptions({ uri, retry: false })).toMatchObject({ retry: false });
  });

  test("the string properties of other clients result in the same options", async () => {
    const strings = {
      uri,
      delimiter: ".",
      "header.x-api-key": "k",
      "headers.x-team": "search",
      ops_metrics_enabled: "true",
      "tls.assert_hostname": "true",
      "rest.auth.type": "none",
    };
    const headers = { "x-api-key": "k", "x-team": "search" };
    expect(await toRestNamespaceOptions(strings)).toMatchObject({ uri, delimiter: ".", headers });
    expect(
      await toRestNamespaceOptions({ uri, extraProperties: { delimiter: ".", "header.x-team": "a" } }),
    ).toMatchObject({
      delimiter: ".",
      headers: { "x-team": "a" },
    });
  });

  test("the options win over extraProperties, these over the connection's properties", async () => {
    const more = {
      uri: "https://other.example",
      delimiter: "1",
      "header.a": "1",
      "header.b": "1",
      "header.c": "1",
    };
    const extraProperties = { delimiter: "2", "header.b": "2", "header.c": "2" };
    const options = await toRestNamespaceOptions({ uri, extraProperties, headers: { c: "3" } }, more);
    expect(options).toMatchObject({ uri, delimiter: "2", headers: { a: "1", b: "2", c: "3" } });
    expect(await toRestNamespaceOptions({ uri, delimiter: "3", extraProperties }, more)).toMatchObject({
      delimiter: "3",
    });
  });

  test("a function for headers is called for each request, and wins", async () => {
    let calls = 0;
    const { headers } = await toRestNamespaceOptions({
      uri,
      "header.a": "0",
      "header.b": "0",
      headers: async () => ({ a: `${++calls}` }),
    });
    if (typeof headers !== "function") throw new TypeError("no function");
    expect([await headers(), await headers()]).toEqual([
      { a: "1", b: "0" },
      { a: "2", b: "0" },
    ]);
  });

  test.each([
    ["url", "uri"],
    ["apikey", "apiKey"],
    ["api_key", "apiKey"],
    ["header", "headers"],
    ["timeout", "timeoutMs"],
    ["delimeter", "delimiter"],
    ["tls.cert_fil", "tls.cert_file"],
    ["ops_metric_enabled", "ops_metrics_enabled"],
  ])("a misspelled %s is refused and %s suggested", async (wrong, right) => {
    await expect(toRestNamespaceOptions({ uri, [wrong]: "x" })).rejects.toThrow(
      `Unknown key "${wrong}" in the "rest" options. Did you mean "${right}"?`,
    );
  });

  test.each([
    ["tls.cert_file", "/cert.pem"],
    ["tls.key_file", "/key.pem"],
    ["tls.ssl_ca_cert", "/ca.pem"],
    ["tls.assert_hostname", "false"],
    ["rest.auth.type", "sigv4"],
    ["rest.auth.sigv4.region", "eu"],
    ["dynamic_context_provider.impl", "mine.Provider"],
  ])("%s is Unsupported", async (key, value) => {
    await expect(toRestNamespaceOptions({ uri, [key]: value })).rejects.toThrow(
      expect.objectContaining({ code: 0, message: expect.stringContaining(`"${key}" is not supported`) }),
    );
  });

  test.each([
    [{}],
    [{ uri: "" }],
    [{ uri: 5 }],
    [{ uri, apiKey: 5 }],
    [{ uri, token: {} }],
    [{ uri, headers: "x-a: b" }],
    [{ uri, headers: { a: 5 } }],
    [{ uri, "header.a": 5 }],
    [{ uri, "header.": "a" }],
    [{ uri, delimiter: 5 }],
    [{ uri, timeoutMs: "60" }],
    [{ uri, retry: true }],
    [{ uri, retry: { attempts: "3" } }],
    [{ uri, retry: { attempt: 3 } }],
    [{ uri, fetch: "fetch" }],
    [[]],
    [null],
    [uri],
  ])("%j is InvalidInput", async (invalid) => {
    await expect(toRestNamespaceOptions(invalid as RestOptions)).rejects.toThrow(
      expect.objectContaining({ code: 13 }),
    );
  });

  test("a message holds no value", async () => {
    const secret = "hunter2";
    for (const invalid of [
      { uri, apikey: secret },
      { uri, timeoutMs: secret },
      { uri, retry: secret },
      { uri, "tls.key_file": secret },
      { uri: 5, apiKey: secret },
    ] as object[]) {
      await expect(toRestNamespaceOptions(invalid as RestOptions)).rejects.toThrow(
        expect.not.objectContaining({ message: expect.stringContaining(secret) }),
      );
    }
  });
});

test.each([
  "catalog.example",
  "ftp://catalog.example",
  "https://user:hunter2@catalog.example",
  "https://catalog.example?key=hunter2",
])("%s is not the address of a catalog, and no message repeats it", async (wrong) => {
  const error: unknown = await connectNamespace("rest", { uri: wrong }).catch((reason: unknown) => reason);
  expect(isNamespaceError(error, 13) && error.message).not.toContain("hunter2");
  await expect(connectNamespace("rest", { uri: wrong })).rejects.toMatchObject({ code: 13 });
});
