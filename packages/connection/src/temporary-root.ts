import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();

/** A temporary folder for a catalog of this process alone; `remove` or the end of the process deletes it. */
export async function temporaryRoot(): Promise<{ root: string; remove: () => Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), "lancetree-memory-"));
  if (folders.size === 0) process.once("exit", removeAll);
  folders.add(root);
  return {
    root,
    async remove() {
      await rm(root, { recursive: true, force: true });
      folders.delete(root);
      if (folders.size === 0) process.off("exit", removeAll);
    },
  };
}

function removeAll(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
