/** Databases of the kind "postgres", on PGlite. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isNamespaceError } from "@lancetree/core";
import { describe, expect, it } from "vitest";
import { readSettings } from "../src/configuration/read-settings.ts";
import { encode } from "./support/arrow.ts";
import { temporaryFolder, writeToml } from "./support/files.ts";
import { ask, directory, serveToml } from "./support/serving.ts";

const head = '[federated_dbs.a]\nns_impl = "postgres"\n';
const both = `${head}url = "postgres://h/d"\nroot = "r"\n`;

describe('ns_impl = "postgres"', () => {
  it("reads every key, with paths relative to the file", async () => {
    const folder = await temporaryFolder();
    const file = await writeToml(
      folder,
      `${head}url = "pglite:data"\nroot = "tables"\ncatalog = "one"\nretain_seconds = 60\nmigrate = false\nvend_input_storage_options = true\ntable_version_tracking_enabled = true\nstorage.region = "eu"\nstorage.expires_at_millis = "4102444800000"\n`,
    );
    const { databases } = await readSettings([file], { allowModules: false, environment: {} });
    expect(databases.get("a")).toEqual({
      kind: "postgres",
      name: "a",
      properties: {
        url: `pglite:${join(folder, "data")}`,
        root: join(folder, "tables"),
        catalog: "one",
        retain_seconds: "60",
        migrate: "false",
        vend_input_storage_options: "true",
        table_version_tracking_enabled: "true",
        "storage.region": "eu",
      },
      expiresAtMillis: 4102444800000,
    });
  });

  it.each([
    ["pglite:", "pglite:"],
    ["postgres://h/d", "postgres://h/d"],
    ["pglite:/data", "pglite:/data"],
  ])("keeps the url %s", async (written, read) => {
    const file = await writeToml(await temporaryFolder(), `${head}url = "${written}"\nroot = "/r"\n`);
    const { databases } = await readSettings([file], { allowModules: false, environment: {} });
    expect(databases.get("a")?.properties).toMatchObject({ url: read });
  });

  it.each([
    [`${head}root = "r"`, 'dbs.toml:1: database "a" needs "url": postgres://user@host/database'],
    [`${head}url = "pglite:"`, 'dbs.toml:1: database "a" needs "root": a folder or a URI for the tables.'],
    [
      `${head}url = "mysql://ann:hunter2@h/d"\nroot = "r"`,
      'dbs.toml:1: database "a": The database of a PostgreSQL catalog must be a URL',
    ],
    [
      `${both}catalog = "a b"`,
      'dbs.toml:1: database "a": The option "catalog" must have 1 to 200 letters, digits, "_", "-" and ".".',
    ],
    [
      `${both}retain_seconds = "soon"`,
      'dbs.toml:5: "retain_seconds" of database "a" must be an integer, or a string that holds one',
    ],
    [`${both}migrate = "maybe"`, 'dbs.toml:5: "migrate" of database "a" must be true or false'],
    [`${both}databse = "x"`, 'dbs.toml:5: unknown key "databse" of database "a".'],
    [`${both}retain_second = 1`, 'Did you mean "retain_seconds"?'],
    [`${both}manifest_enabled = true`, 'dbs.toml:5: unknown key "manifest_enabled" of database "a".'],
  ])("%j is a problem", async (text, message) => {
    const file = await writeToml(await temporaryFolder(), text);
    const failure: unknown = await readSettings([file], { allowModules: false, environment: {} }).catch(
      (error: unknown) => error,
    );
    expect(isNamespaceError(failure, 13) && failure.message).toContain(message);
    expect(isNamespaceError(failure, 13) && failure.message).not.toContain("hunter2");
  });

  it("lists the password in the url as a secret", async () => {
    const text = `${head}url = "postgres://postgres:\${PASSWORD}@h/d"\nroot = "r"`;
    const file = await writeToml(await temporaryFolder(), text);
    const environment = { PASSWORD: "hunter2" };
    const { secrets } = await readSettings([file], { allowModules: false, environment });
    expect([...secrets].toSorted()).toEqual(["hunter2", "postgres:hunter2"]);
  });

  it("is served beside a folder, opened at its first use, and closed with the federation", async () => {
    const { server, federation, folder } = await serveToml(
      `${head}url = "pglite:data"\nroot = "tables"\n${directory("b")}`,
    );
    const list = (database: string, path = "%24") =>
      ask(`${server.url}/v1/namespace/${path}/list?delimiter=%24`, { "x-lancedb-database": database });
    expect(await list("b")).toMatchObject({ status: 200 });
    expect(await readdir(folder)).not.toContain("data");
    const one = federation.namespace("a");
    await one.createNamespace({ id: ["prod"], properties: { owner: "x" } });
    await one.createTable({ id: ["prod", "t"], data: encode([{ id: 1 }, { id: 2 }]) });
    expect(await federation.namespace("a", ["prod"]).countTableRows({ id: ["t"] })).toEqual({ count: 2n });
    expect(await list("a")).toMatchObject({ status: 200, body: { namespaces: ["prod"] } });
    expect(await readdir(folder)).toEqual(expect.arrayContaining(["data", "tables"]));
    const request = { id: ["u"], data: encode([{ id: 1 }]), storage_options: { endpoint: "http://h" } };
    await expect(one.createTable(request)).rejects.toMatchObject({ code: 13 });
    await federation.close();
    await expect(one.listTables({ id: [] })).rejects.toMatchObject({ code: 17 });
  });

  it("whose storage credentials have expired, or whose database cannot be reached, is unavailable", async () => {
    const past = `${head}url = "pglite:"\nroot = "r"\nstorage.expires_at_millis = "${Date.now() - 1}"\n`;
    const unreachable = past
      .replace("dbs.a", "dbs.b")
      .replace("pglite:", "postgres://ann:hunter2@127.0.0.1:1/d")
      .replace(/storage.*\n/, "");
    const { federation } = await serveToml(past + unreachable);
    await expect(federation.namespace("a").listTables({ id: [] })).rejects.toMatchObject({ code: 17 });
    await expect(federation.namespace("b").listTables({ id: [] })).rejects.toMatchObject({
      code: 17,
      message: "The catalog's database cannot be reached (ECONNREFUSED).",
    });
  });
});
