/** Replaces the suite's package `tmp`: retries to remove the folder of a test while a server still writes into it. */
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** A temporary folder, as `tmp` describes it. */
export interface DirResult {
  readonly name: string;
  removeCallback(): void;
}

interface Tmp {
  dirSync(options?: object): DirResult;
}

const tmp = createRequire(join(process.env["LANCEDB_SUITE"] ?? "", "package.json"))("tmp") as Tmp;

const attempts = 100;

export function dirSync(options?: object): DirResult {
  const { name } = tmp.dirSync(options);
  return { name, removeCallback: () => remove(name) };
}

/** What is written between the look into a folder and its removal makes that fail; a second look finds it. */
function remove(folder: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (attempt === attempts) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
}
