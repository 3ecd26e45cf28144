import { mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { RestNamespace } from "@lancetree/rest-client";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { encode } from "./support/arrow.ts";
import { ask, directory, serveToml } from "./support/serving.ts";

const both = directory("one") + directory("two");
const root = "/v1/namespace/%24/list?delimiter=%24";

describe("choosing a database", () => {
  it("needs no header where there is one", async () => {
    const { server } = await serveToml(directory("one"));
    expect((await ask(server.url + root)).status).toBe(200);
    expect((await ask(server.url + root, { "x-lancedb-database": "one" })).status).toBe(200);
    expect((await ask(server.url + root, { "x-lancedb-database": "two" })).status).toBe(404);
    expect((await ask(server.url + root, { "x-lancedb-database": "" })).status).toBe(404);
  });

  it("needs one where there are several, and does not list them", async () => {
    const { server } = await serveToml(both);
    const { status, body } = await ask(server.url + root);
    expect({ status, body }).toEqual({
      status: 400,
      body: {
        error: "This server has several databases; name one in the header x-lancedb-database.",
        code: 13,
      },
    });
  });

  it.each(["three", "ONE", "one, two", "one/two", "__proto__", "constructor", "../one"])(
    "%j is found only if it is there",
    async (name) => {
      const { server } = await serveToml(both);
      const { status, body } = await ask(server.url + root, { "x-lancedb-database": name });
      expect(status).toBe(404);
      expect(body).toEqual({ error: `There is no database ${JSON.stringify(name)} here.`, code: 1 });
    },
  );

  it("keeps databases separate, and opens none before its first call", async () => {
    const { server, folder } = await serveToml(both);
    const one = new RestNamespace({ uri: server.url, headers: { "x-lancedb-database": "one" } });
    const two = new RestNamespace({ uri: server.url, headers: { "x-lancedb-database": "two" } });
    await one.createTable({ id: ["t"], data: encode([{ id: 1 }]) });
    expect((await one.listTables({ id: [] })).tables).toEqual(["t"]);
    expect(await readdir(folder)).toEqual(["data-one", "dbs.toml"]);
    expect((await two.listTables({ id: [] })).tables).toEqual([]);
    await expect(two.describeTable({ id: ["t"] })).rejects.toMatchObject({ code: 4 });
  });
});

describe("a prefix on the wire", () => {
  const hostile = [
    "..",
    ".",
    "a/..",
    "a/../b",
    "a/./b",
    "/a",
    "a/",
    "/",
    "//",
    "a//b",
    "",
    "a$b",
    "$",
    "%2e%2e",
    "a%2Fb",
    "a\\b",
    "a b",
    "a, b",
    "ä",
    "a:b",
    "a?b",
    "a#b",
    "*",
    "~",
    "a\tb",
  ];
  it.each(hostile)("%j is not a path", async (prefix) => {
    const { server } = await serveToml(directory("one"));
    const { status, body } = await ask(server.url + root, { "x-lancedb-database-prefix": prefix });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 13,
      error: expect.stringContaining("x-lancedb-database-prefix is not a valid path"),
    });
  });

  it("sent twice is not a path", async () => {
    const { server } = await serveToml(directory("one"));
    const headers = new Headers([
      ["x-lancedb-database-prefix", "a"],
      ["x-lancedb-database-prefix", "b"],
    ]);
    expect((await fetch(server.url + root, { headers })).status).toBe(400);
  });

  it("of several levels is the root of a tenant, who sees nothing else", async () => {
    const { server, federation } = await serveToml(directory("one"));
    const whole = federation.namespace("one");
    for (const id of [["a"], ["a", "x"], ["a", "y"], ["ax"]]) {
      // oxlint-disable-next-line no-await-in-loop
      await whole.createNamespace({ id });
    }
    const at = (prefix: string) =>
      new RestNamespace({ uri: server.url, headers: { "x-lancedb-database-prefix": prefix } });
    const [x, y] = [at("a/x"), at("a/y")];
    await x.createNamespace({ id: ["n"] });
    await x.createTable({ id: ["n", "t"], data: encode([{ id: 1 }, { id: 2 }]) });
    await y.createTable({ id: ["t"], data: encode([{ id: 3 }]) });
    expect(await x.countTableRows({ id: ["n", "t"] })).toEqual({ count: 2n });
    expect((await x.listAllTables({})).tables).toEqual(["n$t"]);
    expect((await y.listAllTables({})).tables).toEqual(["t"]);
    expect((await whole.listAllTables({})).tables).toEqual(["a$x$n$t", "a$y$t"]);
    await expect(x.describeTable({ id: ["t"] })).rejects.toMatchObject({
      code: 4,
      message: "Table 't' was not found.",
    });
    const described = await x.describeTable({ id: ["n", "t"], load_detailed_metadata: true });
    expect(described).toMatchObject({ namespace: ["n"], table: "t" });
    expect(await x.dropTable({ id: ["n", "t"] })).toMatchObject({ id: ["n", "t"] });
    await expect(x.dropNamespace({ id: [], behavior: "cascade" })).rejects.toMatchObject({ code: 13 });
    await expect(at("a/z").listTables({ id: [] })).rejects.toMatchObject({ code: 1 });
  });

  it("cannot be left by a path, raw or escaped", async () => {
    const { server, federation } = await serveToml(directory("one"));
    const whole = federation.namespace("one");
    await whole.createNamespace({ id: ["a"] });
    await whole.declareTable({ id: ["secret"] });
    const headers = { "x-lancedb-database-prefix": "a" };
    const ids = [
      "secret",
      "..%24secret",
      "%2e%2e%24secret",
      "..%2Fsecret",
      "%24secret",
      "%24%24secret",
      "a%24secret",
      "..",
      "%2e",
      "..%2524secret",
      ".%24..%24secret",
    ];
    for (const id of ids) {
      for (const path of [`/v1/table/${id}/describe`, `/v1/table/${id}/drop`, `/v1/table/${id}/exists`]) {
        // oxlint-disable-next-line no-await-in-loop
        const { status } = await ask(`${server.url}${path}?delimiter=%24`, headers, {});
        expect([400, 404, 405], path).toContain(status);
      }
    }
    for (const id of [
      ["secret"],
      ["..", "secret"],
      ["../secret"],
      ["$", "secret"],
      [],
      [""],
      ["a", "secret"],
    ]) {
      const path = id.length === 0 ? "%24" : encodeURIComponent(id.join("$"));
      // oxlint-disable-next-line no-await-in-loop
      const { status } = await ask(`${server.url}/v1/table/${path}/describe?delimiter=%24`, headers, { id });
      expect([400, 404], path).toContain(status);
    }
    expect((await whole.listTables({ id: [] })).tables).toEqual(["secret"]);
  });

  it("cannot be left by the location of a table", async () => {
    const { server, federation, folder } = await serveToml(directory("one"));
    const whole = federation.namespace("one");
    await whole.createNamespace({ id: ["a"] });
    await whole.createTable({ id: ["secret"], data: encode([{ id: 1 }]) });
    await mkdir(join(folder, "data-one", "a"));
    const inside = new RestNamespace({ uri: server.url, headers: { "x-lancedb-database-prefix": "a" } });
    for (const location of [
      "../secret.lance",
      join(folder, "data-one", "secret.lance"),
      `file://${folder}/data-one`,
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(inside.registerTable({ id: ["t"], location })).rejects.toMatchObject({ code: 13 });
    }
    // The location is resolved below the prefix, where there is no such folder.
    await expect(inside.registerTable({ id: ["t"], location: "secret.lance" })).rejects.toMatchObject({
      code: 13,
      message: 'There is no folder "secret.lance" below the catalog\'s root to register.',
    });
    await rename(join(folder, "data-one", "secret.lance"), join(folder, "data-one", "a", "mine.lance"));
    const { location } = await inside.registerTable({ id: ["t"], location: "mine.lance" });
    expect(location).toBe("mine.lance");
    expect(await inside.countTableRows({ id: ["t"] })).toEqual({ count: 1n });
  });
});

