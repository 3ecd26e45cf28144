import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isNamespaceError } from "@lancetree/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ReadOptions, readSettings } from "../src/configuration/read-settings.ts";
import type { DatabaseSettings } from "../src/configuration/settings.ts";
import { loadFederation } from "../src/index.ts";
import { temporaryFolder, writeToml } from "./support/files.ts";

const documented = `
[federated_dbs.federated_dir_test]
ns_impl = "dir"
root = "s3://bucket/dir"
"storage.region" = "us-east-1"
"storage.endpoint" = "http://localhost:9000"
"storage.access_key_id" = "minioadmin"
"storage.secret_access_key" = "minioadmin"
"storage.allow_http" = "true"
"storage.expires_at_millis" = "4102444800000"

[federated_dbs.federated_rest_test]
ns_impl = "rest"
uri = "http://catalog.internal"
forward_header_prefixes = ["X-forward"]
`;

describe("the documentation's sample", () => {
  const directory = {
    kind: "dir",
    name: "federated_dir_test",
    properties: {
      root: "s3://bucket/dir",
      "storage.region": "us-east-1",
      "storage.endpoint": "http://localhost:9000",
      "storage.access_key_id": "minioadmin",
      "storage.secret_access_key": "minioadmin",
      "storage.allow_http": "true",
      "storage.expires_at_millis": "4102444800000",
    },
    expiresAtMillis: 4102444800000,
  };

  it("is read unchanged", async () => {
    const databases = await read(documented);
    expect(databases).toEqual({
      federated_dir_test: directory,
      federated_rest_test: {
        kind: "rest",
        name: "federated_rest_test",
        properties: { uri: "http://catalog.internal" },
        forwardHeaderPrefixes: ["x-forward"],
      },
    });
  });

  it.each([
    ["unquoted dotted keys", documented.replaceAll(/"(storage\.\w+)" =/g, "$1 =")],
    [
      "a nested table",
      documented
        .replace('"storage.region"', "[federated_dbs.federated_dir_test.storage]\nregion")
        .replaceAll(/"storage\.(\w+)" =/g, "$1 ="),
    ],
    [
      "an inline table",
      documented
        .replaceAll(/"storage\.(\w+)" = ("[^"]*")\n/g, "")
        .replace(
          'root = "s3://bucket/dir"',
          `root = "s3://bucket/dir"\nstorage = { ${[...documented.matchAll(/"storage\.(\w+)" = ("[^"]*")/g)].map(([, key, value]) => `${key} = ${value}`).join(", ")} }`,
        ),
    ],
  ])("means the same with %s", async (_, text) => {
    expect(text).not.toContain('"storage.');
    expect((await read(text))["federated_dir_test"]).toEqual(directory);
  });
});

describe("problems", () => {
  const head = "[federated_dbs.a]\n";
  const rest = `${head}ns_impl = "rest"\nuri = "http://h"\n`;
  const dir = `${head}ns_impl = "dir"\nroot = "r"\n`;
  it.each([
    ["invalid TOML", "a = 1 b = 2", "dbs.toml:1:7: this is not valid TOML: Must be a newline."],
    ["no database", "", 'dbs.toml:1: no database is defined; each is a table "[federated_dbs.<name>]".'],
    [
      "another table",
      '[federated_db.a]\nns_impl = "dir"',
      'dbs.toml:1: unknown table or key "federated_db". Did you mean "federated_dbs"? Allowed: "federated_dbs".',
    ],
    [
      "no ns_impl",
      head,
      'dbs.toml:1: database "a" needs "ns_impl". Allowed: "dir", "postgres", "rest", "module:./my-backend.js".',
    ],
    [
      "an unknown ns_impl",
      `${head}ns_impl = "dri"`,
      'dbs.toml:2: "ns_impl" of database "a" is "dri". Did you mean "dir"? Allowed: "dir", "postgres", "rest", "module:./my-backend.js".',
    ],
    // As it is written: a message never contains the value of a reference.
    [
      "an ns_impl by reference",
      `${head}ns_impl = "\${PATH}"`,
      "must be a string that is not empty; found ${PATH}",
    ],
    [
      "an ns_impl that is not a string",
      `${head}ns_impl = 1`,
      'dbs.toml:2: "ns_impl" of database "a" must be a string that is not empty; found an integer.',
    ],
    [
      "an unknown key",
      `${rest}forward_header_prefix = ["x"]`,
      'dbs.toml:4: unknown key "forward_header_prefix" of database "a". Did you mean "forward_header_prefixes"? Allowed: "ns_impl", "uri", "delimiter", "forward_header_prefixes", "header.x-api-key".',
    ],
    [
      "a typing mistake before a dot",
      `${dir}"storge.region" = "x"`,
      'dbs.toml:4: unknown key "storge.region" of database "a". Did you mean "storage.region"?',
    ],
    ["a missing root", `${head}ns_impl = "dir"`, 'dbs.toml:1: database "a" needs "root": a folder or a URI.'],
    [
      "an empty root",
      `${head}ns_impl = "dir"\nroot = ""`,
      'dbs.toml:3: "root" of database "a" must be a string that is not empty; found an empty one.',
    ],
    [
      "a missing uri",
      `${head}ns_impl = "rest"`,
      'dbs.toml:1: database "a" needs "uri": the address of a Lance REST catalog.',
    ],
    [
      "an invalid uri",
      `${head}ns_impl = "rest"\nuri = "ftp://user:secret@h"`,
      'dbs.toml:3: database "a": The uri must be an http: or https: address without user, password, query or fragment.',
    ],
    [
      "a value of another type",
      `${dir}"storage.allow_http" = true`,
      'dbs.toml:4: "storage.allow_http" of database "a" must be a string that is not empty; found a boolean.',
    ],
    [
      "an invalid flag",
      `${dir}vend_input_storage_options = "maybe"`,
      'dbs.toml:4: "vend_input_storage_options" of database "a" must be true or false, or "true" or "false"; found another string.',
    ],
    [
      "no manifest",
      `${dir}manifest_enabled = "false"`,
      'dbs.toml:4: "manifest_enabled" of database "a" must be true: without a manifest there are no namespaces.',
    ],
    [
      "an expiry that is not a number",
      `${dir}"storage.expires_at_millis" = "soon"`,
      'dbs.toml:4: "storage.expires_at_millis" of database "a" must be an integer, or a string that holds one; found another string.',
    ],
    [
      "prefixes that are not an array",
      `${rest}forward_header_prefixes = "X-forward"`,
      'dbs.toml:4: "forward_header_prefixes" of database "a" must be an array of beginnings of header names such as "X-forward"; found a string.',
    ],
    [
      "a prefix that is not a string",
      `${rest}forward_header_prefixes = ["X-forward", 1]`,
      'dbs.toml:4: "forward_header_prefixes" of database "a" must be an array of beginnings of header names such as "X-forward"; found an integer in it.',
    ],
    [
      "an empty prefix, which every header would match",
      `${rest}forward_header_prefixes = [""]`,
      "found an empty one, or one with characters that a header name cannot have.",
    ],
    [
      "a key twice, in two spellings",
      `${dir}"storage.region" = "x"\n[federated_dbs.a.storage]\nregion = "y"`,
      'dbs.toml:6: "storage.region" of database "a" is already set in line 4.',
    ],
    [
      "an array of tables",
      "[[federated_dbs.a]]",
      '"federated_dbs.a" must be a table; found array of tables.',
    ],
    [
      "a database that is not a table",
      "federated_dbs.a = 1",
      '"federated_dbs.a" must be a table; found integer.',
    ],
    [
      "an invalid name",
      '[federated_dbs."a b"]\nns_impl = "dir"\nroot = "r"',
      'dbs.toml:1: the name of a database, "a b", may contain only letters, digits, "_", "-" and ".".',
    ],
    [
      "a module",
      `${head}ns_impl = "module:./m.js"`,
      "loads a module, which the option allowModules has to allow.",
    ],
    [
      "a bare module",
      `${head}ns_impl = "module:lodash"`,
      'must name a file after "module:", such as "./my-backend.js".',
    ],
  ])("%s", async (_, text, message) => {
    expect(await failure(text)).toContain(message);
  });

  it("are all reported by one error", async () => {
    const message = await failure(
      `${dir}nonsense = 1\n[federated_dbs.b]\n[federated_dbs.c]\nns_impl = "rest"`,
    );
    expect(message.split("\n").map((line) => line.replace(/.*dbs\.toml:(\d+):.*/, "$1"))).toEqual([
      "4",
      "5",
      "6",
    ]);
  });
});

describe("references to the environment", () => {
  const dir = '[federated_dbs.a]\nns_impl = "dir"\nroot = "/r"\n';
  const environment = { KEY: "s3cret", HOST: "h", EMPTY: "" };

  it("are replaced, in part or in whole", async () => {
    const text = `${dir}"storage.k" = "\${KEY}"\n"storage.l" = "a\${HOST}b\${HOST}"\n"storage.m" = "$\${KEY} $KEY $"`;
    expect((await read(text, { environment }))["a"]?.properties).toEqual({
      root: "/r",
      "storage.k": "s3cret",
      "storage.l": "ahbh",
      "storage.m": "${KEY} $KEY $",
    });
    const rest = '[federated_dbs.a]\nns_impl = "rest"\nuri = "http://${HOST}"\n"header.x-api-key" = "${KEY}"';
    expect((await read(rest, { environment }))["a"]?.properties).toEqual({
      uri: "http://h",
      "header.x-api-key": "s3cret",
    });
  });

  it.each([
    ["${MISSING}", "found ${MISSING}, which is not set in the environment, or empty."],
    ["${EMPTY}", "found ${EMPTY}, which is not set in the environment, or empty."],
    ["x${KEY", 'found a "${" without a variable name and "}" after it'],
    ["${A B}", 'found a "${" without a variable name and "}" after it'],
  ])("%s is rejected, with the name of the variable", async (value, message) => {
    const text = `${dir}"storage.secret_access_key" = "${value}"`;
    expect(await failure(text, { environment })).toContain(
      `dbs.toml:4: "storage.secret_access_key" of database "a" must be a string that is not empty; ${message}`,
    );
  });

  it("and values with the key of a secret are listed as secrets", async () => {
    const file = await writeToml(
      await temporaryFolder(),
      `${dir}"storage.secret_access_key" = "hidden"\n"storage.region" = "shown"\n"storage.endpoint" = "http://\${HOST}"\n[federated_dbs.b]\nns_impl = "rest"\nuri = "http://h"\n"header.x-team" = "a \${KEY}"\n`,
    );
    const { secrets } = await readSettings([file], options({ environment }));
    expect([...secrets].toSorted()).toEqual(["a s3cret", "h", "hidden", "s3cret"]);
    const federation = await loadFederation(file, { environment });
    expect(federation.secrets).toEqual([...secrets]);
  });

  it("are not in any message, wherever they are written and for each kind of problem", async () => {
    const secret = "hunter2-hunter2";
    const values = [
      `"${secret}"`,
      '"${SECRET}"',
      `["${secret}"]`,
      `{ x = "${secret}" }`,
      `"${secret}`,
      secret,
    ];
    const keys = [
      "root",
      "uri",
      "url",
      "storage.secret_access_key",
      "header.authorization",
      "delimiter",
      "nonsense",
      "forward_header_prefixes",
      "manifest_enabled",
      "storage.expires_at_millis",
      "vend_input_storage_options_refresh_interval_millis",
    ];
    const line = fc
      .tuple(fc.constantFrom(...keys), fc.constantFrom(...values))
      .map(([key, value]) => `"${key}" = ${value}`);
    const text = fc
      .tuple(
        fc.constantFrom("dir", "postgres", "rest", "module:./m.js"),
        fc.uniqueArray(line, { maxLength: 5 }),
      )
      .map(([kind, lines]) => `[federated_dbs.a]\nns_impl = "${kind}"\n${lines.join("\n")}\n`);
    const folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(text, async (written) => {
        const file = await writeToml(folder, written);
        const message = await failureOf(file, { environment: { SECRET: secret } });
        expect(message).not.toContain(secret);
      }),
      { numRuns: 200 },
    );
  });
});

