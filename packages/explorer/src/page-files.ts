import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** A file of the page, in memory: all of them together have less than a megabyte. */
export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Absent where compression saves nothing. */
  readonly gzip: Uint8Array<ArrayBuffer> | undefined;
  readonly type: string;
  readonly hash: string;
  /** Whether its name contains a hash of its content. */
  readonly isImmutable: boolean;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

/** Reads the files that a build wrote, by their path from the folder with `/`. Rejects as Node does if the folder is missing. */
export async function readPageFiles(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(async (entry): Promise<[string, PageFile]> => {
      const path = join(entry.parentPath, entry.name);
      const name = path.slice(folder.length).replaceAll("\\", "/").replace(/^\//, "");
      return [name, await readPageFile(path, name)];
    });
  return new Map(await Promise.all(files));
}

async function readPageFile(path: string, name: string): Promise<PageFile> {
  const bytes = new Uint8Array(await readFile(path));
  const compressed = new Uint8Array(await promisify(gzip)(bytes));
  return {
    bytes,
    gzip: compressed.byteLength < bytes.byteLength * 0.9 ? compressed : undefined,
    type: types[extname(name)] ?? "application/octet-stream",
    hash: createHash("sha256").update(bytes).digest("base64url").slice(0, 22),
    isImmutable: name.startsWith("assets/"),
  };
}
