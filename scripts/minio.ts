/** Runs a MinIO server to try things on, until it is interrupted; with `--build` only gets it. */
import { once } from "node:events";
import { minioBinary } from "./minio/binary.ts";
import { startMinio } from "./minio/server.ts";

if (process.argv.includes("--build")) {
  console.log(await minioBinary());
} else {
  await using minio = await startMinio(["lancetree"]);
  console.log(`root: "s3://lancetree/catalog", storageOptions: ${JSON.stringify(minio.storageOptions)}`);
  await once(process, "SIGINT");
}
