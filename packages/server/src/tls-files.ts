import { InvalidInputError, isSystemError } from "@lancetree/core";
import type { TlsMaterial } from "@lancetree/rest-server/node";
import { readTextFile } from "./files/read-text-file.ts";
import type { TlsFiles } from "./server-options.ts";

/** Reads a certificate and its private key. Rejects with InvalidInput, whose `cause` is the system's error. */
export async function readTlsFiles({ certFile, keyFile }: TlsFiles): Promise<TlsMaterial> {
  const [cert, key] = await Promise.all([readPem(certFile), readPem(keyFile)]);
  return { cert, key };
}

async function readPem(file: string): Promise<string> {
  try {
    return await readTextFile(file);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const message = `${file}, a certificate or its private key, cannot be read (${error.code}).`;
    throw new InvalidInputError(message, { cause: error });
  }
}
