import { unwatchFile, watchFile } from "node:fs";

/** Milliseconds between two looks. Looking works on every file system, and when a file is replaced by another. */
const interval = 1_000;

/** Calls `react` whenever one of the files changed, until what it gives back is called. */
export function watchFiles(paths: readonly string[], react: () => void): () => void {
  const listener = (): void => react();
  for (const path of paths) watchFile(path, { interval, persistent: false }, listener);
  return () => {
    for (const path of paths) unwatchFile(path, listener);
  };
}
