import { describe, expect, test, vi } from "vitest";
import { DirectoryNamespace } from "../src/index.ts";
import { googleOptions } from "../src/options/google-options.ts";
import { catalogRoot } from "../src/options/root.ts";
import { errorOf } from "./support/outcome.ts";

const secret = "bm90LXRvLWJlLXNob3du";
const key = JSON.stringify({ type: "service_account", client_email: "a@b", private_key: secret });

describe("roots in Google Cloud Storage", () => {
  test.each([
    ["gs://bucket/a/b", { store: "google", bucket: "bucket", prefix: "a/b" }],
    ["GS://my.bucket_1-x/", { bucket: "my.bucket_1-x", prefix: "", base: "gs://my.bucket_1-x" }],
  ])("%s", (uri, expected) => {
    expect(catalogRoot(uri)).toMatchObject(expected);
  });

  test.each(["gs:///x", "gs://user:secret@bucket/x", "gs://bucket/x?key=secret", "gs://bucket//x"])(
    "%s is InvalidInput",
    (uri) => {
      expect(() => catalogRoot(uri)).toThrow(expect.objectContaining({ code: 13 }));
      expect(() => catalogRoot(uri)).not.toThrow(/secret/);
    },
  );
});

describe("storage options for gs://", () => {
  test.each([
    { google_service_account_key: key, google_base_url: "https://e" },
    { service_account_key: key, base_url: "https://e/" },
    { serviceAccountKey: key, baseUrl: "https://e" },
    { GOOGLE_SERVICE_ACCOUNT_KEY: key, GOOGLE_BASE_URL: "https://e" },
  ])("are LanceDB's, in any of its spellings, and LanceDB gets its own: %j", (input) => {
    const options = googleOptions(input, {});
    expect(options).toMatchObject({
      endpoint: "https://e",
      credential: { kind: "key", key: { private_key: secret } },
    });
    expect(options.forLance).toEqual({
      google_service_account_key: key,
      google_base_url: "https://e",
    });
  });

  test.each([
    [
      "a token before a key",
      { google_storage_token: "t", service_account_key: key },
      { kind: "token", token: "t" },
    ],
    ["a bearer token", { bearer_token: "t" }, { kind: "token", token: "t" }],
    ["the file of a service account", { service_account: "/a.json" }, { kind: "file", path: "/a.json" }],
    [
      "the file of other credentials",
      { application_credentials: "/b.json" },
      { kind: "file", path: "/b.json" },
    ],
    ["nothing, if nothing is signed", { skip_signature: "true" }, { kind: "none" }],
    ["what Google's library finds", {}, { kind: "default" }],
  ])("credentials are chosen as LanceDB does: %s", (_, input, expected) => {
    expect(googleOptions(input, {}).credential).toEqual(expected);
  });

  test("come from LanceDB's environment variables, too", () => {
    const environment = { GOOGLE_STORAGE_TOKEN: "t", GOOGLE_BASE_URL: "https://e" };
    expect(googleOptions({}, environment)).toMatchObject({
      endpoint: "https://e",
      credential: { kind: "token", token: "t" },
    });
    expect(googleOptions({}, environment).forLance).not.toHaveProperty("google_storage_token");
    expect(googleOptions({ storage_token: "u" }, environment).credential).toEqual({
      kind: "token",
      token: "u",
    });
  });

  test("a key may name the server and forbid tokens", () => {
    const serverKey = JSON.stringify({ gcs_base_url: "http://127.0.0.1:1", disable_oauth: true });
    expect(googleOptions({ service_account_key: serverKey, allow_http: "true" }, {})).toMatchObject({
      endpoint: "http://127.0.0.1:1",
      credential: { kind: "none" },
    });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ["a misspelled one", { google_service_acount: secret }, /Did you mean "google_service_account"/],
    ["one of another store", { aws_region: secret }, /"aws_region" is not known for gs:\/\//],
    [
      "two values for one",
      { google_bearer_token: secret, bearer_token: "u" },
      /"google_bearer_token" and "bearer_token"/,
    ],
    ["a key and its file", { service_account: secret, service_account_key: key }, /both set/],
    ["a key that is not JSON", { google_service_account_key: secret }, /must be the JSON/],
    ["http without leave", { google_storage_token: secret, base_url: "http://127.0.0.1:1" }, /allow_http/],
    ["an endpoint that is not a URL", { base_url: secret }, /must be a URL/],
  ])("%s is refused by its name, and no value is shown", (_, storageOptions, message) => {
    const open = (): DirectoryNamespace => new DirectoryNamespace({ root: "gs://bucket/x", storageOptions });
    expect(open).toThrow(expect.objectContaining({ code: 13, message: expect.stringMatching(message) }));
    expect(open).not.toThrow(new RegExp(secret));
  });
});

test("without the library the error says what to install", async () => {
  vi.doMock("@google-cloud/storage", () => {
    throw new Error("not installed");
  });
  await using catalog = new DirectoryNamespace({ root: "gs://bucket/x" });
  const error = await errorOf(catalog.listNamespaces({ id: [] }));
  expect(error).toMatchObject({
    code: 0,
    message: expect.stringMatching(/@google-cloud\/storage.*install it/),
  });
  vi.doUnmock("@google-cloud/storage");
});
