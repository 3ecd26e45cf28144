import { isNamespaceError } from "@lancetree/core";
import { readTextFile as readFile } from "@lancetree/server/files";
import { CliError } from "./errors/cli-error.ts";
import { exitCodes } from "./errors/exit-codes.ts";

/**
 * Reads a text file that the user named.
 *
 * Rejects with the system's error, and with an error of the command line for folders, devices, files that are too
 * long and pipes whose writer takes longer than 15 s.
 *
 * @param maxBytes - default 16 MiB
 */
export async function readTextFile(path: string, maxBytes?: number): Promise<string> {
  try {
    return await readFile(path, maxBytes);
  } catch (error) {
    if (!isNamespaceError(error, 13)) throw error;
    throw new CliError(exitCodes.notFound, error.message, { hint: "check the path" });
  }
}
