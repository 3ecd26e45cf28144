import { describe, expect, test, vi } from "vitest";
import { DirectoryNamespace } from "../src/index.ts";
import { azureOptions } from "../src/options/azure-options.ts";
import type { AzureRoot } from "../src/options/object-root.ts";
import { catalogRoot } from "../src/options/root.ts";
import { errorOf } from "./support/outcome.ts";

const key = "bm90LXRvLWJlLXNob3du";
const keys = { azure_storage_account_name: "account", azure_storage_account_key: key };
const root = azureRoot("az://container/prefix");

function azureRoot(uri: string): AzureRoot {
  const parsed = catalogRoot(uri);
  if (parsed.store !== "azure") throw new Error("This is not a root in Azure.");
  return parsed;
}

describe("roots in Azure", () => {
  test.each([
    ["az://container/a/b", { bucket: "container", account: undefined, prefix: "a/b" }],
    ["AZ://container", { bucket: "container", prefix: "" }],
    ["abfss://container/a", { bucket: "container", account: undefined }],
    ["abfss://container@account.dfs.core.windows.net/a", { bucket: "container", account: "account" }],
    ["az://container@account.blob.core.windows.net/a/", { account: "account", prefix: "a" }],
  ])("%s", (uri, expected) => {
    expect(azureRoot(uri)).toMatchObject(expected);
  });

  test.each([
    "az:///x",
    "az://Container/x",
    "az://ab/x",
    "az://user:secret@container/x",
    "az://container@account/x",
    "abfss://container@account.dfs.example.com/x",
    "az://container/x?sig=secret",
    "az://container//x",
    "az://container/../x",
  ])("%s is InvalidInput", (uri) => {
    expect(() => catalogRoot(uri)).toThrow(expect.objectContaining({ code: 13 }));
    expect(() => catalogRoot(uri)).not.toThrow(/secret/);
  });
});

describe("storage options for az://", () => {
  test.each([
    {
      azure_storage_account_name: "account",
      azure_storage_account_key: key,
      azure_storage_endpoint: "https://e",
    },
    { account_name: "account", account_key: key, endpoint: "https://e/" },
    { account_name: "account", access_key: key, azure_endpoint: "https://e" },
    { account_name: "account", master_key: key, azure_endpoint: "https://e" },
    { accountName: "account", accountKey: key, azureEndpoint: "https://e" },
    { AZURE_STORAGE_ACCOUNT_NAME: "account", AZURE_STORAGE_MASTER_KEY: key, AZURE_ENDPOINT: "https://e" },
  ])("are LanceDB's, in any of its spellings, and LanceDB gets its own: %j", (input) => {
    const options = azureOptions(root, input, {});
    const expected = { account: "account", endpoint: "https://e", credential: { kind: "key", key } };
    expect(options).toMatchObject(expected);
    expect(options.forLance).toEqual({
      azure_storage_account_name: "account",
      azure_storage_account_key: key,
      azure_storage_endpoint: "https://e",
    });
  });

  test("come from LanceDB's environment variables, too", () => {
    const environment = { AZURE_STORAGE_ACCOUNT_NAME: "account", AZURE_STORAGE_ACCESS_KEY: key };
    expect(azureOptions(root, {}, environment)).toMatchObject({
      account: "account",
      endpoint: "https://account.blob.core.windows.net",
      credential: { kind: "key", key },
      // What LanceDB reads by itself is not handed to other clients.
      forLance: { azure_storage_account_name: "account" },
    });
    expect(azureOptions(root, {}, environment).forLance).not.toHaveProperty("azure_storage_account_key");
    expect(azureOptions(root, { account_name: "other" }, environment).account).toBe("other");
  });

  test("the emulator has a known account", () => {
    const endpoint = "http://127.0.0.1:10000/devstoreaccount1";
    expect(azureOptions(root, { use_emulator: "true" }, {})).toMatchObject({
      endpoint,
      forLance: { azure_storage_endpoint: endpoint, allow_http: "true" },
    });
  });

  test.each([
    ["a token before a key", { ...keys, bearer_token: "t" }, { kind: "token", token: "t" }],
    ["a key before a signature", { ...keys, sas_token: "?s" }, { kind: "key", key }],
    [
      "a signature",
      { account_name: "account", azure_storage_sas_key: "?s=1" },
      { kind: "signature", signature: "s=1" },
    ],
    ["nothing, if nothing is signed", { ...keys, skip_signature: "true" }, { kind: "none" }],
  ])("credentials are chosen as LanceDB does: %s", (_, input, expected) => {
    expect(azureOptions(root, input, {}).credential).toEqual(expected);
  });

  const endpoint = "http://127.0.0.1:1";
  test.each<[string, Record<string, string>, RegExp, number]>([
    [
      "a misspelled one",
      { ...keys, azure_storage_acount_key: key },
      /Did you mean "azure_storage_account_key"/,
      13,
    ],
    ["one of another store", { ...keys, aws_region: key }, /"aws_region" is not known for az/, 13],
    [
      "two values for one",
      { ...keys, account_key: "other" },
      /"azure_storage_account_key" and "account_key"/,
      13,
    ],
    ["no account", { account_key: key }, /azure_storage_account_name is missing/, 13],
    ["http without leave", { ...keys, endpoint }, /allow_http/, 13],
    ["http that is forbidden", { ...keys, endpoint, allow_http: "false" }, /allow_http/, 13],
    ["an endpoint that is not a URL", { ...keys, endpoint: key }, /must be a URL/, 13],
    ["no credential", { account_name: "account" }, /azure_storage_sas_token/, 0],
    [
      "a key of the customer",
      { ...keys, encryption_key: key },
      /azure_storage_encryption_key is not supported/,
      0,
    ],
    ["another cloud's address", { ...keys, use_fabric_endpoint: "true" }, /azure_use_fabric_endpoint/, 0],
  ])("%s is refused by its name, and no value is shown", (_, storageOptions, message, code) => {
    const open = (): DirectoryNamespace =>
      new DirectoryNamespace({ root: "az://container/x", storageOptions });
    expect(open).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
    expect(open).not.toThrow(new RegExp(key));
  });

  test("two accounts, and two environment variables for one option, are InvalidInput", () => {
    const other = azureRoot("abfss://container@other.dfs.core.windows.net/x");
    expect(() => azureOptions(other, keys, {})).toThrow(/another account/);
    const environment = { AZURE_STORAGE_ACCESS_KEY: key, AZURE_STORAGE_ACCOUNT_KEY: "b" };
    expect(() => azureOptions(root, { account_name: "a" }, environment)).toThrow(
      /"AZURE_STORAGE_ACCOUNT_KEY" and "AZURE_STORAGE_ACCESS_KEY"/,
    );
  });
});

test("without the library the error says what to install", async () => {
  vi.doMock("@azure/storage-blob", () => {
    throw new Error("not installed");
  });
  await using catalog = new DirectoryNamespace({ root: "az://container/x", storageOptions: keys });
  const error = await errorOf(catalog.listNamespaces({ id: [] }));
  expect(error).toMatchObject({
    code: 0,
    message: expect.stringMatching(/@azure\/storage-blob.*install it/),
  });
  vi.doUnmock("@azure/storage-blob");
});
