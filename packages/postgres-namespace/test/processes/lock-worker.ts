/** Locks each folder that standard input names, and keeps the lock until it ends. */
import { createInterface } from "node:readline";
import { isNamespaceError } from "@lancetree/core";
import { lockFolder } from "../../src/database/folder-lock.ts";

process.stdout.write("ready\n");
for await (const folder of createInterface(process.stdin)) {
  try {
    await lockFolder(folder);
    process.stdout.write("held\n");
  } catch (error) {
    process.stdout.write(isNamespaceError(error, 17) ? "in use\n" : `${String(error)}\n`);
  }
}
