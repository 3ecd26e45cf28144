/** Runs a MinIO server for experiments until it is interrupted. With `--build`, only builds it. */
import { once } from "node:events";
import { builtProgram } from "./go-program.ts";
import { minioProgram } from "./minio/program.ts";
import { startMinio } from "./minio/server.ts";

if (process.argv.includes("--build")) {
  console.log(await builtProgram(minioProgram));
} else {
  await using minio = await startMinio(["lancetree"]);
  console.log(`root: "s3://lancetree/catalog", storageOptions: ${JSON.stringify(minio.storageOptions)}`);
  await once(process, "SIGINT");
}
