import { usageError } from "./errors/cli-error.ts";
import { parseJsonNames } from "./json-names.ts";

/**
 * Parses a path as users type it: `prod/search/user`; the empty string and `/` are the root. A path with a slash in a
 * name, which other clients may create, is written as JSON: `["prod","a/b"]`.
 */
export function parsePath(text: string | undefined): string[] {
  if (text === undefined) return [];
  if (text.startsWith("[")) {
    return parseJsonNames(
      text,
      `The path "${text}"`,
      'write it as prod/search/user, or as ["prod","a/b"] where a name holds a slash',
    );
  }
  const components = text.replace(/^\//, "").replace(/\/$/, "").split("/");
  if (components.length === 1 && components[0] === "") return [];
  if (!components.includes("")) return components;
  throw usageError(`The path "${text}" has an empty name in it.`, "write it as prod/search/user");
}

/** Parses a path that must not be the root, such as the path of a table. */
export function parseNamedPath(text: string | undefined): string[] {
  const path = parsePath(text);
  if (path.length > 0) return path;
  throw usageError("This command needs a path below the root.", "pass a path such as prod/search/user");
}

/** Formats a path so that {@link parsePath} reads the same path. */
export function formatPath(path: readonly string[]): string {
  if (path.length === 0) return "/";
  const isPlain = path.every((name) => name !== "" && !name.includes("/")) && !path[0]?.startsWith("[");
  return isPlain ? path.join("/") : JSON.stringify(path);
}
