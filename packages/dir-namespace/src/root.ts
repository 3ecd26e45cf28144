import { fileURLToPath } from "node:url";
import { InvalidInputError, UnsupportedError } from "@lancetree/core";

/** The local path that a root means. Rejects with InvalidInput or, for other schemes than `file:`, Unsupported. */
export function localRoot(root: unknown): string {
  if (typeof root !== "string" || root.trim() === "") {
    throw new InvalidInputError("The root of a directory catalog must be a path or a file:// URL.");
  }
  if (root.includes("\0"))
    throw new InvalidInputError("The root of a directory catalog must not hold a NUL character.");
  if (root.startsWith("file:")) return fileUrlPath(root);
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(root)?.[1];
  if (scheme) {
    throw new UnsupportedError(
      `A directory catalog on ${scheme}:// is not supported by this version; use a path or a file:// URL.`,
    );
  }
  return root;
}

function fileUrlPath(root: string): string {
  try {
    return fileURLToPath(root);
  } catch (cause) {
    throw new InvalidInputError(`The root ${JSON.stringify(root)} is not a valid file:// URL.`, { cause });
  }
}
