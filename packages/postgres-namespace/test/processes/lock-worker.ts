/** Locks each folder that standard input names, and keeps the lock until it ends. */
import { createInterface } from "node:readline";
import { isNamespaceError } from "@lancetree/core";
import { lockFolder } from "../../src/database/folder-lock.ts";

console.log("ready");
for await (const folder of createInterface(process.stdin)) {
  try {
    await lockFolder(folder);
    console.log("held");
  } catch (error) {
    console.log(isNamespaceError(error, 17) ? "in use" : String(error));
  }
}
