/** The properties `credential_vendor.*` of a database in a federation's file. */
import { describe, expect, it } from "vitest";
import { loadFederation } from "../src/index.ts";
import { temporaryFolder, writeToml } from "./support/files.ts";

type Properties = Readonly<Record<string, string>>;

const complete: Readonly<Record<string, Properties>> = {
  s3: {
    root: "s3://bucket/a",
    "storage.region": "us-east-1",
    "credential_vendor.aws_role_arn": "arn:aws:iam::123456789012:role/tables",
    "credential_vendor.aws_external_id": "external",
    "credential_vendor.aws_region": "eu-central-1",
    "credential_vendor.aws_role_session_name": "tables",
    "credential_vendor.aws_duration_millis": "900000",
  },
  azure: {
    root: "az://container/a",
    "storage.account_name": "account",
    "storage.azure_storage_token": "t",
    "credential_vendor.azure_account_name": "account",
    "credential_vendor.azure_tenant_id": "tenant",
    "credential_vendor.azure_federated_client_id": "client",
    "credential_vendor.azure_duration_millis": "60000",
  },
  google: {
    root: "gs://bucket/a",
    "storage.google_storage_token": "t",
    "credential_vendor.gcp_service_account": "tables@project.iam.gserviceaccount.com",
  },
};

const enabled = { "credential_vendor.enabled": "true", "credential_vendor.permission": "write" };

/** What is wrong with a database of these properties; undefined if nothing is. */
async function refusal(properties: Properties): Promise<string | undefined> {
  const lines = Object.entries({ ns_impl: "dir", ...properties }).map(
    ([key, value]) => `${JSON.stringify(key)} = ${JSON.stringify(value)}`,
  );
  const folder = await temporaryFolder();
  const file = await writeToml(folder, `[federated_dbs.a]\n${lines.join("\n")}\n`);
  try {
    await (await loadFederation(file)).close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "another value was thrown";
  }
}

describe.each(Object.entries(complete))("for %s", (_, properties) => {
  it("are accepted where they are complete", async () => {
    expect(await refusal({ ...properties, ...enabled })).toBeUndefined();
  });

  it.each<[string, Properties, string]>([
    ["without enabled", { "credential_vendor.permission": "write" }, "credential_vendor.enabled is missing"],
    [
      "with an unknown permission",
      { ...enabled, "credential_vendor.permission": "owner" },
      'credential_vendor.permission must be "read", "write" or "admin"',
    ],
    [
      "with an unknown name",
      { ...enabled, "credential_vendor.permision": "read" },
      'Did you mean "credential_vendor.permission"?',
    ],
    ["on a disk", { ...enabled, root: "folder" }, "credentials can be vended for object stores only"],
  ])("are refused at the start %s", async (_case, changed, message) => {
    const refused = await refusal({ ...properties, ...changed });
    expect(refused).toContain(message);
    expect(refused).toMatch(/dbs\.toml:\d+: database "a"/);
  });
});

it.each([
  ["s3", "aws_role_arn"],
  ["azure", "azure_account_name"],
] as const)("half of a configuration for %s is refused at the start", async (store, missing) => {
  const { [`credential_vendor.${missing}`]: _, ...half } = complete[store] ?? {};
  expect(await refusal({ ...half, ...enabled })).toContain(`credential_vendor.${missing} is missing`);
});