describe("files", () => {
  const database = (name: string) => `[federated_dbs.${name}]\nns_impl = "dir"\nroot = "data"\n`;

  it("of a folder merge, in the order of their names", async () => {
    const folder = await temporaryFolder();
    await writeToml(folder, database("b"), "2.toml");
    await writeToml(folder, database("a") + database("c"), "1.toml");
    await writeToml(folder, "nonsense", "3.txt");
    await writeToml(folder, "nonsense", ".hidden.toml");
    const { databases } = await readSettings([folder, join(folder, "1.toml")], options());
    expect([...databases.keys()]).toEqual(["a", "b", "c"]);
    expect(databases.get("a")?.properties).toEqual({ root: join(folder, "data") });
  });

  it("that define one database twice are both named", async () => {
    const folder = await temporaryFolder();
    const [one, two] = [
      await writeToml(folder, database("a"), "1.toml"),
      await writeToml(folder, `\n${database("a")}`, "2.toml"),
    ];
    expect(await failureOf(folder)).toBe(
      `${two}:2: database "a" is defined here and in ${one}:1; remove one of them, or give it another name.`,
    );
  });

  it("that do not exist are named", async () => {
    const folder = await temporaryFolder();
    expect(await failureOf(join(folder, "x.toml"))).toBe(
      `${folder}/x.toml: the file cannot be read (ENOENT).`,
    );
    await mkdir(join(folder, "empty"));
    expect(await failureOf(join(folder, "empty"))).toBe(`${folder}/empty: the folder has no *.toml file.`);
    await writeFile(join(folder, "bytes.toml"), new Uint8Array([0xff, 0xfe, 0]));
    expect(await failureOf(join(folder, "bytes.toml"))).toContain("this is not valid TOML");
    await expect(loadFederation([])).rejects.toMatchObject({ code: 13 });
  });
});

function options(overrides: Partial<ReadOptions> = {}): ReadOptions {
  return { allowModules: false, environment: {}, ...overrides };
}

async function read(
  text: string,
  overrides: Partial<ReadOptions> = {},
): Promise<Record<string, DatabaseSettings>> {
  const file = await writeToml(await temporaryFolder(), text);
  return Object.fromEntries((await readSettings([file], options(overrides))).databases);
}

async function failure(text: string, overrides: Partial<ReadOptions> = {}): Promise<string> {
  return failureOf(await writeToml(await temporaryFolder(), text), overrides);
}

/** The message that reading fails with; empty where it does not. */
async function failureOf(path: string, overrides: Partial<ReadOptions> = {}): Promise<string> {
  try {
    await readSettings([path], options(overrides));
    return "";
  } catch (error) {
    if (!isNamespaceError(error, 13)) throw error;
    return error.message;
  }
}
