import { describe, expect, test, vi } from "vitest";
import { DirectoryNamespace } from "../src/index.ts";
import { s3Options } from "../src/options/s3-options.ts";
import { errorOf } from "./support/outcome.ts";

const keys = { aws_access_key_id: "id", aws_secret_access_key: "not-to-be-shown" };

describe("storage options for s3://", () => {
  test("are handed to LanceDB under its own names, without what it reads from the environment", () => {
    const input = { accessKeyId: "id", SECRET_ACCESS_KEY: "s", endpoint_url: "https://e", awsAllowHttp: "1" };
    const options = s3Options(input, { AWS_REGION: "r" });
    expect(options.region).toBe("r");
    expect(options.forLance).toEqual({
      aws_access_key_id: "id",
      aws_secret_access_key: "s",
      aws_endpoint: "https://e",
      allow_http: "1",
    });
  });

  test("are LanceDB's, in any of its spellings", () => {
    const expected = {
      accessKeyId: "id",
      secretAccessKey: "not-to-be-shown",
      sessionToken: "t",
      region: "r",
      endpoint: "https://e",
      virtualHosted: true,
      skipSignature: false,
    };
    for (const input of [
      {
        ...keys,
        aws_session_token: "t",
        aws_region: "r",
        aws_endpoint: "https://e",
        aws_virtual_hosted_style_request: "true",
      },
      {
        access_key_id: "id",
        secret_access_key: "not-to-be-shown",
        token: "t",
        default_region: "r",
        endpoint_url: "https://e",
        virtual_hosted_style_request: "1",
      },
      {
        AWS_ACCESS_KEY_ID: "id",
        AWS_SECRET_ACCESS_KEY: "not-to-be-shown",
        AWS_SESSION_TOKEN: "t",
        AWS_REGION: "r",
        AWS_ENDPOINT: "https://e",
        AWS_VIRTUAL_HOSTED_STYLE_REQUEST: "TRUE",
      },
      {
        awsAccessKeyId: "id",
        awsSecretAccessKey: "not-to-be-shown",
        sessionToken: "t",
        region: "r",
        endpoint: "https://e",
        virtualHostedStyleRequest: "on",
        allowHttp: "true",
      },
    ]) {
      expect(s3Options(input)).toMatchObject(expected);
    }
  });

  test.each([
    ["a misspelled one", { ...keys, aws_regoin: "x" }, "aws_regoin"],
    ["one of another store", { ...keys, azure_storage_account_name: "x" }, "azure_storage_account_name"],
    ["one that is near to a known one", { ...keys, aws_regoin: "x" }, 'Did you mean "aws_region"'],
    ["two values for one option", { ...keys, region: "a", aws_region: "b" }, '"region" and "aws_region"'],
    ["http without leave", { ...keys, endpoint: "http://not-to-be-shown" }, "allow_http"],
    ["an endpoint that is not a URL", { ...keys, endpoint: "not-to-be-shown" }, "must be a URL"],
    ["half of a pair", { aws_secret_access_key: "not-to-be-shown" }, "aws_access_key_id"],
    ["the other half", { aws_access_key_id: "id" }, "aws_secret_access_key"],
  ])("%s is InvalidInput by its name, and no value is shown", (_, storageOptions, name) => {
    const open = (): DirectoryNamespace => new DirectoryNamespace({ root: "s3://bucket/x", storageOptions });
    expect(open).toThrow(expect.objectContaining({ code: 13, message: expect.stringContaining(name) }));
    expect(open).not.toThrow(/not-to-be-shown/);
  });

  test.each([
    ["sse_customer_key_base64", "aws_sse_customer_key_base64"],
    ["AWS_S3_EXPRESS", "aws_s3_express"],
    ["use_opendal", "use_opendal"],
  ])("%s, which only LanceDB would obey, is Unsupported by its name", (key, name) => {
    const storageOptions = { ...keys, [key]: "not-to-be-shown" };
    const open = (): DirectoryNamespace => new DirectoryNamespace({ root: "s3://bucket/x", storageOptions });
    expect(open).toThrow(
      expect.objectContaining({ code: 0, message: expect.stringContaining(`${name} is`) }),
    );
    expect(open).not.toThrow(/not-to-be-shown/);
  });

  test("a directory bucket is Unsupported", () => {
    const open = (): DirectoryNamespace => new DirectoryNamespace({ root: "s3://bucket--use1-az4--x-s3/x" });
    expect(open).toThrow(expect.objectContaining({ code: 0, message: expect.stringContaining("Express") }));
  });

  test("come from LanceDB's environment variables, except the keys, which the AWS SDK reads", () => {
    const environment = {
      AWS_DEFAULT_REGION: "r",
      AWS_ENDPOINT: "http://other",
      AWS_ENDPOINT_URL_S3: "http://e",
      AWS_ALLOW_HTTP: "true",
      AWS_SKIP_SIGNATURE: "true",
      AWS_VIRTUAL_HOSTED_STYLE_REQUEST: "true",
      AWS_SERVER_SIDE_ENCRYPTION: "aws:kms",
      AWS_SSE_KMS_KEY_ID: "k",
      AWS_ACCESS_KEY_ID: "id",
    };
    expect(s3Options({}, environment)).toEqual({
      region: "r",
      endpoint: "http://e",
      skipSignature: true,
      virtualHosted: true,
      encryption: "aws:kms",
      encryptionKey: "k",
      forLance: {},
    });
    const unsupported = { AWS_SSE_CUSTOMER_KEY_BASE64: "not-to-be-shown" };
    expect(() => s3Options({}, unsupported)).toThrow(/^The storage option aws_sse_customer_key_base64 is/);
    const two = { AWS_ENDPOINT: "https://a", AWS_ENDPOINT_URL: "https://b" };
    expect(() => s3Options({}, two)).toThrow(/"AWS_ENDPOINT" and "AWS_ENDPOINT_URL" mean the same/);
  });

  test("on a disk they are LanceDB's business alone", async () => {
    await using catalog = new DirectoryNamespace({ root: "./never-made", storageOptions: { anything: "x" } });
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: [] });
  });
});

test("without the library the error says what to install", async () => {
  vi.doMock("@aws-sdk/client-s3", () => {
    throw new Error("not installed");
  });
  await using catalog = new DirectoryNamespace({ root: "s3://bucket/x", storageOptions: keys });
  const error = await errorOf(catalog.listNamespaces({ id: [] }));
  expect(error).toMatchObject({
    code: 0,
    message: expect.stringMatching(/install it .*/),
  });
  expect(String(error)).toContain("@aws-sdk/client-s3");
  vi.doUnmock("@aws-sdk/client-s3");
});
