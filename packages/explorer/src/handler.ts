import { fileURLToPath } from "node:url";
import { type PageFile, readPageFiles } from "./page-files.ts";
import { pageHeaders } from "./page-headers.ts";

/** Options of {@link explorerHandler}. */
export interface ExplorerOptions {
  /**
   * The path of the page, default `/ui`. The page calls the catalog at the path above it: the page at `/catalog/ui/` calls
   * `/catalog/v1/…`.
   */
  readonly basePath?: string | undefined;
}

/** Serves the explorer's files. Resolves with undefined for a request to another path. */
export type ExplorerHandler = (
  request: Pick<Request, "method" | "url" | "headers">,
) => Promise<Response | undefined>;

/** From `src` as from `dist`. */
const builtFiles = fileURLToPath(new URL("../dist/ui/", import.meta.url));

/**
 * Serves the explorer: a page, its scripts and its styles. The page loads nothing from elsewhere, and its Content-Security-Policy
 * allows no code in strings, no inline scripts and no frames around it.
 *
 * The files are read at the first request; it rejects if they are missing, which happens only in a copy of the sources without a build.
 */
export function explorerHandler({ basePath = "/ui" }: ExplorerOptions = {}): ExplorerHandler {
  return fileHandler(builtFiles, basePath);
}

/** {@link explorerHandler} for the files of another folder. */
export function fileHandler(folder: string, basePath: string): ExplorerHandler {
  const base = `/${basePath.split("/").filter(Boolean).join("/")}`.replace(/\/$/, "");
  let files: Promise<ReadonlyMap<string, PageFile>> | undefined;
  return async ({ method, url, headers }) => {
    const { pathname, search } = new URL(url);
    if (pathname === base && base !== "")
      return redirect(`${base.slice(base.lastIndexOf("/") + 1)}/${search}`);
    if (!pathname.startsWith(`${base}/`)) return undefined;
    files ??= readPageFiles(folder).catch((error: unknown) => {
      // The next request tries again.
      files = undefined;
      throw error;
    });
    const file = (await files).get(pathname.slice(base.length + 1) || "index.html");
    if (file === undefined) return base === "" ? undefined : plain(404, "The explorer has no such file.");
    if (method !== "GET" && method !== "HEAD")
      return plain(405, "Only GET and HEAD.", { allow: "GET, HEAD" });
    return respond(file, method, headers);
  };
}

function respond(file: PageFile, method: string, headers: Headers): Response {
  const isCompressed = file.gzip !== undefined && acceptsGzip(headers.get("accept-encoding"));
  const bytes = (isCompressed ? file.gzip : undefined) ?? file.bytes;
  const etag = `"${file.hash}${isCompressed ? "-gzip" : ""}"`;
  const own: Record<string, string> = {
    ...pageHeaders,
    etag,
    vary: "accept-encoding",
    "cache-control": file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
  };
  if (matches(headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers: own });
  own["content-type"] = file.type;
  own["content-length"] = String(bytes.byteLength);
  if (isCompressed) own["content-encoding"] = "gzip";
  return new Response(method === "HEAD" ? null : bytes, { headers: own });
}

function acceptsGzip(header: string | null): boolean {
  return (header ?? "").split(",").some((part) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(part));
}

function matches(header: string | null, etag: string): boolean {
  return (header ?? "").split(",").some((part) => part.trim().replace(/^W\//, "") === etag);
}

/** A relative address, because a proxy may have removed the beginning of the path. */
function redirect(location: string): Response {
  return new Response(null, { status: 308, headers: { ...pageHeaders, location } });
}

function plain(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, {
    status,
    headers: { ...pageHeaders, ...headers, "content-type": "text/plain; charset=utf-8" },
  });
}
