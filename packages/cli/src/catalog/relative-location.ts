import { homedir } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { decodeEscapes, inHomeFolder } from "@lancetree/core";
import type { CatalogChoice } from "./choose-catalog.ts";

/**
 * A location in the form that `register` accepts: relative to the root if it is below the root, otherwise unchanged.
 * Relative locations stay valid when a catalog's folder is copied.
 */
export function relativeLocation(choice: CatalogChoice, location: string): string {
  if (choice.kind === "rest") return location;
  const root = rootUri(choice.root).replace(/\/$/, "");
  if (!location.startsWith(`${root}/`)) return location;
  return location
    .slice(root.length + 1)
    .split("/")
    .map((segment) => (root.startsWith("file://") ? decodeEscapes(segment) : segment))
    .join("/");
}

function rootUri(root: string): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(root)
    ? root
    : pathToFileURL(resolve(inHomeFolder(root, homedir()))).href;
}
