import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** What the catalog's own table takes on disk; the tables that users made are not counted. */
export interface DiskUse {
  readonly files: number;
  readonly bytes: number;
  /** Commits that the catalog has seen. */
  readonly versions: number;
}

export async function catalogDiskUse(root: string): Promise<DiskUse> {
  const folder = join(root, "__manifest");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  return {
    files: files.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    versions: files.filter((file) => file.name.endsWith(".manifest")).length,
  };
}
