import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();

/** A folder of this process for a catalog that nobody else opens; `remove` or the end of the process removes it. */
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
