/** How a command line chooses a catalog: by options, then the environment, then the configuration file. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { chooseCatalog } from "../src/catalog/choose-catalog.ts";
import type { OptionValue } from "../src/command.ts";
import { useCatalogFolder } from "./support/catalog-folder.ts";

const folder = useCatalogFolder();
const file = (): string => join(folder.path, "config", "lancetree", "config.toml");

const config = `default = "local"
[profiles.local]
root = "data"
storage = { region = "eu" }
[profiles.shared]
uri = "https://catalog.example.com"
api_key_env = "SHARED_KEY"
headers = { x-lancedb-database = "sales" }
[profiles.filed]
uri = "https://filed.example.com"
api_key_file = "key.txt"
`;

function choose(
  values: Record<string, OptionValue>,
  environment: Record<string, string> = {},
): ReturnType<typeof chooseCatalog> {
  return chooseCatalog({
    values,
    environment: { XDG_CONFIG_HOME: join(folder.path, "config"), ...environment },
  });
}

beforeEach(async () => {
  await mkdir(dirname(file()), { recursive: true });
  await writeFile(file(), config);
  await writeFile(join(dirname(file()), "key.txt"), "filed-secret\n");
});

test("options take precedence over the environment, which takes precedence over the default profile", async () => {
  const dir = { kind: "dir", storage: {} };
  const environment = { LANCETREE_ROOT: "from-environment" };
  expect(await choose({ root: "from-option" }, environment)).toEqual({ ...dir, root: "from-option" });
  expect(await choose({}, environment)).toEqual({ ...dir, root: "from-environment" });
  expect(await choose({})).toEqual({
    ...dir,
    root: join(dirname(file()), "data"),
    storage: { region: "eu" },
  });
  const shared = {
    kind: "rest",
    uri: "https://catalog.example.com",
    apiKey: "k",
    headers: { "x-lancedb-database": "sales" },
  };
  expect(await choose({ profile: "shared" }, { ...environment, SHARED_KEY: "k" })).toEqual(shared);
  expect(await choose({}, { LANCETREE_PROFILE: "shared", SHARED_KEY: "k" })).toEqual(shared);
  expect(await choose({}, { LANCETREE_CONFIG: join(folder.path, "none.toml") }).catch(String)).toMatch(
    /cannot be read/,
  );
});

test("--storage and --header are added to those of a profile", async () => {
  expect(await choose({ storage: ["region=us", "endpoint=http://x?a=b"] }, {})).toMatchObject({
    storage: { region: "us", endpoint: "http://x?a=b" },
  });
  const values = { profile: "filed", header: ["x-lancedb-database=other"] };
  expect(await choose(values)).toMatchObject({
    apiKey: "filed-secret",
    headers: { "x-lancedb-database": "other" },
  });
});

test("the API key comes from the option's file, else from the profile, else from the environment", async () => {
  const key = join(folder.path, "option.key");
  await writeFile(key, "option-secret");
  const environment = { LANCETREE_API_KEY: "environment-secret" };
  expect(await choose({ uri: "http://a" }, environment)).toMatchObject({ apiKey: "environment-secret" });
  expect(await choose({ uri: "http://a" })).toMatchObject({ apiKey: undefined });
  expect(await choose({ profile: "filed" }, environment)).toMatchObject({ apiKey: "filed-secret" });
  expect(await choose({ profile: "filed", "api-key-file": key }, environment)).toMatchObject({
    apiKey: "option-secret",
  });
});

test("a database makes the root a place for tables, from the options, the environment or a profile", async () => {
  const postgres = { kind: "postgres", database: "postgres://h/d", root: "tables", storage: {} };
  expect(await choose({ postgres: "postgres://h/d", root: "tables" })).toEqual(postgres);
  const environment = { LANCETREE_POSTGRES: "postgres://h/d", LANCETREE_ROOT: "tables" };
  expect(await choose({}, environment)).toEqual(postgres);
  expect(await choose({ retain: "2h" }, { ...environment, LANCETREE_RETAIN: "1d" })).toMatchObject({
    retainSeconds: 7200,
  });
  expect(await choose({}, { ...environment, LANCETREE_RETAIN: "1d" })).toMatchObject({
    retainSeconds: 86_400,
  });
  await writeFile(file(), '[profiles.a]\npostgres = "postgres://h/d"\nroot = "tables"\n');
  expect(await choose({ profile: "a" })).toEqual({ ...postgres, root: join(dirname(file()), "tables") });
});

describe("invalid settings are usage errors", () => {
  const cases: [Record<string, OptionValue>, Record<string, string>, RegExp][] = [
    [{ root: "a", uri: "http://b" }, {}, /^Only one of --root, --uri and --profile can choose/],
    [{}, { LANCETREE_ROOT: "a", LANCETREE_URI: "http://b" }, /^Only one of LANCETREE_ROOT, /],
    [{ root: "" }, {}, /must not be empty/],
    [{ uri: "catalog.example.com" }, {}, /--uri takes an http/],
    [{ postgres: "postgres://h/d" }, {}, /needs a root/],
    [{ postgres: "postgres://h/d", root: "t", retain: "7" }, {}, /--retain takes a number and a unit/],
    [{ root: "tables", retain: "7d" }, {}, /--retain can be used only with --postgres/],
    [{ postgres: "postgres://h/d", uri: "http://a" }, {}, /needs a root/],
    [{ root: "http://x" }, {}, /--root takes a folder/],
    [{ uri: "http://a", storage: ["a=b"] }, {}, /--storage can be used only with --root/],
    [{ root: "a", header: ["a=b"] }, {}, /--header can be used only with --uri/],
    [{ root: "a", "api-key-file": "x" }, {}, /--api-key-file can be used only with --uri/],
    [{ uri: "http://a", "api-key-file": "nothing" }, {}, /API key file nothing cannot be read/],
    [{ profile: "sharde" }, {}, /no profile "sharde"/],
    [{ profile: "shared" }, {}, /takes its API key from SHARED_KEY, which is not set/],
  ];
  test.each(cases)("%j with %j", async (values, environment, message) => {
    const error: unknown = await choose(values, environment).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
  });

  test("no catalog at all, with a hint how to choose one", async () => {
    await writeFile(file(), "");
    const error: unknown = await choose({}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      exitCode: 2,
      message: "No catalog is chosen.",
      hint: expect.stringContaining(file()),
    });
  });

  test.each([
    ["x", /not valid TOML/],
    ["defaul = 1", /key "defaul" is not known/],
    ['default = "x"', /"default" names the profile "x"/],
    ['[profiles.a]\nuri = "http://a"\npostgres = "postgres://h/d"', /"profiles.a.postgres" needs a "root"/],
    ["[profiles.a]", /profiles.a needs either "root" or "uri"/],
    ['[profiles.a]\nroot = "a"\nuri = "b"', /profiles.a needs either/],
    ['[profiles.a]\nroot = "a"\nstorage = { key = 1 }', /"profiles.a.storage.key" must be a string/],
    ['[profiles.a]\nrot = "secret-value"', /key "profiles.a.rot" is not known/],
  ])("the file %j", async (text, message) => {
    await writeFile(file(), text);
    const error: unknown = await choose({}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
    expect(String(error)).toContain(file());
    expect(String(error)).not.toContain("secret-value");
  });
});
