import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { endWithParent } from "../../installed/product/end-with-parent.ts";
import { freePorts } from "../free-ports.ts";
import type { StoreServer } from "../object-stores/store-server.ts";
import { seaweedBinary } from "./binary.ts";

const keys = { accessKeyId: "lancetree", secretAccessKey: "lancetree-test-only" };
const region = "us-east-1";

/** The parts of the server that have a port for HTTP and one for gRPC each. */
const parts = ["master", "volume", "filer", "s3"] as const;
const turnedOff = [
  "-webdav=false",
  "-admin.ui=false",
  "-master.telemetry=false",
  "-s3.port.iceberg=0",
  "-s3.port.lance=0",
];

/** Starts SeaweedFS with its S3 server on loopback, with a data folder of its own, which it removes when it is stopped. */
export async function startSeaweed(bucket: string): Promise<StoreServer> {
  const binary = await seaweedBinary();
  const data = await mkdtemp(join(tmpdir(), "lancetree-seaweedfs-"));
  const ports = await freePorts(parts.length * 2);
  const portOf = (part: (typeof parts)[number], more: 0 | 1 = 0): number | undefined =>
    ports[parts.indexOf(part) * 2 + more];
  const flags = parts.flatMap((part) => [
    `-${part}.port=${portOf(part)}`,
    `-${part}.port.grpc=${portOf(part, 1)}`,
  ]);
  const addresses = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1"];
  const child = spawn(
    binary,
    ["mini", `-dir=${data}`, `-bucket=${bucket}`, ...addresses, ...flags, ...turnedOff],
    {
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      },
      stdio: "ignore",
    },
  );
  const gone = once(child, "exit");
  endWithParent(child);
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await gone;
    await rm(data, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${portOf("s3")}`;
  const client = new S3Client({ endpoint, region, credentials: keys, forcePathStyle: true });
  // Only against hangs: a busy machine takes its time.
  const end = Date.now() + 900_000;
  while (!(await hasBucket(client, bucket))) {
    if (Date.now() > end || child.exitCode !== null) {
      await stop();
      throw new Error("The SeaweedFS server does not respond.");
    }
    await sleep(200);
  }
  client.destroy();
  return {
    bucket: `s3://${bucket}`,
    storageOptions: {
      aws_access_key_id: keys.accessKeyId,
      aws_secret_access_key: keys.secretAccessKey,
      region,
      endpoint,
      allow_http: "true",
    },
    [Symbol.asyncDispose]: stop,
  };
}

function hasBucket(client: S3Client, bucket: string): Promise<boolean> {
  return client.send(new HeadBucketCommand({ Bucket: bucket })).then(
    () => true,
    () => false,
  );
}
