import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { InvalidInputError, inHomeFolder, UnsupportedError, withoutTrailing } from "@lancetree/core";

/** Where a catalog is. */
export type CatalogRoot = LocalRoot | ObjectRoot;

export interface LocalRoot {
  readonly scheme: "file";
  readonly path: string;
}

export interface ObjectRoot {
  readonly scheme: "s3";
  readonly bucket: string;
  /** The prefix of all keys, without a slash at either end; may be empty. */
  readonly prefix: string;
}

/** Parses a root. Throws InvalidInput or, for an unknown scheme, Unsupported. */
export function catalogRoot(root: unknown): CatalogRoot {
  if (typeof root !== "string" || root.trim() === "") {
    throw new InvalidInputError(
      "The root of a directory catalog must be a path, a file:// URL or s3://bucket/prefix.",
    );
  }
  if (root.includes("\0"))
    throw new InvalidInputError("The root of a directory catalog must not hold a NUL character.");
  if (root.startsWith("file:")) return { scheme: "file", path: fileUrlPath(root) };
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]+):\/\/(.*)$/is.exec(root) ?? [];
  if (scheme === undefined || rest === undefined)
    return { scheme: "file", path: inHomeFolder(root, homedir()) };
  if (scheme.toLowerCase() === "s3") return { scheme: "s3", ...bucketAndPrefix(root, rest) };
  throw new UnsupportedError(
    `A directory catalog on ${scheme}:// is not supported by this version; use a path, a file:// URL or s3://bucket/prefix.`,
  );
}

function bucketAndPrefix(root: string, rest: string): { bucket: string; prefix: string } {
  const [bucket = "", ...segments] = withoutTrailing(rest, "/").split("/");
  const isWrong =
    !/^[\w.-]+$/.test(bucket) ||
    segments.some((segment) => !/^[\w .$+=,:@()-]+$/.test(segment) || /^\.\.?$/.test(segment));
  if (isWrong) {
    // The root is not shown: it may contain a key.
    throw new InvalidInputError(
      `The root of a directory catalog in an object store must be ${root.slice(0, root.indexOf(":"))}://bucket/prefix, without a user, a query, empty parts, and characters that URLs must escape.`,
    );
  }
  return { bucket, prefix: segments.join("/") };
}

function fileUrlPath(root: string): string {
  try {
    return fileURLToPath(root);
  } catch (cause) {
    throw new InvalidInputError(`The root ${JSON.stringify(root)} is not a valid file:// URL.`, { cause });
  }
}
