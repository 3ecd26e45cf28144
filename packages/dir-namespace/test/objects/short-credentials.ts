import { setTimeout as sleep } from "node:timers/promises";
import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  generateAccountSASQueryParameters,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { inject } from "vitest";
import { tokenFor } from "../../../../scripts/google-storage/server.ts";
import { startIssuer } from "../../../../scripts/minio/issuer.ts";
import { startMinio } from "../../../../scripts/minio/server.ts";

type StorageOptions = Readonly<Record<string, string>>;

/** An object store that issues credentials that expire. */
export interface ShortCredentials extends AsyncDisposable {
  readonly bucket: string;
  /** The other options, without credentials. */
  readonly storageOptions: StorageOptions;
  issue(lifetimeMs: number): Promise<StorageOptions>;
}

/** Credentials of the kind of store of this run: a session of S3, a shared access signature, a token of Google. */
export async function shortCredentials(): Promise<ShortCredentials> {
  const storageOptions: StorageOptions = inject("storageOptions");
  const bucket = inject("bucket");
  if (bucket.startsWith("s3://")) return sessions();
  const close = async (): Promise<void> => undefined;
  if (bucket.startsWith("gs://")) {
    const { google_storage_token: _, ...rest } = storageOptions;
    const issue = async (lifetimeMs: number): Promise<StorageOptions> => ({
      google_storage_token: tokenFor(lifetimeMs),
    });
    return { bucket, storageOptions: rest, issue, [Symbol.asyncDispose]: close };
  }
  const { azure_storage_account_key: key = "", ...rest } = storageOptions;
  const credential = new StorageSharedKeyCredential(rest["azure_storage_account_name"] ?? "", key);
  const issue = async (lifetimeMs: number): Promise<StorageOptions> => ({
    azure_storage_sas_token: signature(credential, lifetimeMs),
  });
  return { bucket, storageOptions: rest, issue, [Symbol.asyncDispose]: close };
}

function signature(credential: StorageSharedKeyCredential, lifetimeMs: number): string {
  const query = generateAccountSASQueryParameters(
    {
      expiresOn: new Date(Date.now() + lifetimeMs),
      permissions: AccountSASPermissions.parse("rwdlac"),
      resourceTypes: AccountSASResourceTypes.parse("co").toString(),
      services: AccountSASServices.parse("b").toString(),
    },
    credential,
  );
  return query.toString();
}

/** MinIO limits a session to 15 minutes at the least, except that of a token that expires before. */
async function sessions(): Promise<ShortCredentials> {
  const issuer = await startIssuer();
  const minio = await startMinio(["lancetree"], issuer.environment);
  const { aws_access_key_id: _, aws_secret_access_key: __, ...rest } = minio.storageOptions;
  return {
    bucket: "s3://lancetree",
    storageOptions: rest,
    async issue(lifetimeMs) {
      const body = new URLSearchParams({
        Action: "AssumeRoleWithWebIdentity",
        Version: "2011-06-15",
        WebIdentityToken: issuer.token(lifetimeMs),
      });
      let xml: string;
      do {
        xml = await (await fetch(minio.endpoint, { method: "POST", body })).text();
        // MinIO serves objects some time before it knows its policies.
      } while (/STSIAMNotInitialized|are defined/.test(xml) && (await sleep(200, true)));
      const field = (name: string): string => {
        const [, value] = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml) ?? [];
        if (value === undefined) throw new Error(`MinIO issued no session: ${xml}`);
        return value;
      };
      return {
        aws_access_key_id: field("AccessKeyId"),
        aws_secret_access_key: field("SecretAccessKey"),
        aws_session_token: field("SessionToken"),
      };
    },
    async [Symbol.asyncDispose]() {
      await minio[Symbol.asyncDispose]();
      await issuer[Symbol.asyncDispose]();
    },
  };
}
