import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { type S3Server, serverKeys, serverRegion, startS3Server } from "../object-stores/s3-server.ts";
import { seaweedProgram } from "./program.ts";

/** The parts of the server, with a port for HTTP and one for gRPC each. */
const parts = ["s3", "master", "volume", "filer"] as const;
const turnedOff = [
  "-webdav=false",
  "-admin.ui=false",
  "-master.telemetry=false",
  "-s3.port.iceberg=0",
  "-s3.port.lance=0",
];
const credentials = { accessKeyId: serverKeys.id, secretAccessKey: serverKeys.secret };

/** Starts SeaweedFS with its S3 server. */
export function startSeaweed(bucket: string): Promise<S3Server> {
  return startS3Server({
    program: seaweedProgram,
    portCount: 2 * parts.length,
    arguments: async (data, ports) => [
      "mini",
      `-dir=${data}`,
      `-bucket=${bucket}`,
      "-ip=127.0.0.1",
      "-ip.bind=127.0.0.1",
      ...parts.flatMap((part, index) => [
        `-${part}.port=${ports[index]}`,
        `-${part}.port.grpc=${ports[parts.length + index]}`,
      ]),
      ...turnedOff,
    ],
    environment: {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      // It removes folders that have become empty half a minute later, and not two minutes after that.
      WEED_FILER_OPTIONS_S3_EMPTY_FOLDER_CLEANUP_DELAY: "1s",
    },
    async isReady(endpoint) {
      const client = new S3Client({ endpoint, region: serverRegion, credentials, forcePathStyle: true });
      return client
        .send(new HeadBucketCommand({ Bucket: bucket }))
        .then(
          () => true,
          () => false,
        )
        .finally(() => client.destroy());
    },
  });
}
