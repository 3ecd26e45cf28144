import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, mustSucceed, rows, type Sent, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

let folder: string;
let outside: string;
let held: TestKeys<"admin">;
let server: ServerProcess;

const as = (path: string, sent: Sent = {}): Promise<HttpResponse> =>
  send(server.url, path, { key: held.keys.admin, ...sent });

beforeAll(async () => {
  folder = await testFolder();
  outside = join(folder, "outside");
  held = await writeKeys(folder, { admin: { role: "admin" } });
  server = await startServer(["--root", join(folder, "catalog"), "--api-key-file", held.file]);
  await mustSucceed(as("/v1/namespace/n/create", { body: {} }));
  await mustSucceed(as("/v1/table/inside/create", { body: rows(1) }));
  // A whole table beside the root, and ways that lead there.
  await mkdir(outside);
  await cp(join(folder, "catalog", "inside.lance"), join(outside, "secret.lance"), { recursive: true });
  await writeFile(join(outside, "passwords"), "do not read");
  await symlink(outside, join(folder, "catalog", "way"));
  await symlink(join(outside, "secret.lance"), join(folder, "catalog", "linked.lance"));
});

afterAll(async () => {
  await server.end("SIGKILL");
});

const untouched = async (): Promise<void> => {
  expect((await readdir(outside)).toSorted()).toEqual(["passwords", "secret.lance"]);
  expect(await readdir(join(outside, "secret.lance"))).toEqual(
    await readdir(join(folder, "catalog", "inside.lance")),
  );
  expect(await readFile(join(outside, "passwords"), "utf8")).toBe("do not read");
};

describe("no location leads out of the root", () => {
  it.each([
    ["the parent", () => "../outside/secret.lance"],
    ["the parent, from below", () => "n/../../outside/secret.lance"],
    ["the parent, with more dots", () => "....//outside/secret.lance"],
    ["an absolute path", () => join(outside, "secret.lance")],
    ["an absolute path with two slashes", () => `/${join(outside, "secret.lance")}`],
    ["a file URL", () => pathToFileURL(join(outside, "secret.lance")).href],
    ["a file URL of one slash", () => `file:${join(outside, "secret.lance")}`],
    ["backslashes", () => "..\\outside\\secret.lance"],
    ["a drive", () => "C:\\secret.lance"],
    ["an escaped parent", () => "%2e%2e/outside/secret.lance"],
    ["an escaped slash", () => "..%2foutside%2fsecret.lance"],
    ["a NUL", () => "inside.lance\u0000/../../outside/secret.lance"],
    ["another store", () => "s3://bucket/secret.lance"],
    ["memory", () => "memory://secret.lance"],
    ["a link to a folder", () => "way/secret.lance"],
    ["a link to a table", () => "linked.lance"],
    ["the catalog's own table", () => "__manifest"],
    ["the root", () => "."],
  ])("register: %s", async (_, location) => {
    const registered = await as("/v1/table/n%24stolen/register", { body: { location: location() } });
    const queried = await as("/v1/table/n%24stolen/query", {
      body: { k: 10, vector: { single_vector: [1, 1] } },
    });
    const counted = await as("/v1/table/n%24stolen/count_rows", { body: {} });
    expect([registered.status, counted.text]).not.toEqual([200, "1"]);
    expect(queried.status).toBeGreaterThanOrEqual(400);
    await as("/v1/table/n%24stolen/delete", { body: { predicate: "true" } });
    await as("/v1/table/n%24stolen/drop");
    await as("/v1/table/n%24stolen/deregister", { body: {} });
    await untouched();
  });

  it("a table's name leads nowhere either", async () => {
    const names = [
      "..",
      ".",
      "..%2Foutside%2Fsecret",
      "%2e%2e%2foutside%2fsecret",
      "way%2Fsecret",
      "n%2F..%2F..%2Foutside%2Fsecret",
    ];
    for (const name of names) {
      for (const operation of ["create", "declare", "drop", "query", "describe"]) {
        const body = operation === "create" ? rows(1) : operation === "query" ? { k: 1, vector: {} } : {};
        const { status } = await as(`/v1/table/${name}/${operation}`, { body });
        expect([name, operation, status >= 400]).toEqual([name, operation, true]);
      }
    }
    await untouched();
  });

  it("nor does a table that is a link", async () => {
    expect((await as("/v1/table/linked/count_rows", { body: {} })).status).toBeGreaterThanOrEqual(400);
    await as("/v1/table/linked/delete", { body: { predicate: "true" } });
    await as("/v1/table/linked/drop");
    await untouched();
  });

  it("nor a manifest's path", async () => {
    const manifests = [join(outside, "passwords"), "../outside/passwords", "/etc/passwd", "way/passwords"];
    for (const manifest_path of manifests) {
      const { status, text } = await as("/v1/table/inside/version/create", {
        body: { version: 2, manifest_path },
      });
      expect([manifest_path, status]).toEqual([manifest_path, 400]);
      expect(text).not.toMatch(/do not read|root:/);
    }
    await untouched();
  });

  it("nor a branch or a tag", async () => {
    for (const name of ["../../outside/secret.lance", "..%2F..", "/etc/passwd"]) {
      await as("/v1/table/inside/branches/create", { body: { name } });
      await as("/v1/table/inside/branches/delete", { body: { name } });
      await as("/v1/table/inside/tags/create", { body: { tag: name, version: 1 } });
      const versions = await as(`/v1/table/inside/version/list?branch=${encodeURIComponent(name)}`);
      expect([name, versions.text.includes("passwords")]).toEqual([name, false]);
    }
    await untouched();
  });

  it("nor a condition", async () => {
    const expressions = [
      "id in (select * from read_csv('/etc/passwd'))",
      "pg_read_file('/etc/passwd') is not null",
      `id = 1; copy (select 1) to '${outside}/stolen'`,
    ];
    for (const predicate of expressions) {
      const { text } = await as("/v1/table/inside/count_rows", { body: { predicate } });
      expect([predicate, /root:x/.test(text)]).toEqual([predicate, false]);
    }
    await untouched();
  });
});
