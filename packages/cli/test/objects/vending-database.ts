import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { addUser } from "../../../../scripts/minio/users.ts";

/** LanceDB's storage options for the server of this run, with the keys of its root user. */
export const serverOptions: Readonly<Record<string, string>> = inject("storageOptions");

/** The address of the server of this run. */
export const endpoint: string = serverOptions["endpoint"] ?? "";

/** The root user of the server of this run. */
export const rootKeys = {
  id: serverOptions["aws_access_key_id"] ?? "",
  secret: serverOptions["aws_secret_access_key"] ?? "",
} as const;

/** Adds a user of the store, whose keys a catalog may have. */
export async function newUser(): Promise<{ readonly id: string; readonly secret: string }> {
  const user = { id: `user-${randomUUID()}`.slice(0, 20), secret: `secret-${randomUUID()}` };
  await addUser(endpoint, rootKeys, user);
  return user;
}

/** A table of a federation's file: a database with a root of its own that vends credentials. */
export function vendingDatabase(
  name: string,
  user: { readonly id: string; readonly secret: string },
  properties: Readonly<Record<string, string>>,
): string {
  const { aws_access_key_id: _, aws_secret_access_key: __, ...address } = serverOptions;
  const storage = { ...address, aws_access_key_id: user.id, aws_secret_access_key: user.secret };
  const all = {
    ns_impl: "dir",
    root: `${inject("bucket")}/${randomUUID()}`,
    ...Object.fromEntries(Object.entries(storage).map(([key, value]) => [`storage.${key}`, value])),
    "credential_vendor.enabled": "true",
    "credential_vendor.aws_role_arn": "arn:aws:iam::123456789012:role/tables",
    ...properties,
  };
  const lines = Object.entries(all).map(
    ([key, value]) => `${JSON.stringify(key)} = ${JSON.stringify(value)}`,
  );
  return `[federated_dbs.${name}]\n${lines.join("\n")}\n`;
}
