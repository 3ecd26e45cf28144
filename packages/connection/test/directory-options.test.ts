import { isNamespaceError } from "@lancetree/core";
import { describe, expect, test } from "vitest";
import { connect, connectNamespace } from "../src/index.ts";
import { type DirectoryOptions, toDirectoryProperties } from "../src/options/directory-options.ts";

describe("toDirectoryProperties", () => {
  test("camelCase keys and string keys come out the same", () => {
    const camelCase = toDirectoryProperties({
      root: "./db",
      manifestEnabled: true,
      dirListingEnabled: false,
      commit_retries: "3",
      vendInputStorageOptions: true,
      storageOptions: { region: "eu", aws_access_key_id: "k" },
    });
    expect(camelCase).toEqual({
      root: "./db",
      manifest_enabled: "true",
      dir_listing_enabled: "false",
      commit_retries: "3",
      vend_input_storage_options: "true",
      "storage.region": "eu",
      "storage.aws_access_key_id": "k",
    });
    expect(toDirectoryProperties(camelCase)).toEqual(camelCase);
  });

  test("LanceDB's extraProperties are taken, the keys beside them win", () => {
    const properties = toDirectoryProperties({
      root: "./db",
      manifestEnabled: false,
      extraProperties: { manifest_enabled: "true", commit_retries: "7" },
    });
    expect(properties).toEqual({ root: "./db", manifest_enabled: "false", commit_retries: "7" });
  });

  test.each([
    ["rooot", "root"],
    ["Root", "root"],
    ["manifestEnable", "manifestEnabled"],
    ["manifest_enable", "manifest_enabled"],
    ["mainfestEnabled", "manifestEnabled"],
    ["storageOption", "storageOptions"],
    ["dir_listing_enbaled", "dir_listing_enabled"],
  ])("a misspelled %s is refused and %s suggested", (wrong, right) => {
    const configuration = { root: "./db", [wrong]: "true" };
    expect(() => toDirectoryProperties(configuration)).toThrow(
      `Unknown key "${wrong}" in the "dir" options. Did you mean "${right}"?`,
    );
  });

  test("a key like no other is refused with the list", () => {
    expect(() => toDirectoryProperties({ root: "./db", color: "red" })).toThrow(/Known keys: root, /);
  });

  test.each([
    [{}],
    [{ root: "" }],
    [{ root: 5 }],
    [{ root: "x", manifestEnabled: "yes" }],
    [{ root: "x", manifest_enabled: true }],
    [{ root: "x", commitRetries: 3 }],
    [{ root: "x", commit_retries: 3 }],
    [{ root: "x", vendInputStorageOptionsRefreshIntervalMillis: -1 }],
    [{ root: "x", storageOptions: { region: 5 } }],
    [{ root: "x", storageOptions: "region" }],
    [{ root: "x", "storage.": "y" }],
    [[]],
    [null],
    ["./db"],
  ])("%j is InvalidInput", (configuration) => {
    expect(() => toDirectoryProperties(configuration as DirectoryOptions)).toThrow(
      expect.objectContaining({ code: 13 }),
    );
  });

  test("a message holds no value", () => {
    const secret = "hunter2";
    for (const configuration of [
      { root: "x", storageOption: secret },
      { root: "x", vendInputStorageOptionsRefreshIntervalMillis: secret },
    ]) {
      expect(() => toDirectoryProperties(configuration as DirectoryOptions)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining(secret) }),
      );
    }
  });
});

describe("connect", () => {
  test.each(["gopher://host", "ftp://host", "s3a://bucket", ""])(
    "%j is refused with what is supported",
    async (uri) => {
      const error: unknown = await connect(uri).catch((reason: unknown) => reason);
      expect(isNamespaceError(error, 13)).toBe(true);
      expect((error as Error).message).toContain("s3://, az://, abfss://, gs://");
    },
  );

  test("a file URI without a local absolute path is InvalidInput", async () => {
    await expect(connect("file://host/share")).rejects.toMatchObject({ code: 13 });
  });

  test("apiKey and headers are for servers", async () => {
    await expect(connect("./nowhere", { apiKey: "hunter2" })).rejects.toMatchObject({
      code: 13,
      message: '"apiKey" is for http://, https:// and db:// only.',
    });
    await expect(connect("./nowhere", { headers: {} })).rejects.toMatchObject({ code: 13 });
    const misspelled: object = { apikey: "hunter2" };
    await expect(connect("https://catalog.example", misspelled)).rejects.toThrow(/Did you mean "apiKey"/);
    await using db = await connect("https://catalog.example/base", { apiKey: "hunter2" });
    expect(db.display()).toBe("NamespaceConnection(rest: https://catalog.example/base)");
  });

  test.each(["glue", 5, null, undefined, {}])("%j is not a namespace", async (value) => {
    await expect(connectNamespace(value as "dir", { root: "x" })).rejects.toMatchObject({ code: 13 });
  });

  test("misspelled connection options are refused by name", async () => {
    const options: object = { readConsistencyIntervall: 0 };
    await expect(connect("./nowhere", options)).rejects.toThrow(/Did you mean "readConsistencyInterval"/);
    await expect(connect("./nowhere", { readConsistencyInterval: -1 })).rejects.toMatchObject({ code: 13 });
    const properties = { namespaceClientProperties: { manifest_enable: "true" } };
    await expect(connect("./nowhere", properties)).rejects.toThrow(/Did you mean "manifest_enabled"/);
  });
});
