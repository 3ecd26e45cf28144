import { describe, expect, test } from "vitest";
import { DirectoryNamespace } from "../../src/index.ts";
import { vendorProperties, vendorSettings } from "../../src/vending/vendor-settings.ts";
import { thrownBy } from "../support/outcome.ts";

const role = "arn:aws:iam::123456789012:role/tables";
const enabled = { enabled: "true", aws_role_arn: role };

describe("the properties of a credential vendor", () => {
  test("have Lance's defaults", () => {
    expect(vendorSettings({ store: "s3" }, enabled)).toEqual({
      store: "s3",
      permission: "read",
      durationMs: 3_600_000,
      roleArn: role,
    });
  });

  test.each([
    [
      "s3",
      {
        ...enabled,
        permission: "Write",
        aws_external_id: "id",
        aws_region: "eu-central-1",
        aws_role_session_name: "tables",
        aws_duration_millis: "900000",
      },
      {
        permission: "write",
        durationMs: 900_000,
        externalId: "id",
        region: "eu-central-1",
        sessionName: "tables",
      },
    ],
    [
      "azure",
      {
        enabled: "1",
        permission: "admin",
        azure_account_name: "account",
        azure_tenant_id: "tenant",
        azure_federated_client_id: "client",
        azure_duration_millis: "604800000",
      },
      {
        permission: "admin",
        durationMs: 604_800_000,
        account: "account",
        tenantId: "tenant",
        federatedClientId: "client",
      },
    ],
    [
      "google",
      {
        enabled: "YES",
        gcp_service_account: "a@p.iam.gserviceaccount.com",
      },
      { serviceAccount: "a@p.iam.gserviceaccount.com", durationMs: 3_600_000 },
    ],
  ] as const)("of %s are all read", (store, properties, expected) => {
    expect(vendorSettings({ store }, properties)).toMatchObject({ store, ...expected });
  });

  test("turn vending off, or are absent", () => {
    expect(vendorSettings({ store: "s3" }, {})).toBeUndefined();
    expect(vendorSettings({ store: "s3" })).toBeUndefined();
    expect(vendorSettings({ store: "disk" }, { ...enabled, enabled: "false" })).toBeUndefined();
  });

  test.each([
    ["no enabled", "s3", { aws_role_arn: role }, 13, "credential_vendor.enabled is missing"],
    [
      "an enabled that is not a boolean",
      "s3",
      { ...enabled, enabled: "maybe" },
      13,
      "credential_vendor.enabled",
    ],
    ["no role", "s3", { enabled: "true" }, 13, "credential_vendor.aws_role_arn is missing"],
    ["no account", "azure", enabled, 13, "credential_vendor.azure_account_name is missing"],
    [
      "a client without its tenant",
      "azure",
      { enabled: "true", azure_account_name: "a", azure_federated_client_id: "c" },
      13,
      "credential_vendor.azure_tenant_id",
    ],
    [
      "an unknown permission",
      "s3",
      { ...enabled, permission: "readwrite" },
      13,
      '"read", "write" or "admin"',
    ],
    ["an empty permission", "s3", { ...enabled, permission: "" }, 13, "must not be empty"],
    [
      "an unknown permission while it is off",
      "s3",
      { enabled: "false", permission: "all" },
      13,
      "credential_vendor.permission",
    ],
    [
      "an unknown name",
      "s3",
      { ...enabled, aws_role_arm: role },
      13,
      'Did you mean "credential_vendor.aws_role_arn"?',
    ],
    [
      "a name of an object's",
      "s3",
      { ...enabled, constructor: "x" },
      13,
      "Allowed: credential_vendor.enabled,",
    ],
    ["a short life", "s3", { ...enabled, aws_duration_millis: "899999" }, 13, "900000 (15 minutes)"],
    ["a long life", "s3", { ...enabled, aws_duration_millis: "43200001" }, 13, "43200000 (12 hours)"],
    ["a life that is not an integer", "s3", { ...enabled, aws_duration_millis: "1e6" }, 13, "an integer"],
    ["a role that is not an ARN", "s3", { ...enabled, aws_role_arn: "tables" }, 13, "the ARN of a role"],
    [
      "a session name with a space",
      "s3",
      { ...enabled, aws_role_session_name: "a b" },
      13,
      "2 to 64 characters",
    ],
    ["an external id with a space", "s3", { ...enabled, aws_external_id: "a b" }, 13, "2 to 1224 characters"],
    ["a root on a disk", "disk", enabled, 13, "object stores only"],
    ["a key's permission", "s3", { ...enabled, "api_key_hash.ab": "read" }, 0, "the key file of the server"],
    ["no cache", "s3", { ...enabled, cache_enabled: "false" }, 0, "half of their life"],
    ["a pod's identity", "s3", { ...enabled, aws_assume_via_pod_web_identity: "true" }, 0, "the AWS SDK"],
  ] as const)("with %s are refused", (_, store, properties, code, message) => {
    const error = thrownBy(() => vendorSettings({ store }, properties));
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test("are read from the flat configuration, and refused when a catalog is opened", () => {
    expect(vendorProperties({ root: "s3://b", "credential_vendor.enabled": "true", enabled: "x" })).toEqual({
      enabled: "true",
    });
    const error = thrownBy(() =>
      DirectoryNamespace.fromProperties({ root: "s3://bucket/a", "credential_vendor.enabled": "true" }),
    );
    expect(error).toMatchObject({ code: 13, message: expect.stringContaining("aws_role_arn") });
  });
});
