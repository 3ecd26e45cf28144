import { unwatchFile, watchFile } from "node:fs";

/** Polling works on every file system, and when a file is replaced by another one. */
const pollIntervalMs = 1_000;

/** Calls `onChange` whenever one of the files has changed, until the returned function is called. */
export function watchFiles(paths: readonly string[], onChange: () => void): () => void {
  const listener = (): void => onChange();
  for (const path of paths) watchFile(path, { interval: pollIntervalMs, persistent: false }, listener);
  return () => {
    for (const path of paths) unwatchFile(path, listener);
  };
}
