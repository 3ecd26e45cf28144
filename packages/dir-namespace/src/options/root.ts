import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { InvalidInputError, inHomeFolder, UnsupportedError } from "@lancetree/core";
import { type ObjectRoot, objectRoot, objectRootForms } from "./object-root.ts";

/** Where a catalog is. */
export type CatalogRoot = LocalRoot | ObjectRoot;

export interface LocalRoot {
  readonly store: "disk";
  readonly path: string;
}

/** Parses a root. Throws InvalidInput or, for an unknown scheme, Unsupported. */
export function catalogRoot(root: unknown): CatalogRoot {
  if (typeof root !== "string" || root.trim() === "") {
    throw new InvalidInputError(
      `The root of a directory catalog must be a path, a file:// URL, ${objectRootForms}.`,
    );
  }
  if (root.includes("\0"))
    throw new InvalidInputError("The root of a directory catalog must not contain a NUL character.");
  if (root.startsWith("file:")) return { store: "disk", path: fileUrlPath(root) };
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]+):\/\/(.*)$/is.exec(root) ?? [];
  if (scheme === undefined || rest === undefined)
    return { store: "disk", path: inHomeFolder(root, homedir()) };
  const found = objectRoot(scheme, rest);
  if (found !== undefined) return found;
  throw new UnsupportedError(
    `A directory catalog on ${scheme}:// is not supported by this version; use a path, a file:// URL, ${objectRootForms}.`,
  );
}

function fileUrlPath(root: string): string {
  try {
    return fileURLToPath(root);
  } catch (cause) {
    throw new InvalidInputError(`The root ${JSON.stringify(root)} is not a valid file:// URL.`, { cause });
  }
}
