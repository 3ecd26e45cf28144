/** A real store whose conditions get lost on the way, as one that ignores them. */
import { randomUUID } from "node:crypto";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { openTableEngine } from "@lancetree/tables";
import { expect, inject, test } from "vitest";
import { storeAccess } from "../../src/folders/store-access.ts";
import { catalogRoot } from "../../src/options/root.ts";
import { errorOf } from "../support/outcome.ts";
import { arrowStream } from "../support/rows.ts";
import { endpointOption, useCatalogs } from "./bucket.ts";
import { startConditionProxy } from "./condition-proxy.ts";
import { shortCredentials } from "./short-credentials.ts";

const open = useCatalogs();
const data = arrowStream([1, 2]);
const hour = 3_600_000;

interface BucketAccess {
  readonly bucket: string;
  /** Options with which requests have no signature of their headers. */
  readonly storageOptions: Readonly<Record<string, string>>;
}

async function unsigned(): Promise<BucketAccess> {
  if (inject("bucket").startsWith("s3://")) return publicBucket();
  const store = await shortCredentials();
  const { bucket, storageOptions } = store;
  return { bucket, storageOptions: { ...storageOptions, ...(await store.issue(hour)) } };
}

/** A bucket that everyone may read and write. */
async function publicBucket(): Promise<BucketAccess> {
  const {
    aws_access_key_id: id = "",
    aws_secret_access_key: secret = "",
    ...rest
  } = inject("storageOptions");
  const { endpoint = "", region = "" } = rest;
  const credentials = { accessKeyId: id, secretAccessKey: secret };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const bucket = `public-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const statement = {
    Effect: "Allow",
    Principal: "*",
    Action: ["s3:*"],
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
  client.destroy();
  return { bucket: `s3://${bucket}`, storageOptions: { ...rest, skip_signature: "true" } };
}

test.runIf(inject("abilities").includes("unsigned conditions"))(
  "nothing but the probe is written to a store that ignores conditions, until it honors them",
  async () => {
    const access = await unsigned();
    await using proxy = await startConditionProxy(access.storageOptions[endpointOption] ?? "");
    const storageOptions = { ...access.storageOptions, [endpointOption]: proxy.endpoint };
    const root = `${access.bucket}/${randomUUID()}`;
    const catalog = open(root, { storageOptions });
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: [] });
    for (const call of [
      () => catalog.createNamespace({ id: ["a"] }),
      () => catalog.createTable({ id: ["t"], data }),
      () => catalog.declareTable({ id: ["d"] }),
    ]) {
      expect(await errorOf(call())).toMatchObject({
        code: 0,
        message: expect.stringContaining("does not honor conditional puts"),
      });
    }
    const location = catalogRoot(root);
    if (location.store === "disk") throw new Error("There is no object store.");
    const store = await storeAccess(location, access.storageOptions).open();
    const prefix = `${location.prefix}/`;
    expect((await store.list(prefix)).objects.map(({ key }) => key)).toEqual([
      `${prefix}__lancetree/conditional-put`,
    ]);
    store.close();

    proxy.dropsConditions = false;
    await catalog.createNamespace({ id: ["a"] });
    await catalog.createTable({ id: ["a", "t"], data });
    const { location: table = "" } = await catalog.describeTable({ id: ["a", "t"] });
    await using engine = await openTableEngine({ storageOptions });
    const opened = await engine.open({ location: table });
    expect(await opened.countRows()).toBe(2);
    opened.close();
  },
);
