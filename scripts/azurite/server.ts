import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { cachedFolder } from "../../installed/product/cached-folder.ts";
import { endWithParent } from "../../installed/product/end-with-parent.ts";
import { mustRun } from "../../installed/product/run-command.ts";
import type { TestCertificate } from "../certificate.ts";
import type { StoreServer } from "../object-stores/store-server.ts";

/** The last release that supports Node 20. */
const release = "azurite@3.35.0";
/** The account that the emulator has by default. */
const account = "devstoreaccount1";
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/**
 * Starts Azurite, Microsoft's emulator of Azure Storage, on loopback with its data in memory. npm installs it at the first use.
 *
 * @param certificate - with it, the server speaks HTTPS and accepts tokens, whose signatures it does not check
 */
export async function startAzurite(container: string, certificate?: TestCertificate): Promise<StoreServer> {
  const program = join(await installed(), "node_modules", "azurite", "dist", "src", "blob", "main.js");
  const flags = ["--inMemoryPersistence", "--skipApiVersionCheck", "--loose", "--disableTelemetry"];
  if (certificate !== undefined) {
    flags.push("--oauth", "basic", "--cert", certificate.cert, "--key", certificate.key);
  }
  const child = spawn(process.execPath, [program, "--blobPort", "0", ...flags], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const gone = once(child, "exit");
  endWithParent(child);
  const stop = async (): Promise<void> => {
    child.kill();
    await gone;
  };
  let address: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    address = /listens on (https?:\S+)/.exec(line)?.[1];
    if (address !== undefined) break;
  }
  if (address === undefined) throw new Error("Azurite did not start.");
  const endpoint = `${address}/${account}`;
  const service = new BlobServiceClient(endpoint, new StorageSharedKeyCredential(account, key));
  await service.getContainerClient(container).create();
  return {
    bucket: `az://${container}`,
    storageOptions: {
      azure_storage_account_name: account,
      azure_storage_account_key: key,
      endpoint,
      ...(certificate === undefined && { allow_http: "true" }),
    },
    [Symbol.asyncDispose]: stop,
  };
}

function installed(): Promise<string> {
  return cachedFolder(release, async (folder) => {
    await mustRun("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, release], {
      folder,
      environment: process.env,
    });
  });
}