describe("storage", () => {
  const vended = 'vend_input_storage_options = true\n"storage.region" = "r"\n';

  it("whose credentials have expired is unavailable, and only that", async () => {
    const past = `"storage.expires_at_millis" = "${Date.now() - 1}"`;
    const { federation, server } = await serveToml(directory("one", past) + directory("two"));
    await expect(federation.namespace("one").listTables({ id: [] })).rejects.toMatchObject({ code: 17 });
    const { status, body } = await ask(server.url + root, { "x-lancedb-database": "one" });
    expect(status).toBe(503);
    expect(body).toEqual({
      error: 'The storage credentials of database "one" have expired; its operator has to renew them.',
      code: 17,
    });
    expect((await federation.namespace("two").listTables({ id: [] })).tables).toEqual([]);
  });

  it("expires while it is served", async () => {
    const end = Date.now() + 3_600_000;
    const { federation } = await serveToml(directory("one", `"storage.expires_at_millis" = "${end}"`));
    const one = federation.namespace("one");
    await one.createTable({ id: ["t"], data: encode([{ id: 1 }]) });
    expect(await one.countTableRows({ id: ["t"] })).toEqual({ count: 1n });
    vi.useFakeTimers({ toFake: ["Date"], now: end + 1 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    await expect(one.countTableRows({ id: ["t"] })).rejects.toMatchObject({ code: 17 });
  });

  it("reports when vended credentials expire", async () => {
    const end = String(Date.now() + 3_600_000);
    const { federation } = await serveToml(
      directory("one", `${vended}"storage.expires_at_millis" = "${end}"`) +
        directory(
          "two",
          `${vended}"storage.expires_at_millis" = "${end}"\nvend_input_storage_options_refresh_interval_millis = 60000`,
        ) +
        directory(
          "three",
          `${vended}"storage.expires_at_millis" = "${end}"\nvend_input_storage_options_refresh_interval_millis = 99999999`,
        ) +
        directory("four", `"storage.expires_at_millis" = "${end}"`),
    );
    const vendedBy = async (name: string) => {
      await federation.namespace(name).createTable({ id: ["t"], data: encode([{ id: 1 }]) });
      expect(await federation.namespace(name).countTableRows({ id: ["t"] })).toEqual({ count: 1n });
      return (await federation.namespace(name).describeTable({ id: ["t"] })).storage_options;
    };
    expect(await vendedBy("one")).toEqual({ region: "r", expires_at_millis: end });
    const { expires_at_millis: shorter } = (await vendedBy("two")) ?? {};
    // The time at which the test began.
    expect(Number(shorter)).toBeGreaterThan(Number(end) - 3_600_000);
    expect(Number(shorter)).toBeLessThanOrEqual(Date.now() + 60_000);
    expect((await vendedBy("three"))?.["expires_at_millis"]).toBe(end);
    expect(await vendedBy("four")).toBeUndefined();
  });

  it("cannot be chosen by the caller", async () => {
    const { federation } = await serveToml(directory("one"));
    const request = {
      id: ["t"],
      data: encode([{ id: 1 }]),
      storage_options: { endpoint: "http://127.0.0.1:9" },
    };
    await expect(federation.namespace("one").createTable(request)).rejects.toMatchObject({ code: 13 });
    expect((await federation.namespace("one").listTables({ id: [] })).tables).toEqual([]);
  });
});
