/** Folders and files, by their path from the root, that `words.ts` checks. In alphabetical order; at the end, everything is in it. */
export const cleanFolders: readonly string[] = [".ci", "scripts/repository-rules/words.ts"];
